"""What an organiser should look at before publishing."""

from datetime import date
from typing import Any

import pytest

from eventreg.agenda import tables as agenda_tables
from eventreg.agenda.clashes import Clash, clashes
from eventreg.agenda.tables import Tables
from tests.registration.editions import shipped

DAYS = (date(2026, 3, 3), date(2026, 3, 4))
DAY = "2026-03-03T"
EVENING = {"kind": "social", "capacity": None, "starts_at": "2026-03-04T23:00:00"}


def agenda(**changes: dict[str, Any]) -> Tables:
    """The shipped agenda without its contributors; `changes` by code, with `_` for the hyphen; None takes away."""
    tables = agenda_tables.of(shipped())
    for row in tables["session"]:
        row.pop("contributors", None)
        row |= changes.get(row["code"].replace("-", "_"), {})
        for key in [key for key, value in row.items() if value is None]:
            del row[key]
    return tables


def found(tables: Tables) -> set[Clash]:
    return set(clashes(tables, DAYS))


def test_the_shipped_programme_has_nothing_to_correct() -> None:
    told = clashes(agenda_tables.of(shipped()), DAYS)
    assert {(clash.kind, clash.blocking) for clash in told} == {("contributor_twice", False)}
    assert found(agenda()) == set()


@pytest.mark.parametrize(
    ("change", "kind", "other"),
    [
        ({"title": {"en": "Only English"}}, "no_french_title", None),
        ({"title": None}, "no_french_title", None),
        ({"starts_at": "2026-03-02T23:00:00", "ends_at": DAY + "00:30:00"}, "outside_days", None),
        (EVENING | {"ends_at": "2026-03-05T06:01:00"}, "outside_days", None),
        ({"starts_at": "2026-03-05T00:00:00", "ends_at": "2026-03-05T01:00:00"}, "outside_days", None),
        ({"ends_at": DAY + "09:30:00"}, "ends_first", None),
        ({"capacity": None}, "no_capacity", None),
        ({"capacity": 61}, "over_room", "60"),
        ({"room": "cave"}, "unknown_room", None),
        ({"track": "nulle-part"}, "unknown_track", None),
    ],
)
def test_a_session_alone(change: dict[str, Any], kind: str, other: str | None) -> None:
    assert found(agenda(atelier_1=change)) == {Clash(kind, "atelier-1", other)}


@pytest.mark.parametrize("ends", ["00:00", "01:30", "06:00"])
def test_the_night_after_the_last_day_belongs_to_it(ends: str) -> None:
    assert found(agenda(atelier_1=EVENING | {"ends_at": f"2026-03-05T{ends}:00"})) == set()


def test_a_room_twice_is_said_at_both() -> None:
    assert found(agenda(atelier_1={"room": "salle-2"})) == {
        Clash("room_twice", "atelier-1", "atelier-2"),
        Clash("room_twice", "atelier-2", "atelier-1"),
    }
    assert found(agenda(atelier_1={"room": "salle-2", "status": "cancelled"})) == set()
    before = {"room": "salle-2", "ends_at": DAY + "10:15:00"}
    after = {"starts_at": DAY + "10:15:00"}
    assert found(agenda(atelier_1=before, atelier_2=after)) == set()


def test_a_contributor_twice_is_worth_a_look() -> None:
    both = {"contributors": ["marie-curie", "Nantes"]}
    assert found(agenda(atelier_1=both, atelier_2={"contributors": ["marie-curie"]})) == {
        Clash("contributor_twice", "atelier-1", "atelier-2", blocking=False),
        Clash("contributor_twice", "atelier-2", "atelier-1", blocking=False),
    }


def test_a_break_that_is_missing_is_said_once_where_it_is_missed() -> None:
    assert found(agenda(pause_1={"status": "cancelled"}, temoignages={"starts_at": DAY + "11:10:00"})) == {
        Clash("no_break", "temoignages", blocking=False)
    }
    assert found(agenda(pause_1={"status": "cancelled"})) == set(), "half an hour of nothing is a break"


def test_what_keeps_it_from_being_published_comes_first() -> None:
    told = clashes(agenda(pause_1={"kind": "plenary"}, atelier_7={"title": None}), DAYS)
    assert [clash.kind for clash in told] == ["no_french_title", "no_break"]
