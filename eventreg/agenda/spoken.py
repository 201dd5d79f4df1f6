"""The programme in one language, ready to be written into a page.

A page shows some two hundred texts and times of the edition. Choosing their language, setting their typography and
escaping them is done once per revision and language, here, and not at every request.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from markupsafe import Markup, escape
from pydantic import BaseModel

from eventreg.agenda import grid
from eventreg.agenda.programme import Programme, SessionEntry, Slot
from eventreg.event.edition import Text
from eventreg.i18n import clock_time, speaking, text

QUARTER_ROWS = 5
SHORT_ROWS = 8  # forty minutes: the time and the title on one line
EVENING_ROWS = grid.EVENING // timedelta(minutes=grid.ROW_MINUTES)


class Spoken:
    """A table of the edition with the same names; its texts are strings of one language, escaped."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__ = values


@dataclass(frozen=True, slots=True, eq=False)
class SpokenSession:
    id: int
    code: str
    kind: str
    status: str
    bookable: bool
    cancelled: bool
    title: Markup
    description: Markup
    contributors: Markup
    room: Markup
    track: Markup
    starts_at: datetime
    ends_at: datetime
    starts: str
    ends: str
    css: Markup
    """Its classes: kind, track, column, and the lines of the grid (programme.css)."""


class SpokenSlot(NamedTuple):
    starts_at: datetime
    ends_at: datetime
    starts: str
    ends: str
    css: Markup
    bookable: bool
    parallel: bool
    sessions: tuple[SpokenSession, ...]


class SpokenDay(NamedTuple):
    date: date
    starts_at: datetime
    ends_at: datetime
    columns: int
    slots: tuple[SpokenSlot, ...]


@dataclass(frozen=True)
class SpokenProgramme:
    version: int
    edition: Spoken
    days: tuple[SpokenDay, ...]
    by_id: dict[int, SpokenSession]


def spoken(programme: Programme, lang: str) -> SpokenProgramme:
    """Kept with the programme, which is of one revision."""
    if lang not in programme.kept:
        with speaking(lang):
            programme.kept[lang] = _spoken(programme)
    said: SpokenProgramme = programme.kept[lang]
    return said


def _spoken(programme: Programme) -> SpokenProgramme:
    days = tuple(
        SpokenDay(
            day.date,
            day.starts_at,
            day.ends_at,
            max(len(slot.sessions) for slot in day.slots),
            tuple(_slot(slot, programme) for slot in day.slots),
        )
        for day in programme.days
    )
    by_id = {session.id: session for day in days for slot in day.slots for session in slot.sessions}
    return SpokenProgramme(programme.version, _said(programme.edition), days, by_id)


def _said(value: Any) -> Any:
    """Texts as strings of the language; tables as objects of the same names."""
    if isinstance(value, Text):
        return escape(text(value))
    if isinstance(value, BaseModel):
        return Spoken({name: _said(getattr(value, name)) for name in type(value).model_fields})
    if isinstance(value, tuple):
        return tuple(map(_said, value))
    return escape(value) if isinstance(value, str) else value


def _slot(slot: Slot, programme: Programme) -> SpokenSlot:
    first, parallel = slot.sessions[0], len(slot.sessions) > 1
    quarter = "is-quarter " if _end_row(first) < first.grid_row_start + QUARTER_ROWS else ""
    sessions = tuple(
        _session(entry, _classes(entry, column, programme.tint(entry), parallel=parallel))
        for column, entry in enumerate(slot.sessions, 1)
    )
    return SpokenSlot(
        slot.starts_at,
        slot.ends_at,
        clock_time(slot.starts_at),
        clock_time(slot.ends_at),
        escape(quarter + _lines(first)),
        slot.bookable,
        parallel,
        sessions,
    )


def _classes(entry: SessionEntry, column: int, tint: int, *, parallel: bool) -> Markup:
    rows, drawn = entry.grid_row_end - entry.grid_row_start, _end_row(entry) - entry.grid_row_start
    states = {
        f"track-{tint}": tint > 0,
        f"in-{column}": parallel,
        "is-short": drawn < SHORT_ROWS,
        "is-open": SHORT_ROWS <= drawn < rows,
        "is-cancelled": entry.cancelled,
    }
    return escape(
        " ".join([f"is-{entry.kind}", _lines(entry), *(name for name, holds in states.items() if holds)])
    )


def _lines(entry: SessionEntry) -> str:
    return grid.lines(entry.grid_row_start, _end_row(entry))


def _session(entry: SessionEntry, css: Markup) -> SpokenSession:
    return SpokenSession(
        id=entry.id,
        code=entry.code,
        kind=entry.kind,
        status=entry.status,
        bookable=entry.bookable,
        cancelled=entry.cancelled,
        title=escape(text(entry.title)),
        description=escape(text(entry.description)),
        contributors=escape(", ".join(entry.contributors)),
        room=escape(text(entry.room.name)) if entry.room else Markup(),
        track=escape(text(entry.track.name)) if entry.track else Markup(),
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        starts=clock_time(entry.starts_at),
        ends=clock_time(entry.ends_at),
        css=css,
    )


def _end_row(entry: SessionEntry) -> int:
    if entry.kind == "social":
        return min(entry.grid_row_end, entry.grid_row_start + EVENING_ROWS)
    return entry.grid_row_end
