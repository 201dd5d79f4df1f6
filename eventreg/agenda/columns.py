"""A day as a drawing: what stands beside what, and how high, in minutes from the day's first start.

The same for pages and for the poster. Decides without a database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from eventreg.agenda import grid
from eventreg.agenda.programme import Day, SessionEntry

EVENING = timedelta(minutes=90)
"""An evening is cut after that: its end is said, its emptiness need not be drawn."""
LEAST = timedelta(minutes=10)
"""What one line of text needs."""


@dataclass(frozen=True, slots=True)
class Cell:
    session: SessionEntry
    at: int
    minutes: int
    column: int
    span: int
    """How many columns it takes: those at its right that nothing else needs meanwhile are its own."""
    columns: int
    """Of its band: as many as run in parallel."""
    open: bool
    """Cut: it goes on beyond what is drawn."""


@dataclass(frozen=True, slots=True)
class Drawn:
    starts_at: datetime
    ends_at: datetime
    session: SessionEntry


def cells(day: Day) -> list[Cell]:
    """By start, then from left to right: rooms keep the order in which the programme lists parallel sessions."""
    drawn = [_drawn(session) for session in day.sessions]
    return [cell for band in grid.bands(drawn) for cell in _side_by_side(band, day.starts_at)]


def minutes(found: Sequence[Cell]) -> int:
    """The height of the drawing."""
    return max((cell.at + cell.minutes for cell in found), default=0)


def _drawn(session: SessionEntry) -> Drawn:
    ends_at = max(session.ends_at, session.starts_at + LEAST)
    if session.kind == "social":
        ends_at = min(ends_at, session.starts_at + EVENING)
    return Drawn(session.starts_at, ends_at, session)


def _side_by_side(band: Sequence[Drawn], first: datetime) -> list[Cell]:
    lanes = grid.lanes(band)
    taken = [[one for one, lane in zip(band, lanes, strict=True) if lane == n] for n in range(max(lanes) + 1)]
    return [
        Cell(
            one.session,
            _minutes(one.starts_at - first),
            _minutes(one.ends_at - one.starts_at),
            column,
            _span(one, taken[column + 1 :]),
            len(taken),
            one.ends_at < one.session.ends_at,
        )
        for one, column in zip(band, lanes, strict=True)
    ]


def _span(one: Drawn, beside: Sequence[Sequence[Drawn]]) -> int:
    free = takewhile(lambda held: not any(grid.overlap(one, other) for other in held), beside)
    return 1 + sum(1 for _column in free)


def _minutes(span: timedelta) -> int:
    return round(span.total_seconds() / 60)
