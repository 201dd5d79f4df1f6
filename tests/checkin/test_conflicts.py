"""What phones without network decided and the server saw otherwise: nothing is dropped, a supervisor closes it."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from eventreg import clock
from eventreg.audit import AuditEntry
from eventreg.checkin import rules
from eventreg.checkin.models import CheckIn, Conflict, IdentityCheck, Scan
from eventreg.checkin.rules import Local
from eventreg.db import db
from eventreg.registration import changing, issuing, states
from eventreg.registration.models import Registration
from tests.checkin.door import (
    DAY,
    NEXT_DAY,
    Door,
    at,
    badge_of,
    door,
    item,
    kinds,
    later,
    number_of,
    together,
)
from tests.support.people import DAY_1, registered

CONFLICTS = "/porte/api/conflicts"


@pytest.fixture
def gates(app: Flask) -> tuple[Door, Door, Door]:
    """Two stewards' phones and a supervisor's."""
    return door(app), door(app, name="porte B"), door(app, "supervisor", "chef")


@pytest.fixture
def badge(app: Flask) -> str:
    with app.app_context():
        return badge_of(registered("Élodie", "Lefèvre", organisation="Plaine Commune", days=(DAY_1,)))


def _offline(
    badge: str, local: str = "ok", identity: str | None = "verified", ago: float = 10, **more: Any
) -> Any:
    """A scan made `ago` minutes before it is sent."""
    made = (clock.now() - timedelta(minutes=ago)).isoformat()
    return item(badge, identity, offline=True, local_verdict=local, scanned_at=made, **more)


def _conflicts(supervisor: Door) -> list[dict[str, Any]]:
    return list(supervisor.get(CONFLICTS).get_json()["conflicts"])


def _close(supervisor: Door, number: int, **body: Any) -> Any:
    return supervisor.post(body, f"{CONFLICTS}/{number}")


# The rule.

IN = Local("ok", "verified")


@pytest.mark.parametrize(
    ("local", "verdict", "expected"),
    [
        (IN, "ok", None),
        (IN, "reentry", None),
        (IN, "already_in", "duplicate_offline"),
        (IN, "revoked", "admitted_but_revoked"),
        (IN, "cancelled", "admitted_but_cancelled"),
        *((IN, v, "admitted_but_refused") for v in ("wrong_day", "waitlisted", "full", "unknown", "other_event")),
        (IN, "blocked", None),
        (Local("reentry", None, identity_known=True), "already_in", "duplicate_offline"),
        (Local("ok", None), "already_in", None),
        (Local("ok", "mismatch", identity_known=True), "revoked", None),
        (Local("wrong_day", "verified", forced=True), "ok", None),
        (Local("wrong_day", "verified", forced=True), "already_in", "duplicate_offline"),
        *((Local(v, None), "ok", "refused_but_valid") for v in ("wrong_day", "full", "revoked", "already_in")),
        (Local("unknown", None), "reentry", "refused_but_valid"),
        (Local("blocked", None), "ok", "refused_but_valid"),
        (Local("revoked", None), "revoked", None),
        (Local("error", None), "ok", None),
        (Local("exit", None), "ok", None),
    ],
)  # fmt: skip
def test_conflict_is_what_stands_between_two_verdicts(local: Local, verdict: str, expected: str) -> None:
    assert rules.conflict(local, verdict) == expected


def test_entry_by_the_same_reading_is_no_conflict() -> None:
    assert rules.conflict(IN, "already_in", by_this_scan=True) is None


# Raised while scanning.


def test_two_phones_without_network_and_one_badge_make_one_entry_and_one_conflict(
    app_each_db: Flask,
) -> None:
    at(f"{DAY}T09:12:00+01:00")
    first, second, chief = (
        door(app_each_db), door(app_each_db, name="porte B"), door(app_each_db, "supervisor", "chef")
    )  # fmt: skip
    with app_each_db.app_context():
        badge = badge_of(registered("Élodie", "Lefèvre", organisation="Plaine Commune"))
    sent = _offline(badge, ago=5, operator="ML", gate="porte nord")
    assert first.scans(_offline(badge, ago=10))[0]["conflict"] is None
    answer = second.scans(sent)[0]
    assert (answer["verdict"], answer["conflict"]) == ("already_in", "duplicate_offline")
    assert second.scans(sent)[0] == answer, "a replay keeps the conflict and raises no second one"
    told = _conflicts(chief)
    assert len(told) == 1
    assert told[0] | {"id": 0, "reference": ""} == {
        "id": 0, "kind": "duplicate_offline", "list": DAY, "reference": "",
        "person": {"name": "Élodie Lefèvre", "organisation": "Plaine Commune"},
        "device": "porte B", "operator": "ML", "scan_gate": "porte nord",
        "local_verdict": "ok", "verdict": "already_in", "at": told[0]["at"],
        "first_entry_at": told[0]["first_entry_at"], "gate": "porte A",
    }  # fmt: skip
    assert told[0]["first_entry_at"].startswith(f"{DAY}T09:02:")
    assert told[0]["at"].startswith(f"{DAY}T09:07:")
    with app_each_db.app_context():
        assert (kinds(), number_of(Scan), number_of(IdentityCheck)) == (["entry"], 2, 1)


def test_one_phone_that_let_the_same_badge_in_twice_is_a_conflict_and_one_reading_sent_twice_is_none(
    gates: tuple[Door, Door, Door], badge: str
) -> None:
    phone, _, chief = gates
    made = _offline(badge)
    again = made | {"scan_id": _offline(badge)["scan_id"]}
    assert [r["conflict"] for r in phone.scans(made, again)] == [None, None]
    assert phone.scans(_offline(badge, ago=4))[0]["conflict"] == "duplicate_offline"
    assert len(_conflicts(chief)) == 1


def test_first_step_that_arrives_after_the_second_is_no_second_entry(
    gates: tuple[Door, Door, Door], badge: str
) -> None:
    phone, _, chief = gates
    asked, seen = _offline(badge, identity=None, ago=10), _offline(badge, ago=9)
    assert [r["conflict"] for r in phone.scans(seen, asked)] == [None, None]
    assert _conflicts(chief) == []


def test_reentry_without_a_second_document_elsewhere_is_a_second_person(
    gates: tuple[Door, Door, Door], badge: str
) -> None:
    first, second, chief = gates
    first.scans(_offline(badge, ago=60))
    assert second.scans(_offline(badge, "reentry", None))[0]["conflict"] == "duplicate_offline"
    assert len(_conflicts(chief)) == 1


@pytest.mark.parametrize("kind", ["admitted_but_revoked", "admitted_but_cancelled", "admitted_but_refused"])
def test_admitted_although_the_server_refuses(
    app: Flask, gates: tuple[Door, Door, Door], badge: str, kind: str
) -> None:
    phone, _, chief = gates
    with app.app_context():
        person = db.session.scalars(select(Registration)).one()
        if kind == "admitted_but_revoked":
            issuing.replace(person, states.BADGE, "STO", clock.now())
        elif kind == "admitted_but_cancelled":
            changing.cancel(person.id, now=clock.now())
        db.session.commit()
    day = NEXT_DAY if kind == "admitted_but_refused" else DAY
    assert phone.scans(_offline(badge, list=day))[0]["conflict"] == kind
    assert [one["kind"] for one in _conflicts(chief)] == [kind]
    with app.app_context():
        assert kinds() == []


def test_admitted_with_an_unknown_code_names_nobody(gates: tuple[Door, Door, Door]) -> None:
    phone, _, chief = gates
    sent = _offline("12345")
    first = phone.scans(sent)[0]
    assert (first["verdict"], first["conflict"]) == ("unknown", "admitted_but_refused")
    assert phone.scans(sent)[0] == first
    told = _conflicts(chief)
    assert [(one["person"], one["reference"]) for one in told] == [(None, None)]
    assert _close(chief, told[0]["id"], reason="entry_confirmed").status_code == 422
    assert _close(chief, told[0]["id"], reason="left").status_code == 200


@pytest.mark.parametrize("local", ["revoked", "wrong_day", "already_in", "unknown", "blocked"])
def test_refused_although_valid_records_no_entry(
    app: Flask, gates: tuple[Door, Door, Door], badge: str, local: str
) -> None:
    """The person was sent away: the next scan lets them in."""
    phone, _, chief = gates
    answer = phone.scans(_offline(badge, local, None))[0]
    assert (answer["verdict"], answer["conflict"], answer["first_entry_at"]) == (
        "ok", "refused_but_valid", None
    )  # fmt: skip
    with app.app_context():
        assert (kinds(), number_of(IdentityCheck)) == ([], 0)
    assert phone.scan(badge, "verified")["verdict"] == "ok"
    assert [one["kind"] for one in _conflicts(chief)] == ["refused_but_valid"]


def test_badge_reissued_while_a_phone_was_offline(
    app: Flask, gates: tuple[Door, Door, Door], badge: str
) -> None:
    """The phone refused the new badge as unknown and let the old one in."""
    phone, _, chief = gates
    with app.app_context():
        issuing.replace(db.session.scalars(select(Registration)).one(), states.BADGE, "STO", clock.now())
        db.session.commit()
        newest = badge_of(db.session.scalars(select(Registration)).one())
    results = phone.scans(_offline(newest, "unknown", None, ago=9), _offline(badge, ago=8))
    assert [r["conflict"] for r in results] == ["refused_but_valid", "admitted_but_revoked"]
    assert len(_conflicts(chief)) == 2


@pytest.mark.parametrize(
    "sent",
    [{"offline": False}, {"local_verdict": None}, {"type": "exit"}, {"identity": "mismatch"},
     {"identity": "absent"}],
)  # fmt: skip
def test_no_conflict_online_without_a_local_verdict_on_the_way_out_or_where_nobody_was_let_in(
    gates: tuple[Door, Door, Door], badge: str, sent: dict[str, Any]
) -> None:
    first, second, chief = gates
    first.scan(badge, "verified")
    later(1)
    assert second.scans(_offline(badge, ago=0) | sent)[0]["conflict"] is None
    assert _conflicts(chief) == []


def test_forced_without_network_is_no_conflict(
    app: Flask, gates: tuple[Door, Door, Door], badge: str
) -> None:
    *_, chief = gates
    answer = chief.scans(_offline(badge, "wrong_day", list=NEXT_DAY, force=True))[0]
    assert (answer["verdict"], answer["conflict"]) == ("ok", None)
    with app.app_context():
        assert kinds() == ["entry"]


# Closed by a supervisor.


def _one_conflict(gates: tuple[Door, Door, Door], badge: str) -> int:
    first, second, chief = gates
    first.scans(_offline(badge, ago=20))
    second.scans(_offline(badge, ago=10))
    return int(_conflicts(chief)[0]["id"])


def test_badge_let_in_twice_while_its_holder_was_inside_brings_nobody_back_who_has_left(
    app: Flask, gates: tuple[Door, Door, Door], badge: str
) -> None:
    """The phone without network is heard of after the exit: the entry was a second one, and nobody is inside now."""
    one, without, chief = gates
    at(f"{DAY}T09:00:00+01:00")
    assert one.scan(badge, "verified")["verdict"] == "ok"
    at(f"{DAY}T10:00:00+01:00")
    assert one.scan(badge, type="exit")["verdict"] == "exit"
    later(30)
    late = without.scans(_offline(badge, ago=60))[0]
    assert (late["verdict"], late["conflict"]) == ("already_in", "duplicate_offline")
    back = without.scans(_offline(badge, "reentry", None, ago=10))[0]
    assert (back["verdict"], back["conflict"]) == ("reentry", None), "after the exit it is one"
    assert one.scan(badge, type="exit")["verdict"] == "exit"
    with app.app_context():
        assert kinds() == ["entry", "exit", "entry", "exit"]
    assert [one["kind"] for one in _conflicts(chief)] == ["duplicate_offline"]


@pytest.mark.parametrize("reason", ["same_person", "left", "other_person", "device_error", "entry_confirmed"])
def test_closing_takes_it_off_the_list_and_stands_in_the_audit(
    app: Flask, gates: tuple[Door, Door, Door], badge: str, reason: str
) -> None:
    *_, chief = gates
    number = _one_conflict(gates, badge)
    closed = _close(chief, number, reason=reason)
    assert closed.get_json()["reason"] == reason
    assert closed.get_json()["closed_at"].startswith(f"{DAY}T09:12:")
    assert _conflicts(chief) == []
    with app.app_context():
        entry = db.session.scalars(select(AuditEntry).filter_by(action="conflict.closed")).one()
        assert (entry.actor, entry.data["reason"]) == ("device:3", reason)
        assert db.session.scalars(select(Conflict)).one().closed_by == "device:3"
        assert kinds() == ["entry"], "who is inside enters no second time"


def test_closing_twice_answers_the_first_closing(
    app: Flask, gates: tuple[Door, Door, Door], badge: str
) -> None:
    *_, chief = gates
    number = _one_conflict(gates, badge)
    first = _close(chief, number, reason="left").get_json()
    later(5)
    assert _close(chief, number, reason="other_person").get_json() == first
    with app.app_context():
        assert len(db.session.scalars(select(AuditEntry).filter_by(action="conflict.closed")).all()) == 1


def test_confirming_records_the_entry_of_then_with_its_identity_step(
    app: Flask, gates: tuple[Door, Door, Door], badge: str
) -> None:
    phone, _, chief = gates
    phone.scans(_offline(badge, ago=30, list=NEXT_DAY, gate="porte nord"))
    at(f"{NEXT_DAY}T10:00:00+01:00")
    phone.scans(_offline(badge, ago=30, list=NEXT_DAY, gate="porte sud"))
    for one in _conflicts(chief):
        assert _close(chief, one["id"], reason="entry_confirmed", operator="CB").status_code == 200
    with app.app_context():
        entry = db.session.scalars(select(CheckIn)).one()
        assert (entry.kind, entry.gate, entry.operator, entry.list) == ("entry", "porte nord", "CB", NEXT_DAY)
        assert db.session.scalars(select(IdentityCheck.outcome)).one() == "verified"
    assert phone.scan(badge, list=NEXT_DAY)["verdict"] == "wrong_day"
    told = phone.get("/porte/api/snapshot").get_json()["people"][0]
    assert told["entries"][NEXT_DAY][1:3] == ["porte nord", True]


def test_simultaneous_closings_record_one_entry(app_each_db: Flask) -> None:
    at(f"{DAY}T09:12:00+01:00")
    with app_each_db.app_context():
        badge = badge_of(registered(days=(DAY_1,)))
    chief = door(app_each_db, "supervisor")
    chief.scans(_offline(badge, ago=9, list=NEXT_DAY), _offline(badge, ago=8, list=NEXT_DAY))
    numbers = [one["id"] for one in _conflicts(chief)] * 4
    answers = together(lambda number: _close(chief, number, reason="entry_confirmed"), numbers)
    assert {answer.status_code for answer in answers} == {200}
    with app_each_db.app_context():
        assert kinds() == ["entry"]


@pytest.mark.parametrize(
    "body", [{}, {"reason": "because"}, {"reason": None}, {"reason": "left", "note": "x"}, [], None,
             {"reason": "left", "operator": "x" * 11}],
)  # fmt: skip
def test_closing_otherwise_than_documented_is_422(
    gates: tuple[Door, Door, Door], badge: str, body: Any
) -> None:
    *_, chief = gates
    number = _one_conflict(gates, badge)
    answer = chief.post(body, f"{CONFLICTS}/{number}")
    assert (answer.status_code, answer.get_json()["error"]["status"]) == (422, 422)
    assert len(_conflicts(chief)) == 1


def test_unknown_conflict_is_404_and_others_than_supervisors_are_403(
    app: Flask, gates: tuple[Door, Door, Door], badge: str
) -> None:
    steward, _, chief = gates
    number = _one_conflict(gates, badge)
    for unknown in (number + 1, 2**31, 10**30):
        assert _close(chief, unknown, reason="left").status_code == 404
    assert steward.get(CONFLICTS).status_code == 403
    assert _close(steward, number, reason="left").status_code == 403
    assert app.test_client().get(CONFLICTS).status_code == 401


def test_phones_of_supervisors_know_how_many_wait(gates: tuple[Door, Door, Door], badge: str) -> None:
    steward, _, chief = gates
    number = _one_conflict(gates, badge)
    waiting = [gate.get("/porte/api/snapshot").get_json()["conflicts"] for gate in (steward, chief)]
    assert waiting == [0, 1]
    _close(chief, number, reason="left")
    assert chief.get("/porte/api/snapshot").get_json()["conflicts"] == 0


def test_as_many_statements_for_three_conflicts_as_for_one(
    app: Flask, gates: tuple[Door, Door, Door]
) -> None:
    first, second, chief = gates
    asked: list[int] = []
    for _ in (1, 2):
        for _ in range(len(asked) * 2 + 1):
            with app.app_context():
                badge = badge_of(registered())
            first.scans(_offline(badge, ago=20))
            second.scans(_offline(badge, ago=10))
        statements: list[str] = []
        with app.app_context():
            engine = db.engine

        def note(*arguments: Any, statements: list[str] = statements) -> None:
            statements.append(arguments[2])

        event.listen(engine, "before_cursor_execute", note)
        _conflicts(chief)
        event.remove(engine, "before_cursor_execute", note)
        asked.append(len(statements))
    assert asked[0] == asked[1]


# What the server had recorded when the phone, without its answer, decided by itself.


@pytest.mark.parametrize(
    ("local", "expected"), [("ok", "duplicate_offline"), ("already_in", None), ("cancelled", None)]
)
def test_decision_without_the_lost_answer_is_kept_beside_it(
    app: Flask, gates: tuple[Door, Door, Door], badge: str, local: str, expected: str | None
) -> None:
    here, there, supervisor = gates
    there.scan(badge, "verified")
    later(1)
    sent = item(badge, "verified")
    assert here.scans(sent)[0]["verdict"] == "already_in"
    alone = sent | {"offline": True, "local_verdict": local}
    answers = [here.scans(alone)[0] for _ in range(2)]
    assert [(answer["verdict"], answer["conflict"]) for answer in answers] == [("already_in", expected)] * 2
    assert [found["kind"] for found in _conflicts(supervisor)] == [expected] * bool(expected)
    with app.app_context():
        assert kinds() == ["entry"]
        scan = db.session.scalars(select(Scan).filter_by(scan_id=sent["scan_id"])).one()
        assert (scan.offline, scan.local_verdict) == (True, local)


def test_decision_that_agrees_with_the_lost_answer_raises_nothing(
    app: Flask, gates: tuple[Door, Door, Door], badge: str
) -> None:
    here, _, supervisor = gates
    sent = item(badge, "verified")
    assert here.scans(sent)[0]["verdict"] == "ok"
    again = here.scans(sent | {"offline": True, "local_verdict": "ok"})[0]
    assert (again["verdict"], again["conflict"]) == ("ok", None)
    assert _conflicts(supervisor) == []
    with app.app_context():
        assert kinds() == ["entry"]
