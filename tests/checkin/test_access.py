"""Who may call the API and how: keys, enrolled phones, staff; and what a phone says of itself with a scan."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventreg import clock
from eventreg.audit import AuditEntry
from eventreg.checkin import devices
from eventreg.checkin.models import CheckIn, Device, IdentityCheck, Scan
from eventreg.db import db
from eventreg.registration import changing
from tests.checkin.door import (
    NEXT_DAY,
    SCANS,
    X_DOOR,
    badge_of,
    door,
    item,
    kinds,
    number_of,
    phone,
    signed_in,
)
from tests.support.pages import parsed
from tests.support.people import DAY_1, registered


@pytest.fixture
def badge(app: Flask) -> str:
    with app.app_context():
        return badge_of(registered("Élodie", "Lefèvre", days=(DAY_1,)))


def _body(*scans: dict[str, Any]) -> dict[str, Any]:
    return {"sent_at": clock.now().isoformat(), "scans": list(scans)}


def test_phone_needs_the_header_that_no_other_site_can_set(app: Flask, badge: str) -> None:
    browser = phone(app)
    for headers in ({}, {"X-Door": "0"}):
        refused = browser.post(SCANS, json=_body(item(badge)), headers=headers)
        assert (refused.status_code, refused.get_json()["error"]["status"]) == (403, 403)
        assert "X-Door" in refused.get_json()["error"]["message"]
    answer = browser.post(SCANS, json=_body(item(badge, "verified")), headers=X_DOOR)
    assert answer.get_json()["results"][0]["verdict"] == "ok"
    assert answer.headers["Cache-Control"] == "private, no-store"
    with app.app_context():
        assert (number_of(Scan), kinds()) == (1, ["entry"])
        assert db.session.scalars(select(Device.seen_at)).one() is not None


def test_header_alone_opens_nothing(app: Flask) -> None:
    assert app.test_client().post(SCANS, json=_body(), headers=X_DOOR).status_code == 401


def test_password_of_the_site_is_no_key(app: Flask) -> None:
    """A browser adds it by itself where the site stands behind one: the phone is still the phone."""
    site = {"Authorization": "Basic c2l0ZTptb3RkZXBhc3Nl"}
    assert phone(app).post(SCANS, json=_body(), headers={**X_DOOR, **site}).status_code == 200
    assert app.test_client().post(SCANS, json=_body(), headers=site).status_code == 401


def test_revoked_phone_is_401(app: Flask) -> None:
    browser = phone(app)
    assert browser.post(SCANS, json=_body(), headers=X_DOOR).status_code == 200
    with app.app_context():
        devices.revoke("téléphone 1", now=clock.now())
        db.session.commit()
    assert browser.post(SCANS, json=_body(), headers=X_DOOR).status_code == 401


def test_phone_on_which_staff_signed_in_is_the_phone_with_the_header_and_staff_without(
    app: Flask, badge: str
) -> None:
    browser = signed_in(app, "steward")
    with app.app_context():
        made = devices.add("porte B", "scan", with_key=False, now=clock.now())
        browser.set_cookie("door", devices.enrol(made.enrolment, now=clock.now()))
        db.session.commit()
    as_phone = browser.post(SCANS, json=_body(item(badge)), headers=X_DOOR).get_json()
    assert as_phone["results"][0]["person"] == {"name": "Élodie L.", "organisation": ""}
    token = parsed(browser.get("/porte")).select_one("input[name=csrf_token]")
    assert token is not None
    assert browser.post(SCANS, json=_body(item(badge))).status_code == 400, "staff without the CSRF token"
    as_staff = browser.post(SCANS, json=_body(item(badge)), headers={"X-CSRFToken": str(token["value"])})
    assert as_staff.get_json()["results"][0]["person"]["name"] == "Élodie Lefèvre"


def test_who_and_where_are_what_the_phone_says_with_each_scan(app: Flask, badge: str) -> None:
    gate = door(app, "steward", "porte A")
    with app.app_context():
        other = badge_of(registered())
    answers = gate.scans(
        item(badge, "verified", operator=" ML ", gate="porte nord"),
        item(other, "verified", operator=None, gate=None),
    )
    assert [answer["gate"] for answer in answers] == ["porte nord", "porte A"]
    with app.app_context():
        for model in (CheckIn, IdentityCheck, Scan):
            assert list(db.session.scalars(select(model.operator).order_by(model.id))) == ["ML", "porte A"]


@pytest.mark.parametrize(
    "fields",
    [{"operator": "M" * 11}, {"operator": "M\n"}, {"operator": 3}, {"gate": "x" * 41}, {"gate": "a\x00"},
     {"force": "yes"}, {"force": 1}],
)  # fmt: skip
def test_malformed_optional_fields_fail_their_item_alone(app: Flask, badge: str, fields: dict) -> None:
    results = door(app, "supervisor").scans(item(badge, "verified", **fields), item(badge))
    assert [result["verdict"] for result in results] == ["error", "ok"]
    with app.app_context():
        assert kinds() == []


def test_supervisor_lets_in_whom_the_rule_refuses_and_the_audit_says_so(app: Flask, badge: str) -> None:
    with app.app_context():
        cancelled = registered()
        gone = badge_of(cancelled)
        changing.cancel(cancelled.id, now=clock.now())
        db.session.commit()
    chief = door(app, "supervisor")
    for code, refusal in ((badge, "wrong_day"), (gone, "cancelled")):
        assert chief.scan(code, "verified", list=NEXT_DAY)["verdict"] == refusal
        asked = chief.scan(code, list=NEXT_DAY, force=True)
        assert (asked["verdict"], asked["identity_required"]) == ("ok", True)
        assert chief.scan(code, "absent", list=NEXT_DAY, force=True)["verdict"] == "blocked"
        assert chief.scan(code, "verified", list=NEXT_DAY, force=True)["verdict"] == "ok"
        assert chief.scan(code, "verified", list=NEXT_DAY, force=True)["verdict"] == "already_in"
    with app.app_context():
        forced = db.session.scalars(select(AuditEntry).filter_by(action="entry.forced")).all()
        assert [entry.data["verdict"] for entry in forced] == ["wrong_day", "cancelled"]
        assert {entry.actor for entry in forced} == {"device:1"}
        assert kinds() == ["entry", "entry"]


@pytest.mark.parametrize("role", ["scan", "steward"])
def test_nobody_else_forces(app: Flask, badge: str, role: str) -> None:
    refused = door(app, role).scan(badge, "verified", list=NEXT_DAY, force=True)
    assert (refused["verdict"], refused["person"]) == ("error", None)
    assert "responsable" in refused["message"]["fr"]
    with app.app_context():
        assert (number_of(Scan), number_of(CheckIn), number_of(IdentityCheck)) == (0, 0, 0)


def test_force_makes_nobody_out_of_an_unknown_code(app: Flask) -> None:
    assert door(app, "supervisor").scan("12345", "verified", force=True)["verdict"] == "unknown"
