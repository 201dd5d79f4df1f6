"""The tokens of one theme, whatever the reader's device asks for: a partner's page may know better."""

from functools import cache
from pathlib import Path

SCHEMES, DARK = "color-scheme: light dark;", "(prefers-color-scheme: dark)"


@cache
def tokens(source: Path, theme: str) -> str:
    """Of `tokens.css`, which stays the only place where a colour is written."""
    written = source.read_text("utf-8")
    holds = "all" if theme == "dark" else "not all"
    return written.replace(SCHEMES, f"color-scheme: {theme};").replace(DARK, holds)
