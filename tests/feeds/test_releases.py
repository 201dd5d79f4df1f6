"""A draft reaches no program; a release reaches them all, and touches only what it changes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import icalendar
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.feeds import schedule_json_rules, schedule_rules
from tests.registration.editions import load, shipped
from tests.releases.draft import create, edit, release

FILES = [
    "/schedule.xml",
    "/schedule.json",
    "/schedule.xml?lang=en",
    "/programme.json",
    "/",
    "/programme/atelier-1",
]
NEW = {
    "kind": "workshop",
    "status": "provisional",
    "title": {"fr": "Atelier 8 : et après ?"},
    "starts_at": "2026-03-04T09:00:00",
    "ends_at": "2026-03-04T10:30:00",
    "room": "salle-1",
    "capacity": 30,
    "language": "fr",
}


@pytest.fixture(autouse=True)
def _context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def told(client: FlaskClient) -> dict[str, dict[str, Any]]:
    events = schedule_json_rules.events(json.loads(client.get("/schedule.json").data))
    return {event["url"].rpartition("/")[2]: event for event in events}


def test_a_draft_is_seen_by_nobody(client: FlaskClient):
    before = {path: client.get(path).data for path in FILES}
    edit("atelier-1", {"title": {"fr": "Titre encore secret"}})
    edit("atelier-2", {"status": "cancelled"})
    create(NEW)

    assert {path: client.get(path).data for path in FILES} == before


def test_a_release_touches_what_it_changes(client: FlaskClient):
    before = told(client)
    edit("atelier-1", {"starts_at": "2026-03-03T09:45:00"})
    edit("atelier-2", {"status": "cancelled"})
    code = create(NEW)
    made = release()
    after = told(client)

    assert {key for key in before if after.get(key) != before[key]} == {"atelier-1", "atelier-2"}
    assert after.keys() - before.keys() == {code}
    changed = {key for key in after["atelier-1"] if after["atelier-1"][key] != before["atelier-1"][key]}
    assert changed == {"date", "start", "duration"}
    assert json.loads(client.get("/schedule.json").data)["schedule"]["version"] == str(made.number)
    for lang in ("", "?lang=en"):
        assert schedule_rules.faults(client.get(f"/schedule.xml{lang}").data) == []
        assert schedule_json_rules.faults(client.get(f"/schedule.json{lang}").data) == []
    assert '"previousStartDate":"2026-03-03T09:30:00+01:00"' in client.get("/programme/atelier-1").text


def test_a_session_that_comes_back_is_the_same_to_an_app(client: FlaskClient):
    before = told(client)["atelier-2"]
    edit("atelier-2", {"status": "cancelled"})
    release()
    assert "atelier-2" not in told(client)
    edit("atelier-2", {"status": "provisional"})
    release()

    assert told(client)["atelier-2"] == before


def test_what_no_calendar_says_touches_none(client: FlaskClient):
    track = create({"name": {"fr": "Financer"}, "tint": 2}, table="track")
    edition = shipped()
    before = client.get("/programme.ics").data
    edit("atelier-1", {"track": track, "language": "en", "interpretation": ["fr"]})
    release()
    access = edition.venue.access.model_copy(update={"fr": "Entrée par la rue Dieumegard."})
    venue = edition.venue.model_copy(update={"access": access, "to_confirm": ("access",)})
    load(edition.model_copy(update={"venue": venue}))

    assert client.get("/programme.ics").data == before


def test_another_time_zone_revises_every_event(client: FlaskClient):
    """Of the same hours, too: each event names its zone."""
    edition = shipped()
    before = revised(client)
    load(
        edition.model_copy(update={"event": edition.event.model_copy(update={"timezone": "Europe/Brussels"})})
    )
    after = revised(client)

    assert after.keys() == before.keys()
    assert all(after[uid] > before[uid] for uid in before)


def revised(client: FlaskClient) -> dict[str, tuple[int, Any]]:
    """SEQUENCE and LAST-MODIFIED by UID."""
    events = icalendar.Calendar.from_ical(client.get("/programme.ics").data).walk("VEVENT")
    return {
        str(event["UID"]): (int(str(event["SEQUENCE"])), event["LAST-MODIFIED"].to_ical()) for event in events
    }
