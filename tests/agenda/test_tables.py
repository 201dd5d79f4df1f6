"""Drafts that go on upon another release, and earlier agendas taken up again."""

from typing import Any

from eventreg.agenda import tables as agenda_tables
from eventreg.agenda.differences import differences
from eventreg.agenda.tables import Tables, edition_with, merged, returned
from tests.registration.editions import shipped


def agenda(*sessions: dict[str, Any], rooms: tuple[str, ...] = ("a", "b")) -> Tables:
    return {
        "track": [],
        "room": [{"code": code, "name": {"fr": code}} for code in rooms],
        "contributor": [],
        "session": list(sessions),
    }


def session(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "status": "confirmed", "room": "a", **more}


def test_the_tables_of_an_edition_make_it_again() -> None:
    edition = shipped()
    assert edition_with(edition, agenda_tables.of(edition)) == edition


def test_merging_keeps_the_drafts_keys_and_takes_the_others() -> None:
    base = agenda(session("one", capacity=5), session("two"))
    draft = agenda(session("one", capacity=7), session("two"), session("mine"))
    released = agenda(session("one", capacity=6, room="b"), session("two", room="b"), session("theirs"))
    assert merged(base, draft, released)["session"] == [
        session("one", capacity=7, room="b"), session("two", room="b"), session("theirs"), session("mine"),
    ]  # fmt: skip


def test_merging_a_key_taken_away_takes_it_away() -> None:
    base, released = agenda(session("one", capacity=5)), agenda(session("one", capacity=5, room="b"))
    draft = agenda(session("one"))
    assert merged(base, draft, released)["session"] == [session("one", room="b")]


def test_merging_keeps_the_order_that_the_draft_gave() -> None:
    base, draft = agenda(rooms=("a", "b", "c")), agenda(rooms=("c", "a", "b"))
    released = agenda(rooms=("new", "a", "b", "c"))
    assert [room["code"] for room in merged(base, draft, released)["room"]] == ["c", "a", "b", "new"]
    assert merged(base, base, released) == released


def test_merging_keeps_seats_for_workshops_alone() -> None:
    base, draft = (
        agenda(session("one", kind="workshop", capacity=5)),
        agenda(session("one", kind="workshop", capacity=7)),
    )
    released = agenda(session("one", kind="plenary"))
    assert merged(base, draft, released)["session"] == [session("one", kind="plenary")]


def test_merging_a_start_with_an_end_of_another_day_keeps_the_drafts_time() -> None:
    """The file moved the event to other days, or the session to before the draft's start."""
    base = agenda(session("one", starts_at="2026-03-03T09:30:00", ends_at="2026-03-03T11:00:00"))
    draft = agenda(session("one", starts_at="2026-03-03T10:00:00", ends_at="2026-03-03T11:00:00"))
    for starts_at, ends_at in (
        ("2026-04-03T09:30:00", "2026-04-03T11:00:00"),
        ("2026-03-03T08:00:00", "2026-03-03T09:00:00"),
    ):
        released = agenda(session("one", starts_at=starts_at, ends_at=ends_at, room="b"))
        assert merged(base, draft, released)["session"] == [draft["session"][0] | {"room": "b"}]
    longer = agenda(session("one", starts_at="2026-03-03T09:30:00", ends_at="2026-03-03T12:00:00"))
    assert merged(base, draft, longer)["session"] == [
        draft["session"][0] | {"ends_at": "2026-03-03T12:00:00"}
    ]


def test_what_a_release_removed_stays_only_where_the_draft_changed_it() -> None:
    base = agenda(session("one"), session("two"))
    draft = agenda(session("one", room="b"), session("two"))
    assert merged(base, draft, agenda())["session"] == [session("one", room="b")]


def test_returning_calls_off_what_has_come_since_and_keeps_its_room() -> None:
    current = agenda(session("one", room="b"), session("since", room="c"), rooms=("a", "b", "c", "d"))
    wanted = agenda(session("one"), session("gone"))
    back = returned(current, wanted)
    assert back["session"] == [
        session("one"),
        session("gone"),
        session("since", room="c", status="cancelled"),
    ]
    assert [room["code"] for room in back["room"]] == ["a", "b", "c"]


def test_differences_name_each_key_and_both_instants_once() -> None:
    morning = {"starts_at": "2026-03-03T09:30:00", "ends_at": "2026-03-03T11:00:00"}
    noon = {"starts_at": "2026-03-03T12:00:00", "ends_at": "2026-03-03T13:00:00"}
    before = agenda(session("one", **morning, to_confirm=["room"]), session("two"))
    after = agenda(
        session("one", **noon, room="b"),
        session("two", status="cancelled"),
        session("new"),
        rooms=("a",),
    )
    told = [
        (one.table, one.code, one.kind, [field.name for field in one.fields])
        for one in differences(before, after)
    ]
    assert told == [
        ("session", "two", "cancelled", ["status"]),
        ("session", "new", "added", []),
        ("session", "one", "changed", ["time", "room"]),
        ("room", "b", "removed", []),
    ]
    assert differences(before, before) == []
