"""`GET /porte/api/figures`: counts by list, quarter of an hour and gate."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from eventreg import clock
from eventreg.db import db
from eventreg.registration import changing, states
from eventreg.registration.choices import SlotChoice
from eventreg.registration.models import Registration
from tests.checkin.crowd import crowd
from tests.checkin.door import DAY, NEXT_DAY, X_DOOR, Door, at, badge_of, door, later, phone
from tests.support.people import DAY_1, DAY_2, registered

FIGURES = "/porte/api/figures"
WORKSHOP, SLOT, PLENARY = "atelier-1", "20260303T0930", "bienvenue"


def _figures(gate: Door, code: str = DAY) -> dict[str, Any]:
    answer = gate.get(f"{FIGURES}?list={code}")
    assert answer.status_code == 200, answer.text
    return answer.get_json()


@pytest.fixture
def gate(app: Flask) -> Door:
    return door(app, "scan")


def test_a_quiet_morning(app: Flask, gate: Door) -> None:
    assert _figures(gate) | {"at": ""} == {
        "list": DAY, "expected": 0, "entered": 0, "inside": 0, "exits": 0, "walkins": 0,
        "by_quarter": [], "gates": [], "at": "",
    }  # fmt: skip
    assert _figures(gate)["at"].startswith(f"{DAY}T09:12:0")


def test_counts_who_is_expected_came_is_inside_and_when_by_which_gate(app_each_db: Flask) -> None:
    at(f"{DAY}T09:12:00+01:00")
    with app_each_db.app_context():
        people = [registered(days=(DAY_1,)) for _ in range(4)] + [registered(days=(DAY_2,))]
        badges = [badge_of(person) for person in people]
        changing.cancel(people[3].id, now=clock.now())
        people[0].status = states.WAITLISTED
        db.session.commit()
    gate = door(app_each_db, "supervisor")
    gate.scan(badges[1], "verified", gate="nord")
    gate.scan(badges[2], "verified", gate="sud")
    gate.scan(badges[4], "verified", gate="sud", force=True)
    undone = gate.scan(badges[0], "verified", gate="sud", force=True)
    later(5)
    gate.scan(badges[1], type="exit", gate="nord")
    gate.scan(badges[1], gate="sud")
    gate.scan(badges[2], type="exit", gate="sud")
    gate.post({"scan_id": undone["scan_id"]}, "/porte/api/undo")
    told = _figures(gate)
    assert (told["expected"], told["entered"], told["inside"], told["exits"]) == (2, 3, 2, 2)
    assert told["by_quarter"] == [
        {"from": f"{DAY}T09:00:00+01:00", "gate": "nord", "entries": 1, "exits": 0},
        {"from": f"{DAY}T09:00:00+01:00", "gate": "sud", "entries": 2, "exits": 0},
        {"from": f"{DAY}T09:15:00+01:00", "gate": "nord", "entries": 0, "exits": 1},
        {"from": f"{DAY}T09:15:00+01:00", "gate": "sud", "entries": 1, "exits": 1},
    ]
    assert told["gates"] == ["nord", "sud"]
    assert _figures(gate, NEXT_DAY)["expected"] == 1


def test_session_expects_who_has_a_seat_and_a_plenary_everybody_of_its_day(app: Flask, gate: Door) -> None:
    with app.app_context():
        registered(slots={SLOT: SlotChoice(WORKSHOP)})
        registered()
        registered(days=(DAY_2,))
    assert _figures(gate, WORKSHOP)["expected"] == 1
    assert _figures(gate, PLENARY)["expected"] == 2


def test_walk_ins_are_counted_and_were_not_expected(app: Flask, gate: Door) -> None:
    with app.app_context():
        people = [registered(days=(DAY_1,)) for _ in range(2)]
        badges = [badge_of(person) for person in people]
        db.session.get_one(Registration, people[0].id).form_id = "walkin-1"
        db.session.commit()
    for badge in badges:
        gate.scan(badge, "verified")
    told = _figures(gate)
    assert (told["expected"], told["entered"], told["walkins"]) == (1, 2, 1)


@pytest.mark.parametrize("query", ["", "?list=", "?list=2026-03-05", "?list=%00", "?list=atelier-99"])
def test_unknown_list_is_422(gate: Door, query: str) -> None:
    answer = gate.get(FIGURES + query)
    assert (answer.status_code, answer.get_json()["error"]["status"]) == (422, 422)


def test_strangers_get_none(app: Flask) -> None:
    assert app.test_client().get(f"{FIGURES}?list={DAY}").status_code == 401
    browser = phone(app)
    assert browser.get(f"{FIGURES}?list={DAY}").status_code == 403
    assert browser.get(f"{FIGURES}?list={DAY}", headers=X_DOOR).status_code == 200


def test_as_many_statements_for_a_hundred_people_as_for_ten(app: Flask, gate: Door) -> None:
    asked = []
    with app.app_context():
        engine = db.engine
    for number in (10, 90):
        with app.app_context():
            crowd(number, inside=0.5)
        _figures(gate)
        statements: list[str] = []

        def note(*arguments: Any, statements: list[str] = statements) -> None:
            statements.append(arguments[2])

        event.listen(engine, "before_cursor_execute", note)
        assert _figures(gate)["entered"] > 0
        event.remove(engine, "before_cursor_execute", note)
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 6
