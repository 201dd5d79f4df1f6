"""What a display says at an instant: at the minute a session ends, between two, before the first and after the last."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask

from eventreg.signage import boards
from eventreg.signage.boards import Board
from eventreg.signage.halves import half, lunches
from tests.signage import programmes
from tests.signage.programmes import DAY, EVE, SECOND, altered, programme, publish, with_session


@pytest.fixture(autouse=True)
def _context(app: Flask):
    programmes.at(EVE, "09:00")
    with app.test_request_context():
        yield


def local(day: str, time: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{time}+01:00").astimezone(programme().zone)


def board(room: str, day: str, time: str) -> Board:
    held = [s for s in programme().sessions if s.room and s.room.code == room]
    return boards.board(held, lunches(programme().sessions), local(day, time))


def codes(entries: boards.Entries) -> list[str]:
    return [entry.code for entry in entries]


@pytest.mark.parametrize(
    ("time", "now", "following"),
    [
        ("08:59:59", [], ["bienvenue"]),
        ("09:00", ["bienvenue"], ["temoignages"]),
        ("09:29:59", ["bienvenue"], ["temoignages"]),
        ("09:30", [], ["temoignages"]),
        ("12:30", [], ["co-creation"]),
        ("17:45", [], ["synthese"]),
    ],
)
def test_a_session_is_over_at_the_minute_it_ends(time: str, now: list[str], following: list[str]) -> None:
    found = board("hemicycle", DAY, time)
    assert (codes(found.now), codes(found.next)) == (now, following)


def test_one_ends_when_the_next_begins(app: Flask) -> None:
    publish(app, with_session(
        "suite", title={"fr": "Suite"}, starts_at=f"{DAY}T11:00:00", ends_at=f"{DAY}T11:20:00", room="salle-1"
    ))  # fmt: skip
    assert codes(board("salle-1", DAY, "10:59:59").now) == ["atelier-1"]
    assert codes(board("salle-1", DAY, "10:59:59").next) == ["suite"]
    assert codes(board("salle-1", DAY, "11:00").now) == ["suite"]


def test_the_rest_is_of_the_same_half_of_the_day() -> None:
    found = board("hall", DAY, "08:45")
    assert codes(found.now) == ["accueil-1"]
    assert codes(found.next) == ["pause-1"]
    assert codes(found.later) == ["dejeuner-1"], "the lunch ends the morning"
    assert codes(board("hall", DAY, "14:30").later) == [], "the evening is another part"


def test_before_after_and_never(app: Flask) -> None:
    assert codes(board("hall", EVE, "20:00").next) == ["accueil-1"]
    assert not board("hall", SECOND, "12:00").over
    ended = board("hall", SECOND, "14:00")
    assert ended.over
    assert ended.used
    publish(app, altered("atelier-5", room="hemicycle"))
    assert not board("salle-3", DAY, "09:00").used


def test_a_cancelled_session_is_said_and_never_next(app: Flask) -> None:
    publish(app, altered("atelier-3", status="cancelled"))
    running = board("salle-1", DAY, "16:10")
    assert (codes(running.now), codes(running.called_off), codes(running.next)) == (
        [],
        ["atelier-3"],
        ["atelier-6"],
    )
    assert codes(board("salle-1", DAY, "11:00").next) == ["atelier-6"]
    publish(
        app,
        altered("temoignages", status="cancelled", base=altered("co-creation", starts_at=f"{DAY}T12:40:00")),
    )
    assert codes(board("hemicycle", DAY, "09:10").later)[0] == "temoignages", (
        "told though another one is next"
    )


def test_two_at_once_in_one_room_are_both_shown() -> None:
    """An edition's file does not pass with it; a mistake on the day shows the truth of the rows."""
    first, second = (programme().by_code[code] for code in ("atelier-1", "atelier-2"))
    held = [first, replace(second, room=first.room)]
    before, during = (boards.board(held, {}, local(DAY, time)) for time in ("09:00", "09:30"))
    assert codes(before.next) == ["atelier-1", "atelier-2"]
    assert codes(during.now) == ["atelier-1", "atelier-2"]


def test_halves_of_a_day_without_lunch(app: Flask) -> None:
    publish(app, altered("dejeuner-1", status="cancelled"))
    lunch = lunches(programme().sessions)
    said = {s.code: half(s, lunch) for s in programme().sessions if s.starts_at.date().isoformat() == DAY}
    assert said["temoignages"] == "morning"
    assert said["co-creation"] == "afternoon"
    assert said["networking"] == "evening"


def test_the_hall_shows_the_next_day_once_today_is_over() -> None:
    def shown(day: str, time: str) -> tuple[str, list[str]]:
        found = boards.hall(programme().edition.rooms, programme().sessions, local(day, time))
        return str(found.day), [room.code for room, _ in found.rows]

    assert shown(EVE, "08:00") == (DAY, ["hemicycle", "hall", "salle-1", "salle-2"])
    assert shown(DAY, "21:59") == (DAY, ["hemicycle", "hall", "salle-1", "salle-2"])
    assert shown(DAY, "22:00") == (SECOND, ["hemicycle", "hall", "salle-1", "salle-2", "salle-3"])
    assert shown(SECOND, "14:00") == ("None", [])


@pytest.mark.parametrize(
    ("second", "micro", "wait"), [(0, 0, 61), (0, 1, 60), (30, 0, 31), (58, 0, 3), (59, 999_999, 1)]
)
def test_a_display_asks_again_just_after_the_minute(second: int, micro: int, wait: int) -> None:
    now = datetime(2026, 3, 3, 10, 59, second, micro, tzinfo=UTC)
    assert boards.seconds_to_next_minute(now) == wait
