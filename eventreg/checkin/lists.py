"""What people are scanned for: each day of the event, and each session for attendance."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from eventreg.agenda.programme import Programme, SessionEntry


@dataclass(frozen=True, slots=True)
class ScanList:
    code: str
    """An ISO date, or the code of a session."""
    day: date
    session: SessionEntry | None = None


def find(programme: Programme, code: str) -> ScanList | None:
    session = programme.by_code.get(code)
    if session is not None:
        return ScanList(code, session.starts_at.date(), session)
    return next((ScanList(code, day) for day in programme.dates if day.isoformat() == code), None)


def of_device(programme: Programme, codes: Collection[str]) -> list[ScanList]:
    """What a phone scans for, days first: the lists with these codes, or without any code all; none cancelled."""
    days = [day.isoformat() for day in programme.dates]
    sessions = [session.code for session in programme.sessions if not session.cancelled]
    found = (find(programme, code) for code in (*days, *sessions) if not codes or code in codes)
    return [one for one in found if one is not None]


def today(programme: Programme, now: datetime) -> ScanList | None:
    """The list of the server's date in the event's zone; None outside the event's days."""
    return find(programme, server_day(programme, now))


def server_day(programme: Programme, now: datetime) -> str:
    return now.astimezone(programme.zone).date().isoformat()
