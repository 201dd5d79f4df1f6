"""What the page of the draft shows: the day's cards, what is to be checked, the step back and the step forward."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import request

from eventreg.agenda import drafting
from eventreg.agenda.differences import differences
from eventreg.agenda.drafting import Draft
from eventreg.agenda.grid import lines
from eventreg.agenda.programme import Programme
from eventreg.agenda.tables import Row, find, fingerprint
from eventreg.agenda.vocabulary import name
from eventreg.editing import board, words
from eventreg.editing.board import Piece
from eventreg.editing.checks import Check, checks, once
from eventreg.i18n import clock_time
from eventreg.registration import seats

STEPS = (5, 10, 15, 30)
"""Minutes to which gestures keep; the third is the usual one."""


@dataclass(frozen=True, slots=True)
class Card:
    """A session as the grid shows it; `start` and `end` are minutes of the day shown."""

    row: Row
    seen: str
    title: str
    starts: str
    ends: str
    start: int
    end: int
    column: int
    css: str
    room: str
    track: str
    seats: str
    checks: tuple[Check, ...]


def asked(programme: Programme, draft: Draft) -> tuple[date, int]:
    """The day and the step that the request names, else the first and the usual one."""
    known = board.days(draft.tables["session"], programme.dates)
    named = [day for day in known if day.isoformat() == request.values.get("jour")]
    step = request.values.get("pas", "")
    return (named or known)[0], int(step) if step in map(str, STEPS) else STEPS[2]


def context(programme: Programme, *, day: date | None = None) -> dict[str, Any]:
    """Everything that the fragment of the draft says."""
    draft = drafting.read()
    named, step = asked(programme, draft)
    found = checks(draft, programme)
    listed = once(found)
    made = board.board(draft.tables, day or named)
    return {
        "draft": draft, "board": made, "cards": _cards(made, draft, found, _taken()), "checks": listed,
        "blocking": sum(one.blocking for one in listed), "step": step, "steps": STEPS,
        "days": board.days(draft.tables["session"], programme.dates),
        "count": len(differences(draft.published, draft.tables)), "words": words,
        "clock": _clock, "find": find, "lines": lines,
    }  # fmt: skip


def _clock(day: date, hour: int) -> str:
    """« 9 h », “9 a.m.”: of a full hour."""
    return clock_time(datetime.combine(day, time(hour))).replace(":00", "")


def _taken() -> dict[str, int]:
    """Seats of the published sessions that people have, by code."""
    programme, counts = seats.programme_and_seats()
    return {one.code: counts[one.id].taken for one in programme.sessions if one.bookable} if programme else {}


def _cards(made: board.Board, draft: Draft, found: list[Check], taken: dict[str, int]) -> list[Card]:
    by_code: dict[str, list[Check]] = defaultdict(list)
    for one in found:
        by_code[one.code].append(one)
    return [
        _card(piece, made, draft, tuple(by_code[code]), words.seats(piece.row, taken.get(code, 0)))
        for piece in made.pieces
        if (code := piece.row["code"])
    ]


def _card(piece: Piece, made: board.Board, draft: Draft, found: tuple[Check, ...], seats_said: str) -> Card:
    row, midnight = piece.row, datetime.combine(made.day, time.min)
    start, end = ((at - midnight) // timedelta(minutes=1) for at in (piece.starts_at, piece.ends_at))
    column = made.columns[piece.column - 1]
    return Card(
        row=row, seen=fingerprint(row), title=words.title(row),
        starts=clock_time(piece.starts_at), ends=clock_time(piece.ends_at), start=start, end=end,
        column=piece.column - 1, css=_css(piece, draft),
        room=name(draft.tables, "room", column.code), track=name(draft.tables, "track", row.get("track")),
        seats=seats_said, checks=found,
    )  # fmt: skip


def _css(piece: Piece, draft: Draft) -> str:
    row = piece.row
    track = find(draft.tables["track"], row["track"]) if row.get("track") else None
    states = {
        f"is-{row['kind']}": True,
        f"tint-{track.get('tint', 1)}" if track else "": track is not None,
        "is-cancelled": row["status"] == "cancelled",
        "is-short": piece.rows < board.SHORT,
        "is-narrow": piece.width < board.UNITS,
        "is-middle": board.SHORT <= piece.rows < board.MIDDLE,
    }
    names = [name for name, holds in states.items() if holds]
    place = f"c{piece.column} l{piece.lane} w{piece.width}"
    return " ".join([*names, lines(piece.first_line, piece.last_line), place])
