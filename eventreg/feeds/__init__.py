"""Calendars and schedule exports of the programme."""
