"""Taking back what was recorded by mistake, and phones that come and go."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventreg import clock
from eventreg.accounts.models import Staff
from eventreg.accounts.staff import add as add_staff
from eventreg.accounts.staff import remove
from eventreg.audit import AuditEntry
from eventreg.checkin import devices
from eventreg.checkin.models import CheckIn, Device
from eventreg.db import db
from tests.checkin.door import (
    DAY,
    SCANS,
    X_DOOR,
    Door,
    at,
    badge_of,
    door,
    item,
    kinds,
    later,
    phone,
    signed_in,
    together,
)
from tests.organisation.desk import PASSWORD
from tests.support.pages import parsed
from tests.support.people import registered

UNDO, LEAVE, POST = "/porte/api/undo", "/porte/api/leave", "/porte/poste"
SNAPSHOT = "/porte/api/snapshot"


@pytest.fixture
def gate(app: Flask) -> Door:
    return door(app)


@pytest.fixture
def badge(app: Flask) -> str:
    with app.app_context():
        return badge_of(registered())


def _undo(by: Door, scan: dict[str, Any], **more: Any) -> Any:
    return by.post({"scan_id": scan["scan_id"], **more}, UNDO)


def test_entry_is_taken_back_once(app: Flask, gate: Door, badge: str) -> None:
    entered = gate.scan(badge, "verified")
    for _ in range(2):
        answer = _undo(gate, entered, operator="ML", gate="porte nord")
        assert answer.get_json() == {
            "undone": True, "message": {"fr": "Passage annulé", "en": "Entry or exit undone"}
        }  # fmt: skip
    with app.app_context():
        assert kinds() == ["entry", "undo"]
    again = gate.scan(badge)
    assert (again["verdict"], again["identity_required"]) == ("ok", True), "another look at the document"


def test_scan_that_moved_nobody_has_nothing_to_undo(app: Flask, gate: Door, badge: str) -> None:
    for scan in (gate.scan(badge), gate.scan("12345"), item(badge)):
        told = _undo(gate, scan).get_json()
        assert told["undone"] is False
        assert told["message"].keys() == {"fr", "en"}


def test_within_a_quarter_of_an_hour_by_the_same_phone_or_by_a_supervisor(
    app: Flask, gate: Door, badge: str
) -> None:
    entered = gate.scan(badge, "verified")
    refused = _undo(door(app, name="porte B"), entered)
    assert (refused.status_code, refused.get_json()["error"]["status"]) == (403, 403)
    later(16)
    assert _undo(gate, entered).status_code == 403
    with app.app_context():
        assert kinds() == ["entry"]
    assert _undo(door(app, "supervisor", "chef"), entered).get_json()["undone"] is True


def test_phone_without_network_undoes_in_time_and_tells_later(app: Flask, gate: Door, badge: str) -> None:
    """What counts is when it was undone; a clock that is wrong is asked only how much time has passed."""
    for wrong in (timedelta(), timedelta(hours=3)):
        scanned = clock.now() + wrong
        later(60)
        sent = clock.now() + wrong
        entry = item(badge, "verified", scanned_at=scanned.isoformat(), offline=True, local_verdict="ok")
        batch = {"sent_at": sent.isoformat(), "scans": [entry]}
        assert gate.post(batch).get_json()["results"][0]["verdict"] == "ok"
        for minutes, status in ((16, 403), (14, 200)):
            undone = scanned + timedelta(minutes=minutes)
            answer = _undo(gate, entry, at=undone.isoformat(), sent_at=sent.isoformat())
            assert answer.status_code == status, answer.text
        with app.app_context():
            made = db.session.scalars(select(CheckIn).order_by(CheckIn.id.desc())).first()
            assert made is not None
            assert made.kind == "undo"
            assert abs(made.at + wrong - scanned - timedelta(minutes=14)) < timedelta(minutes=1)


@pytest.mark.parametrize("days", [-1, 1])
def test_undoing_that_claims_to_be_from_before_or_later_is_from_now(
    gate: Door, badge: str, days: int
) -> None:
    entered = gate.scan(badge, "verified")
    later(16)
    said, sent = clock.now() + timedelta(days=days), clock.now()
    assert _undo(gate, entered, at=said.isoformat(), sent_at=sent.isoformat()).status_code == 403


def test_what_came_after_is_undone_first(gate: Door, badge: str) -> None:
    entered = gate.scan(badge, "verified")
    left = gate.scan(badge, type="exit")
    assert _undo(gate, entered).status_code == 403
    assert _undo(gate, left).get_json()["undone"] is True
    assert _undo(gate, entered).get_json()["undone"] is True


def test_simultaneous_undoings_are_one(app_each_db: Flask) -> None:
    at(f"{DAY}T09:12:00+01:00")
    with app_each_db.app_context():
        badge = badge_of(registered())
    gate = door(app_each_db)
    entered = gate.scan(badge, "verified")
    answers = together(lambda _: _undo(gate, entered), range(8))
    assert [answer.get_json()["undone"] for answer in answers] == [True] * 8
    with app_each_db.app_context():
        assert kinds() == ["entry", "undo"]


@pytest.mark.parametrize(
    "body",
    [{}, {"scan_id": 3}, {"scan_id": "x"}, {"scan_id": None}, [], None, {"scan_id": "x", "why": "y"},
     {"scan_id": str(UUID(int=1)), "at": "2026-03-03T09:00:00+01:00"}],
)  # fmt: skip
def test_undo_otherwise_than_documented_is_422(gate: Door, body: Any) -> None:
    answer = gate.post(body, UNDO)
    assert (answer.status_code, answer.get_json()["error"]["status"]) == (422, 422)


# Phones that come and go.


def _leave(browser: FlaskClient, body: Any = None) -> Any:
    return browser.post(LEAVE, json=body, headers=X_DOOR) if body else browser.post(LEAVE, headers=X_DOOR)


def test_phone_that_leaves_is_a_stranger_and_may_be_enrolled_again(app: Flask) -> None:
    browser = phone(app)
    with app.app_context():
        copied = app.test_client()
        cookie = browser.get_cookie("door")
        assert cookie is not None
        copied.set_cookie("door", cookie.value)
    left = _leave(browser)
    assert left.get_json() == {"left": True}
    assert re.search(r"door=;.*Max-Age=0", str(left.headers["Set-Cookie"]))
    assert copied.get(SNAPSHOT, headers=X_DOOR).status_code == 401, "whoever copied the cookie too"
    assert browser.get(SNAPSHOT, headers=X_DOOR).status_code == 401
    with app.app_context():
        assert db.session.scalars(select(Device.revoked_at)).one() is None
        assert "device.left" in db.session.scalars(select(AuditEntry.action)).all()


def test_leaving_needs_the_header_and_says_nothing_else(app: Flask) -> None:
    browser = phone(app)
    assert browser.post(LEAVE).status_code == 403
    assert _leave(browser, {"device": "porte A"}).status_code == 422
    assert browser.get(SNAPSHOT, headers=X_DOOR).status_code == 200


def test_staff_leave_by_signing_out(app: Flask) -> None:
    browser = signed_in(app)
    token = parsed(browser.get("/porte")).select_one("input[name=csrf_token]")
    assert token is not None
    assert browser.post(LEAVE, headers={"X-CSRFToken": str(token["value"])}).status_code == 403


def _own_phone(app: Flask, role: str = "steward") -> FlaskClient:
    browser = signed_in(app, role)
    token = parsed(browser.get("/porte")).select_one("input[name=csrf_token]")
    assert token is not None
    answer = browser.post(POST, data={"csrf_token": str(token["value"])})
    assert (answer.status_code, answer.location) == (303, "/porte")
    return browser


@pytest.mark.parametrize(
    ("staff", "role"), [("steward", "steward"), ("supervisor", "supervisor"), ("organiser", "supervisor")]
)
def test_staff_make_their_phone_a_post_with_their_role(app: Flask, staff: str, role: str) -> None:
    browser = _own_phone(app, staff)
    told = browser.get(SNAPSHOT, headers=X_DOOR).get_json()["device"]
    assert told == {"name": f"{staff.capitalize()} 1", "role": role, "lists": []}
    assert browser.get(SNAPSHOT).status_code == 403, "the sign-in has ended"
    assert browser.get("/organisation/inscriptions").status_code == 303


def test_second_phone_of_the_same_person_has_the_next_number(app_each_db: Flask) -> None:
    at(f"{DAY}T09:12:00+01:00")
    with app_each_db.app_context():
        staff = add_staff("marie-jo.dupont@example.org", "steward", PASSWORD, now=clock.now()).id
        db.session.commit()

    def enrol(_: int) -> None:
        with app_each_db.test_request_context(method="POST"):
            owner = db.session.get_one(Staff, staff)
            devices.own_phone(owner, "steward", now=clock.now())
            db.session.commit()

    together(enrol, range(4))
    with app_each_db.app_context():
        names = db.session.scalars(select(Device.name).order_by(Device.name)).all()
        assert names == [f"Marie-jo {number}" for number in (1, 2, 3, 4)]


def test_own_phone_may_no_more_than_its_owner(app: Flask, badge: str) -> None:
    browser = _own_phone(app, "supervisor")
    with app.app_context():
        add_staff("supervisor@example.org", "steward", PASSWORD, now=clock.now())
        db.session.commit()
    assert browser.get(SNAPSHOT, headers=X_DOOR).get_json()["device"]["role"] == "steward"
    with app.app_context():
        remove("supervisor@example.org", now=clock.now())
        db.session.commit()
    assert browser.get(SNAPSHOT, headers=X_DOOR).status_code == 401
    body = {"sent_at": clock.now().isoformat(), "scans": [item(badge, "verified")]}
    assert browser.post(SCANS, json=body, headers=X_DOOR).status_code == 401


def test_own_phone_that_leaves_is_no_device_any_more(app: Flask) -> None:
    browser = _own_phone(app)
    assert _leave(browser).status_code == 200
    with app.app_context():
        assert db.session.scalars(select(Device.revoked_at)).one() is not None


def test_nobody_else_makes_a_phone_a_post(app: Flask) -> None:
    assert signed_in(app).post(POST).status_code == 400, "without the form's token"
    browser = phone(app)
    assert browser.post(POST).status_code in (303, 400)
    with app.app_context():
        assert len(devices.everyone()) == 1
