"""HEAD answers as GET does, and writes nothing: link previews and mail scanners send it."""

import pytest
from flask import Flask

from eventreg import clock
from eventreg.checkin import devices
from eventreg.db import db
from tests.checkin.door import dump, signed_in


def _addresses(app: Flask) -> list[str]:
    rules = [
        rule for rule in app.url_map.iter_rules() if not rule.arguments and "HEAD" in (rule.methods or ())
    ]
    return sorted(rule.rule for rule in rules)


@pytest.mark.parametrize("role", ["admin", "steward"])
def test_head_answers_as_get_and_writes_nothing(app: Flask, role: str) -> None:
    client = signed_in(app, role)
    with app.app_context():
        before = dump()
    for address in _addresses(app):
        looked, asked = client.get(address), client.head(address)
        assert (asked.status_code, asked.data) == (looked.status_code, b""), address
    with app.app_context():
        assert dump() == before


def test_head_enrols_no_device(app: Flask) -> None:
    with app.app_context():
        code = devices.add("porte B", "supervisor", with_key=False, now=clock.now()).enrolment
        db.session.commit()
        before = dump()
    client = app.test_client()
    answer = client.head(f"/porte/appareil/{code}")
    assert answer.status_code == 200
    assert not [cookie for cookie in answer.headers.getlist("Set-Cookie") if cookie.startswith("door=")]
    with app.app_context():
        assert dump() == before


def test_head_with_a_form_exports_nothing(app: Flask) -> None:
    client = signed_in(app, "organiser")
    with app.app_context():
        before = dump()
    answer = client.head("/organisation/export", data={"format": "csv", "purpose": "badges"})
    assert "Content-Disposition" not in answer.headers
    with app.app_context():
        assert dump() == before
