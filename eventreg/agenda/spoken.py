"""The programme in one language, ready to be written into a page.

A page shows some two hundred texts and times of the edition. Choosing their language, setting their typography and
escaping them is done once per revision and language, here, and not at every request.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from markupsafe import Markup, escape
from pydantic import BaseModel

from eventreg.agenda.programme import Programme, SessionEntry, Slot
from eventreg.event.edition import Text
from eventreg.i18n import clock_time, speaking, text

QUARTER_ROWS = 5
MOST_COLUMNS = 6
"""Beyond as many in parallel a column of the grid would hold a letter: the day is a list by time."""
SHORT_ROWS = 8  # forty minutes: the time and the title on one line
SOCIAL_ROWS = (
    18  # an evening is cut after an hour and a half: its end is said, its emptiness need not be drawn
)


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
    css: str
    """Of a grid with so many columns, or of a list."""
    slots: tuple[SpokenSlot, ...]


@dataclass(frozen=True)
class SpokenProgramme:
    version: int
    edition: Spoken
    days: tuple[SpokenDay, ...]
    by_id: dict[int, SpokenSession]


def spoken(programme: Programme, lang: str) -> SpokenProgramme:
    """Kept with the programme, which is of one revision."""
    if lang not in programme.spoken:
        with speaking(lang):
            programme.spoken[lang] = _spoken(programme)
    said: SpokenProgramme = programme.spoken[lang]
    return said


def _spoken(programme: Programme) -> SpokenProgramme:
    days = tuple(
        SpokenDay(
            day.date,
            day.starts_at,
            day.ends_at,
            _drawn(max(len(slot.sessions) for slot in day.slots)),
            tuple(map(_slot, day.slots)),
        )
        for day in programme.days
    )
    by_id = {session.id: session for day in days for slot in day.slots for session in slot.sessions}
    return SpokenProgramme(programme.version, _said(programme.edition), days, by_id)


def _drawn(columns: int) -> str:
    return f"grid columns-{columns}" if columns <= MOST_COLUMNS else "wide-list"


def _said(value: Any) -> Any:
    """Texts as strings of the language; tables as objects of the same names."""
    if isinstance(value, Text):
        return escape(text(value))
    if isinstance(value, BaseModel):
        return Spoken({name: _said(getattr(value, name)) for name in type(value).model_fields})
    if isinstance(value, tuple):
        return tuple(map(_said, value))
    return escape(value) if isinstance(value, str) else value


def _slot(slot: Slot) -> SpokenSlot:
    first, parallel = slot.sessions[0], len(slot.sessions) > 1
    quarter = "is-quarter " if _end_row(first) < first.grid_row_start + QUARTER_ROWS else ""
    sessions = tuple(
        _session(entry, _classes(entry, column, parallel=parallel))
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


def _classes(entry: SessionEntry, column: int, *, parallel: bool) -> Markup:
    rows, drawn = entry.grid_row_end - entry.grid_row_start, _end_row(entry) - entry.grid_row_start
    states = {
        f"track-{entry.track.tint if entry.track else column}": entry.bookable or entry.track is not None,
        f"in-{column}": parallel,
        "is-short": drawn < SHORT_ROWS,
        "is-open": SHORT_ROWS <= drawn < rows,
        "is-cancelled": entry.cancelled,
    }
    return escape(
        " ".join([f"is-{entry.kind}", _lines(entry), *(name for name, holds in states.items() if holds)])
    )


def _lines(entry: SessionEntry) -> str:
    start, end = entry.grid_row_start, _end_row(entry)
    return f"s{start // 10} t{start % 10} e{end // 10} f{end % 10}"


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
        return min(entry.grid_row_end, entry.grid_row_start + SOCIAL_ROWS)
    return entry.grid_row_end
