"""One day of the draft as a grid: a column is a room, a row five minutes, what overlaps stands in lanes. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from eventreg.agenda import grid
from eventreg.agenda.grid import ROW_MINUTES
from eventreg.agenda.tables import Row, Tables, ends, starts

MORNING, EVENING, MIDNIGHT = 8, 19, 24  # hours that are always drawn, and the last that can be
UNITS = 12
"""Tracks of the style sheet in each column: one to four lanes, or six, share them evenly."""
_SHARES = (1, 2, 3, 4, 6, 12)
HOUR_ROWS = 60 // ROW_MINUTES
SHORT, MIDDLE = 6, 12  # rows below which a card shows one line, or leaves its details out


class Column(NamedTuple):
    code: str
    """Of the room; "" for sessions that have none."""
    room: Row | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A session where it stands. Instants are local and naive; lines are those of the style sheet's grid."""

    row: Row
    starts_at: datetime
    ends_at: datetime
    column: int = 0
    lane: int = 1
    """The first of its `UNITS`."""
    width: int = UNITS
    first_line: int = 1
    last_line: int = 2

    @property
    def rows(self) -> int:
        return self.last_line - self.first_line


@dataclass(frozen=True, slots=True)
class Board:
    day: date
    columns: tuple[Column, ...]
    first_hour: int
    last_hour: int
    pieces: tuple[Piece, ...]
    """By time, then by room."""

    @property
    def lines(self) -> int:
        return (self.last_hour - self.first_hour) * HOUR_ROWS + 1

    @property
    def hours(self) -> range:
        return range(self.first_hour, self.last_hour)

    def line(self, hour: int) -> int:
        return (hour - self.first_hour) * HOUR_ROWS + 1


def days(sessions: Iterable[Row], dates: Iterable[date]) -> list[date]:
    """The event's own, and any other on which a session of the draft stands."""
    return sorted({*dates, *(starts(row).date() for row in sessions)})


def board(tables: Tables, day: date) -> Board:
    rows = [row for row in tables["session"] if starts(row).date() == day]
    columns = _columns(tables["room"], rows)
    whole = [Piece(row, starts(row), ends(row)) for row in rows]
    first, last = _hours(whole, day)
    placed: list[Piece] = []
    for number, column in enumerate(columns, 1):
        held = [piece for piece in whole if _column_of(piece.row, columns) == column.code]
        placed += [piece for band in grid.bands(held) for piece in _lanes(band, number)]
    drawn = [_drawn(piece, day, first, last) for piece in placed]
    drawn.sort(key=lambda piece: (piece.starts_at, piece.column, piece.lane))
    return Board(day, columns, first, last, tuple(drawn))


def _columns(rooms: Sequence[Row], sessions: Sequence[Row]) -> tuple[Column, ...]:
    known = {room["code"] for room in rooms}
    columns = [Column(room["code"], room) for room in rooms]
    if not columns or any(row.get("room") not in known for row in sessions):
        columns.append(Column("", None))
    return tuple(columns)


def _column_of(row: Row, columns: Sequence[Column]) -> str:
    code = row.get("room") or ""
    return code if any(column.code == code for column in columns) else ""


def _hours(pieces: Sequence[Piece], day: date) -> tuple[int, int]:
    """From an hour before the first session to an hour after the last, within the day."""
    midnight = datetime.combine(day, time.min)
    first = min([MORNING, *(piece.starts_at.hour - 1 for piece in pieces)])
    last = max([EVENING, *(1 - (midnight - piece.ends_at) // timedelta(hours=1) for piece in pieces)])
    return max(0, first), min(MIDNIGHT, last)


def _lanes(band: Sequence[Piece], column: int) -> list[Piece]:
    lanes = grid.lanes(band)
    width = UNITS // next((share for share in _SHARES if share > max(lanes)), UNITS)
    return [
        replace(piece, column=column, lane=min(lane, UNITS - 1) * width + 1, width=width)
        for piece, lane in zip(band, lanes, strict=True)
    ]


def _drawn(piece: Piece, day: date, first: int, last: int) -> Piece:
    """What lasts beyond the grid is cut off there; what is shorter than a row takes one."""
    top = datetime.combine(day, time.min) + timedelta(hours=first)
    most = (last - first) * HOUR_ROWS + 1
    start = min((piece.starts_at - top) // timedelta(minutes=ROW_MINUTES) + 1, most - 1)
    end = -((top - piece.ends_at) // timedelta(minutes=ROW_MINUTES)) + 1
    return replace(piece, first_line=start, last_line=max(start + 1, min(end, most)))
