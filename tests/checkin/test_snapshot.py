"""`GET /porte/api/snapshot`: what a phone keeps, whole and as what has changed."""

import gzip
import hashlib
import json
import time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from eventreg import clock
from eventreg.checkin import devices
from eventreg.checkin.models import Device
from eventreg.db import db
from eventreg.registration import changing, issuing, states
from eventreg.registration.choices import SlotChoice
from eventreg.registration.models import Registration
from tests.checkin.crowd import crowd
from tests.checkin.door import (
    DAY,
    NEXT_DAY,
    X_DOOR,
    Door,
    at,
    badge_of,
    door,
    dump,
    later,
    phone,
    signed_in,
)
from tests.support.people import DAY_1, registered

SNAPSHOT = "/porte/api/snapshot"
WORKSHOP, SLOT = "atelier-1", "20260303T0930"


def _snapshot(gate: Door, since: str | None = None) -> dict[str, Any]:
    answer = gate.get(SNAPSHOT if since is None else f"{SNAPSHOT}?since={since}")
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def _person(snapshot: dict[str, Any], reference: str) -> dict[str, Any]:
    return next(person for person in snapshot["people"] if person["ref"] == reference)


def _sha(badge: str) -> str:
    return hashlib.sha256(badge.encode()).hexdigest()


@pytest.fixture
def gate(app: Flask) -> Door:
    return door(app)


@pytest.fixture
def somebody(app: Flask) -> tuple[str, str]:
    """Reference and badge."""
    with app.app_context():
        person = registered(
            "Élodie", "Lefèvre", organisation="Plaine Commune", email="elodie@example.org", days=(DAY_1,),
            slots={SLOT: SlotChoice(WORKSHOP)},
        )  # fmt: skip
        return person.reference, badge_of(person)


def test_says_the_event_its_lists_and_how_long_it_holds(gate: Door) -> None:
    told = _snapshot(gate)
    assert told["event"] == {
        "title": told["event"]["title"], "tag": "STO", "timezone": "Europe/Paris",
        "days": [DAY, NEXT_DAY], "ends_at": "2026-03-05T00:00:00+01:00",
    }  # fmt: skip
    assert told["event"]["title"].keys() == {"fr", "en"}
    assert told["device"] == {"name": "porte A", "role": "steward", "lists": []}
    assert (told["full"], told["demo"], told["conflicts"]) == (True, False, 0)
    assert told["expires_at"] == "2026-03-03T22:00:00+01:00"
    assert told["generated_at"].startswith("2026-03-03T09:12:0")
    lists = {one["code"]: one for one in told["lists"]}
    assert lists[DAY] == {
        "code": DAY, "day": DAY, "label": {"fr": "mardi 3 mars 2026", "en": "Tuesday 3 March 2026"},
        "starts_at": None, "ends_at": None, "capacity": None, "session": False,
    }  # fmt: skip
    assert (lists[WORKSHOP]["day"], lists[WORKSHOP]["session"]) == (DAY, True)
    assert lists[WORKSHOP]["starts_at"] == "2026-03-03T09:30:00+01:00"
    assert lists[WORKSHOP]["capacity"] > 0


@pytest.mark.parametrize(
    ("now", "expires"),
    [("2026-03-03T21:59:59+01:00", "2026-03-03T22:00:00+01:00"),
     ("2026-03-03T22:00:00+01:00", "2026-03-04T22:00:00+01:00"),
     ("2026-03-28T23:00:00+01:00", "2026-03-29T22:00:00+02:00")],
)  # fmt: skip
def test_people_are_to_be_forgotten_at_ten_in_the_evening(gate: Door, now: str, expires: str) -> None:
    at(now)
    assert _snapshot(gate)["expires_at"] == expires


def test_a_person_is_what_a_verdict_needs(app: Flask, gate: Door, somebody: tuple[str, str]) -> None:
    reference, badge = somebody
    expected = {
        "ref": reference, "token_hash": _sha(badge), "name": "Élodie Lefèvre", "organisation": "Plaine Commune",
        "status": "confirmed", "days": [DAY], "seats": [WORKSHOP],
    }  # fmt: skip
    assert _snapshot(gate)["people"] == [expected]
    gate.scan(badge, "verified", gate="porte nord")
    later(5)
    gate.scan(badge, type="exit")
    gate.scan(badge)
    gate.scan(badge, list=WORKSHOP)
    told = _person(_snapshot(gate), reference)
    assert told["identity"] == [DAY]
    first, where, inside, since = told["entries"][DAY]
    assert (first[:17], where, inside, since[:17]) == (
        "2026-03-03T09:12:", "porte nord", True, "2026-03-03T09:17:"
    )  # fmt: skip
    gate.scan(badge, type="exit", list=WORKSHOP)
    assert _person(_snapshot(gate), reference)["entries"][WORKSHOP][2:] == [False, None]


def test_badges_that_were_replaced_are_told_as_such(
    app: Flask, gate: Door, somebody: tuple[str, str]
) -> None:
    reference, badge = somebody
    with app.app_context():
        person = db.session.scalars(select(Registration)).one()
        issuing.replace(person, states.BADGE, "STO", clock.now())
        db.session.commit()
        newest = badge_of(person)
    told = _person(_snapshot(gate), reference)
    assert (told["token_hash"], told["revoked"]) == (_sha(newest), [_sha(badge)])


def test_cancelled_and_waiting_people_are_told_too(app: Flask, gate: Door) -> None:
    with app.app_context():
        cancelled, waiting = registered(), registered()
        changing.cancel(cancelled.id, now=clock.now())
        waiting.status = states.WAITLISTED
        db.session.commit()
    assert [person["status"] for person in _snapshot(gate)["people"]] == ["cancelled", "waitlisted"]


def test_scan_role_gets_no_family_name_and_nobody_more_than_a_name(
    app: Flask, gate: Door, somebody: tuple[str, str]
) -> None:
    _, badge = somebody
    told = gate.get(SNAPSHOT).text
    for secret in (badge, "elodie@example.org", "email", "phone", "note", "dietary", "access_needs"):
        assert secret not in told
    volunteers = door(app, "scan", "bis").get(SNAPSHOT)
    assert "Lefèvre" not in volunteers.text
    assert "Plaine Commune" not in volunteers.text
    assert volunteers.get_json()["people"][0]["name"] == "Élodie L."


def test_phone_of_some_lists_gets_those(app: Flask, somebody: tuple[str, str]) -> None:
    _, badge = somebody
    everywhere = door(app)
    everywhere.scan(badge, "verified")
    everywhere.scan(badge, list=WORKSHOP)
    workshop = door(app, name="salle 1", lists=[WORKSHOP])
    told = _snapshot(workshop)
    assert [one["code"] for one in told["lists"]] == [WORKSHOP]
    assert told["device"]["lists"] == [WORKSHOP]
    assert told["people"][0]["entries"].keys() == {WORKSHOP}
    day = door(app, name="entrée", lists=[DAY])
    assert _snapshot(day)["people"][0]["seats"] == []


def test_cancelled_sessions_are_no_lists(app: Flask, gate: Door) -> None:
    with app.app_context():
        db.session.execute(db.text("UPDATE session SET status = 'cancelled' WHERE code = 'atelier-1'"))
        db.session.execute(db.text("UPDATE event SET revision = revision + 1"))
        db.session.commit()
    assert WORKSHOP not in [one["code"] for one in _snapshot(gate)["lists"]]


def test_staff_may_read_it_and_strangers_may_not(app: Flask, somebody: tuple[str, str]) -> None:
    assert app.test_client().get(SNAPSHOT).status_code == 401
    assert signed_in(app, "steward").get(SNAPSHOT).get_json()["device"]["role"] == "steward"
    browser = phone(app)
    assert browser.get(SNAPSHOT).status_code == 403, "an address typed into the phone shows nothing"
    assert browser.get(SNAPSHOT, headers=X_DOOR).get_json()["device"]["name"] == "téléphone 1"
    with app.app_context():
        devices.revoke("téléphone 1", now=clock.now())
        db.session.commit()
    assert browser.get(SNAPSHOT, headers=X_DOOR).status_code == 401


def test_reading_writes_nothing(app: Flask, gate: Door, somebody: tuple[str, str]) -> None:
    with app.app_context():
        before = dump()
    gate.get(SNAPSHOT)
    with app.app_context():
        assert dump() == before


# What has changed.


def test_nothing_new_is_an_empty_delta(gate: Door, somebody: tuple[str, str]) -> None:
    cursor = _snapshot(gate)["cursor"]
    delta = _snapshot(gate, cursor)
    assert (delta["full"], delta["people"], delta["cursor"]) == (False, [], cursor)


def test_delta_has_who_moved_or_changed_and_nobody_else(app_each_db: Flask) -> None:
    at("2026-03-03T09:12:00+01:00")
    with app_each_db.app_context():
        people = [registered() for _ in range(5)]
        references, badges = [p.reference for p in people], [badge_of(p) for p in people]
        numbers = [p.id for p in people]
    gate = door(app_each_db)
    cursor = _snapshot(gate)["cursor"]
    gate.scan(badges[1], "verified")
    with app_each_db.app_context():
        changing.cancel(numbers[2], now=clock.now())
        issuing.replace(db.session.get_one(Registration, numbers[3]), states.BADGE, "STO", clock.now())
        db.session.commit()
        new = registered().reference
    delta = _snapshot(gate, cursor)
    assert [person["ref"] for person in delta["people"]] == [*references[1:4], new]
    assert delta["full"] is False
    fresh = _snapshot(gate)["people"]
    assert delta["people"] == [person for person in fresh if person["ref"] in [*references[1:4], new]]


def test_cursor_covers_what_is_older_than_a_quarter_of_a_minute(
    app: Flask, gate: Door, somebody: tuple[str, str]
) -> None:
    """Of two transactions the one with the lower numbers may be the later one to commit."""
    reference, badge = somebody
    before = _snapshot(gate)["cursor"]
    gate.scan(badge, "verified")
    fresh = _snapshot(gate, before)
    assert fresh["cursor"] == before, "told again the next time"
    assert [person["ref"] for person in _snapshot(gate, fresh["cursor"])["people"]] == [reference]
    later(0.3)
    settled = _snapshot(gate, before)
    assert settled["cursor"] != before
    assert [person["ref"] for person in settled["people"]] == [reference]
    assert _snapshot(gate, settled["cursor"])["people"] == []


@pytest.mark.parametrize(
    "since", ["x", "", "..", "0.1.0.0", "{g}.1.2", "{g}.1.2.3.4", "{g}.-1.0.0", "{g}.\u0661.0.0", "{g}.1.0.99999999",
              "{g}.1.2.%00", "{g}." + "9" * 40 + ".0.0"],
)  # fmt: skip
def test_cursor_that_is_not_ours_gets_everything(gate: Door, somebody: tuple[str, str], since: str) -> None:
    generation = _snapshot(gate)["cursor"].partition(".")[0]
    told = _snapshot(gate, since.replace("{g}", generation))
    assert (told["full"], len(told["people"])) == (True, 1)


def test_another_edition_role_or_lists_gets_everything(
    app: Flask, gate: Door, somebody: tuple[str, str]
) -> None:
    cursor = _snapshot(gate)["cursor"]
    assert _snapshot(door(app, "scan", "bis"), cursor)["full"] is True
    with app.app_context():
        db.session.scalars(select(Device).filter_by(name="porte A")).one().lists = [DAY]
        db.session.commit()
    assert _snapshot(gate, cursor)["full"] is True
    cursor = _snapshot(gate)["cursor"]
    with app.app_context():
        db.session.execute(db.text("UPDATE event SET revision = revision + 1"))
        db.session.commit()
    assert _snapshot(gate, cursor)["full"] is True


def test_somebody_erased_makes_everything_be_told_again(app: Flask, gate: Door) -> None:
    with app.app_context():
        gone, stays = registered(), registered().reference
        cursor = _snapshot(gate)["cursor"]
        changing.cancel(gone.id, now=clock.now())
        db.session.delete(gone)
        db.session.commit()
    told = _snapshot(gate, cursor)
    assert (told["full"], [person["ref"] for person in told["people"]]) == (True, [stays])


def test_more_changes_than_can_be_told_one_by_one_are_everything(app: Flask, gate: Door) -> None:
    with app.app_context():
        crowd(10)
    cursor = _snapshot(gate)["cursor"]
    for number, full in ((500, False), (1, True)):
        with app.app_context():
            crowd(number)
        told = _snapshot(gate, cursor)
        assert (told["full"], len(told["people"])) == (full, 511 if full else number)


# On the wire.


def _raw(gate: Door, **headers: str) -> tuple[int, dict[str, str], bytes]:
    answer = gate.get(SNAPSHOT, **headers)
    return answer.status_code, dict(answer.headers), answer.data


def test_gzip_and_plain_are_two_representations(gate: Door, somebody: tuple[str, str]) -> None:
    _, plain_headers, plain = _raw(gate)
    _, headers, packed = _raw(gate, **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain_headers
    assert "Accept-Encoding" in headers["Vary"]
    assert json.loads(gzip.decompress(packed))["people"] == json.loads(plain)["people"]
    assert headers["ETag"] != plain_headers["ETag"]
    assert "Content-Encoding" not in _raw(gate, **{"Accept-Encoding": "gzip;q=0, identity"})[1]


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_unchanged_is_304_until_something_moves(gate: Door, somebody: tuple[str, str], encoding: str) -> None:
    accepted = {"Accept-Encoding": encoding}
    etag = _raw(gate, **accepted)[1]["ETag"]
    assert not etag.startswith("W/")
    status, headers, content = _raw(gate, **accepted, **{"If-None-Match": etag})
    assert (status, content, headers["ETag"]) == (304, b"", etag)
    gate.scan(somebody[1], "verified")
    status, headers, _ = _raw(gate, **accepted, **{"If-None-Match": etag})
    assert (status, headers["ETag"] != etag) == (200, True)


def test_no_cache_on_the_way_keeps_names(gate: Door, somebody: tuple[str, str]) -> None:
    assert _raw(gate)[1]["Cache-Control"] == "private, no-store"


MOST_BYTES, MOST_SECONDS = 300_000, 0.1


def test_two_thousand_people_within_size_and_time(app: Flask, gate: Door) -> None:
    with app.app_context():
        crowd(2000, inside=0.9)
    took, headers = [], {"Accept-Encoding": "gzip"}
    for _ in range(12):
        began = time.process_time()
        answer = gate.get(SNAPSHOT, **headers)
        took.append(time.process_time() - began)
    assert len(json.loads(gzip.decompress(answer.data))["people"]) == 2000
    assert len(answer.data) <= MOST_BYTES
    assert min(took) <= MOST_SECONDS


def _statements(app: Flask, gate: Door, since: str | None = None) -> list[str]:
    statements: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(*arguments: Any) -> None:
        statements.append(arguments[2])

    event.listen(engine, "before_cursor_execute", note)
    _snapshot(gate, since)
    event.remove(engine, "before_cursor_execute", note)
    return [one for one in statements if not one.startswith("BEGIN")]


def test_as_many_statements_for_a_hundred_people_as_for_ten(app: Flask, gate: Door) -> None:
    asked = []
    for number in (10, 90):
        with app.app_context():
            crowd(number, inside=0.5)
        _snapshot(gate)
        asked.append(_statements(app, gate))
    # device, edition, marks; people and badges, seats, movements, identity
    assert [len(statements) for statements in asked] == [7, 7], asked[1]
    quiet = _statements(app, gate, _snapshot(gate)["cursor"])
    assert len(quiet) == 4, quiet
