"""The programme on other sites' pages."""
