"""A day of the draft in columns, rows and lanes."""

from datetime import date
from itertools import combinations
from typing import Any

import pytest

from eventreg.editing.board import UNITS, Board, board, days

DAY = date(2026, 3, 3)


def session(starts: str, ends: str, room: str = "a", **more: Any) -> dict[str, Any]:
    times = {"starts_at": f"2026-03-{starts}:00", "ends_at": f"2026-03-{ends}:00"}
    return {"code": starts, "kind": "plenary", "status": "confirmed", "room": room, **times, **more}


def made(*sessions: dict[str, Any]) -> Board:
    return board({"room": [{"code": "a"}, {"code": "b"}], "session": list(sessions)}, DAY)


@pytest.mark.parametrize(
    ("sessions", "hours"),
    [
        ([], (8, 19)), ([("03T09:30", "03T11:00")], (8, 19)), ([("03T08:30", "03T11:00")], (7, 19)),
        ([("03T00:30", "03T01:00")], (0, 19)), ([("03T18:30", "03T19:00")], (8, 20)),
        ([("03T18:30", "03T19:05")], (8, 21)), ([("03T22:00", "04T02:00")], (8, 24)),
    ],
)  # fmt: skip
def test_hours_from_one_before_to_one_after(sessions: list[tuple[str, str]], hours: tuple[int, int]) -> None:
    drawn = made(*(session(*one) for one in sessions))
    assert (drawn.first_hour, drawn.last_hour) == hours


def test_lines_are_of_five_minutes_and_never_empty() -> None:
    drawn = made(
        session("03T09:00", "03T09:10"), session("03T10:02", "03T10:03"), session("03T23:00", "04T01:00")
    )
    lines = [(piece.first_line, piece.last_line) for piece in drawn.pieces]
    assert lines == [(13, 15), (25, 26), (181, 193)]
    assert drawn.lines == 193


def test_what_overlaps_shares_the_column_and_what_follows_has_it_whole() -> None:
    drawn = made(
        session("03T09:00", "03T10:00"), session("03T09:30", "03T11:00"), session("03T10:00", "03T11:00"),
        session("03T11:00", "03T12:00"), session("03T09:00", "03T10:00", "b"),
    )  # fmt: skip
    places = [(piece.column, piece.lane, piece.width) for piece in drawn.pieces]
    assert places == [(1, 1, 6), (2, 1, 12), (1, 7, 6), (1, 1, 6), (1, 1, 12)]


@pytest.mark.parametrize("number", [2, 3, 5, 6, 7, 12])
def test_lanes_never_cover_each_other(number: int) -> None:
    drawn = made(*(session(f"03T09:{n:02}", "03T12:00") for n in range(number)))
    for one, other in combinations(drawn.pieces, 2):
        assert one.lane + one.width <= other.lane or other.lane + other.width <= one.lane
    assert all(piece.lane + piece.width <= UNITS + 1 for piece in drawn.pieces)


@pytest.mark.parametrize(
    ("room", "columns"), [("a", ["a", "b"]), ("", ["a", "b", ""]), ("gone", ["a", "b", ""])]
)
def test_column_without_a_room_only_where_it_is_needed(room: str, columns: list[str]) -> None:
    drawn = made(session("03T09:00", "03T10:00", room))
    assert [column.code for column in drawn.columns] == columns
    assert drawn.columns[drawn.pieces[0].column - 1].code == (room if room == "a" else "")


def test_days_are_the_event_s_and_those_of_the_draft() -> None:
    found = days([session("05T09:00", "05T10:00")], [date(2026, 3, 3), date(2026, 3, 4)])
    assert found == [date(2026, 3, day) for day in (3, 4, 5)]
