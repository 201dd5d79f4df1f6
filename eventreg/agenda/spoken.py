"""The programme in one language, ready to be written into a page.

A page shows some two hundred texts and times of the edition. Choosing their language, setting their typography and
escaping them is done once per revision and language, here, and not at every request.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from markupsafe import Markup, escape
from pydantic import BaseModel

from eventreg.agenda import columns, grid
from eventreg.agenda.columns import Cell
from eventreg.agenda.programme import Day, Programme
from eventreg.event.edition import Text
from eventreg.i18n import clock_time, speaking, text, time_range

SHORT = 40  # minutes below which the time and the title stand on one line
LABEL, RANGE = 15, 25  # minutes that a time at the left needs before the next one, and with its end
UNITS = 12
"""Tracks of the style sheet that the columns of a day share."""
MOST_COLUMNS = 6
"""Beyond as many in parallel a column of the grid would hold a letter: the day is a list by time."""


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
    times: str
    """Where the time that it stands under does not say them."""
    css: Markup
    """Its classes: kind, track, and its place in the grid (grid.css)."""


class SpokenTime(NamedTuple):
    """What starts together."""

    starts_at: datetime
    ends_at: datetime
    starts: str
    ends: str
    """Empty where not all end together: each session says its times then."""
    css: Markup
    choice: bool
    """Workshops of which one can be had."""
    sessions: tuple[SpokenSession, ...]


class SpokenDay(NamedTuple):
    date: date
    starts_at: datetime
    ends_at: datetime
    css: str
    """Of a grid, or of a list."""
    times: tuple[SpokenTime, ...]


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
    days = tuple(_day(day, programme) for day in programme.days)
    by_id = {session.id: session for day in days for at in day.times for session in at.sessions}
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


def _day(day: Day, programme: Programme) -> SpokenDay:
    cells = sorted(columns.cells(day), key=lambda cell: (cell.at, cell.column))
    css = "grid" if max(cell.columns for cell in cells) <= MOST_COLUMNS else "wide-list"
    return SpokenDay(day.date, day.starts_at, day.ends_at, css, tuple(_times(cells, programme)))


def _times(cells: list[Cell], programme: Programme) -> Iterator[SpokenTime]:
    """A time stands at the left where there is room for it before the next, as on the poster."""
    together = [(at, list(found)) for at, found in groupby(cells, key=lambda cell: cell.at)]
    labels = _apart([at for at, _found in together])
    ends = dict(zip(labels, [*labels[1:], columns.minutes(cells)], strict=True))
    for at, found in together:
        yield _time(found, ends.get(at), programme)


def _apart(starts: list[int]) -> list[int]:
    kept: list[int] = []
    for at in starts:
        if not kept or at - kept[-1] >= LABEL:
            kept.append(at)
    return kept


def _time(cells: list[Cell], until: int | None, programme: Programme) -> SpokenTime:
    """`until` is where the next time stands, None where this one would stand too near to the last."""
    at, entries = cells[0].at, [cell.session for cell in cells]
    first, ends_at = entries[0], max(entry.ends_at for entry in entries)
    ranged = until is not None and all(entry.ends_at == ends_at for entry in entries)
    quarter = " is-quarter" if until is not None and until - at < RANGE else ""
    choice = [programme.slot_of(entry).name for entry in entries if entry.bookable and not entry.cancelled]
    return SpokenTime(
        first.starts_at,
        ends_at,
        clock_time(first.starts_at),
        clock_time(ends_at) if ranged else "",
        escape("is-crowded" if until is None else _lines(at, until) + quarter),
        len(choice) > len(set(choice)),
        tuple(_session(cell, programme, timed=ranged) for cell in cells),
    )


def _classes(cell: Cell, programme: Programme) -> Markup:
    entry, tint = cell.session, programme.tint(cell.session)
    states = {
        f"track-{tint}": tint > 0,
        "is-short": cell.minutes < SHORT,
        "is-open": cell.open and cell.minutes >= SHORT,
        "is-cancelled": entry.cancelled,
    }
    names = [name for name, holds in states.items() if holds]
    return escape(
        " ".join([f"is-{entry.kind}", _lines(cell.at, cell.at + cell.minutes), _place(cell), *names])
    )


def _lines(*minutes: int) -> str:
    start, end = (one // grid.ROW_MINUTES + 1 for one in minutes)
    return grid.lines(start, end)


def _place(cell: Cell) -> str:
    left, right = (round(UNITS * n / cell.columns) for n in (cell.column, cell.column + cell.span))
    return f"l{left + 1} w{max(1, right - left)}"


def _session(cell: Cell, programme: Programme, *, timed: bool) -> SpokenSession:
    entry = cell.session
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
        times="" if timed else time_range(entry.starts_at, entry.ends_at),
        css=_classes(cell, programme),
    )
