"""`POST /porte/api/scans`, as a script uses it."""

import hashlib
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import event, inspect, select, text

from eventreg import clock
from eventreg.checkin import devices
from eventreg.checkin.models import CheckIn, Device, IdentityCheck, Scan
from eventreg.db import db
from eventreg.registration import changing, issuing, states
from eventreg.registration.choices import SlotChoice
from eventreg.tokens import check_letter
from tests.checkin.door import (
    NEXT_DAY,
    SCANS,
    Door,
    at,
    badge_of,
    door,
    dump,
    item,
    kinds,
    later,
    number_of,
    signed_in,
)
from tests.support.pages import parsed
from tests.support.people import DAY_1, DAY_2, registered


@pytest.fixture
def gate(app: Flask) -> Door:
    return door(app)


@pytest.fixture
def badge(app: Flask) -> str:
    with app.app_context():
        return badge_of(registered("Élodie", "Lefèvre", organisation="Plaine Commune", days=(DAY_1,)))


def test_two_steps_record_one_entry_when_the_document_was_seen(app: Flask, gate: Door, badge: str) -> None:
    first = gate.scan(badge)
    assert (first["verdict"], first["identity_required"], first["first_entry_at"]) == ("ok", True, None)
    assert first["person"] == {"name": "Élodie Lefèvre", "organisation": "Plaine Commune"}
    assert set(first) == {
        "scan_id", "verdict", "identity_required", "person", "first_entry_at", "gate", "conflict", "message"
    }  # fmt: skip
    with app.app_context():
        assert (kinds(), number_of(IdentityCheck)) == ([], 0)

    second = gate.scan(badge, "verified")
    assert (second["verdict"], second["identity_required"]) == ("ok", False)
    assert second["first_entry_at"].startswith("2026-03-03T09:12:00")
    assert second["first_entry_at"].endswith("+01:00")
    assert (second["gate"], second["message"]) == ("porte A", {"fr": "Bienvenue", "en": "Welcome"})
    with app.app_context():
        check = db.session.scalars(select(IdentityCheck)).one()
        assert (check.outcome, check.day, check.operator) == ("verified", DAY_1, "porte A")
        assert kinds() == ["entry"]


def test_one_step_and_then_already_in_says_when_and_where(gate: Door, badge: str) -> None:
    assert gate.scan(badge, "verified")["verdict"] == "ok"
    later(30)
    again = gate.scan(badge.lower(), "verified")
    assert (again["verdict"], again["identity_required"], again["gate"]) == ("already_in", False, "porte A")
    assert again["message"] == {
        "fr": "Déjà entré à 9\u00a0h\u00a012, porte A",
        "en": "Already in since 9:12\u00a0a.m., porte A",
    }
    assert again["first_entry_at"].startswith("2026-03-03T09:12:00")


def test_replay_answers_the_same_and_records_nothing(app: Flask, gate: Door, badge: str) -> None:
    sent = item(badge, "verified")
    first, second = gate.scans(sent, sent)
    later(600)
    assert first == second == gate.scans(sent)[0]
    with app.app_context():
        assert (kinds(), number_of(Scan), number_of(IdentityCheck)) == (["entry"], 1, 1)


def test_replay_by_a_scan_device_shows_no_family_name(app: Flask, gate: Door, badge: str) -> None:
    sent = item(badge, "verified")
    gate.scans(sent)
    assert door(app, "scan", "bis").scans(sent)[0]["person"] == {"name": "Élodie L.", "organisation": ""}


@pytest.mark.parametrize(
    ("outcome", "said"), [("mismatch", "Nom différent"), ("absent", "Pas de pièce d’identité")]
)
def test_other_name_or_no_document_admits_nobody(app: Flask, gate: Door, badge: str, outcome, said) -> None:
    answer = gate.scan(badge, outcome)
    assert (answer["verdict"], answer["first_entry_at"]) == ("blocked", None)
    assert answer["message"]["fr"].startswith(said)
    with app.app_context():
        assert kinds() == []
        assert list(db.session.scalars(select(IdentityCheck.outcome))) == [outcome]
    assert gate.scan(badge)["verdict"] == "ok", "the badge stays usable"
    assert gate.scan(badge, "verified")["verdict"] == "ok"


def test_only_a_supervisors_device_waives(app: Flask, gate: Door, badge: str) -> None:
    for device in (gate, door(app, "scan", "bis")):
        refused = device.scan(badge, "waived")
        assert (refused["verdict"], refused["person"]) == ("error", None)
        assert "responsable" in refused["message"]["fr"]
    with app.app_context():
        assert (number_of(Scan), number_of(CheckIn), number_of(IdentityCheck)) == (0, 0, 0)
    assert door(app, "supervisor", "chef").scan(badge, "waived")["verdict"] == "ok"


def test_exit_and_reentry_need_no_second_document(app: Flask, gate: Door, badge: str) -> None:
    assert gate.scan(badge, "verified")["verdict"] == "ok"
    assert gate.scan(badge, type="exit")["verdict"] == "exit"
    again = gate.scan(badge)
    assert (again["verdict"], again["identity_required"], again["message"]["fr"]) == (
        "reentry",
        False,
        "De retour",
    )
    with app.app_context():
        assert kinds() == ["entry", "exit", "entry"]


def test_exit_of_somebody_outside_moves_nobody(app: Flask, gate: Door, badge: str) -> None:
    assert gate.scan(badge, type="exit")["verdict"] == "exit"
    with app.app_context():
        assert (kinds(), number_of(Scan)) == ([], 1)


def test_other_day_cancelled_waitlisted_and_replaced(app: Flask, gate: Door, badge: str) -> None:
    wrong = gate.scan(badge, "verified", list=NEXT_DAY)
    assert (wrong["verdict"], wrong["message"]["fr"]) == ("wrong_day", "Inscrit pour le 3 mars seulement")
    assert wrong["message"]["en"] == "Registered for 3 March only"
    with app.app_context():
        cancelled, replaced, waiting = registered(), registered(), registered()
        badges = [badge_of(person) for person in (cancelled, replaced, waiting)]
        changing.cancel(cancelled.id, now=clock.now())
        issuing.replace(replaced, states.BADGE, badges[1][30:33], clock.now())
        waiting.status = states.WAITLISTED
        db.session.commit()
        newest = badge_of(replaced)
    verdicts = [gate.scan(code, "verified")["verdict"] for code in badges]
    assert verdicts == ["cancelled", "revoked", "waitlisted"]
    assert gate.scan(newest)["verdict"] == "ok"
    with app.app_context():
        assert (kinds(), number_of(IdentityCheck)) == ([], 0)


def test_badge_of_another_event_needs_no_look_into_the_database(gate: Door, badge: str) -> None:
    foreign = badge[:30] + "BBB"
    assert gate.scan(foreign + check_letter(foreign))["verdict"] == "other_event"
    assert gate.scan(badge[:-1] + ("B" if badge[-1] != "B" else "C"))["verdict"] == "unknown", "mistyped"


def test_address_and_hash_stand_for_the_token(gate: Door, badge: str) -> None:
    assert gate.scan(f"HTTPS://INSCRIPTION.EXAMPLE.ORG/B/{badge}")["verdict"] == "ok"
    digest = hashlib.sha256(badge.encode()).hexdigest()
    assert gate.scans(_without(item("") | {"token_hash": digest}, "badge"))[0]["verdict"] == "ok"


def test_unknown_code_is_kept_as_hash_length_and_class_only(app: Flask, gate: Door) -> None:
    card = "IDFRADUPOND<<<<<<<<<<<<930102123456"
    sent = item(card)
    assert gate.scans(sent, sent)[1]["verdict"] == "unknown"
    assert gate.scan("880692310285")["verdict"] == "unknown"
    with app.app_context():
        kept = db.session.scalars(select(Scan).order_by(Scan.id)).all()
        assert [(scan.code_length, scan.code_class) for scan in kept] == [(35, "mixed"), (12, "digits")]
        assert kept[1].token_hash != hashlib.sha256(b"880692310285").hexdigest(), "guessable without the key"
        kept_as = dump()
    assert "DUPOND" not in kept_as
    assert "880692310285" not in kept_as


def test_no_free_text_and_no_plain_hash_gets_in_by_a_scan(app: Flask, gate: Door) -> None:
    digest = hashlib.sha256(b"880692310285").hexdigest()
    sent = item("", source="CNI 880692310285 DUPOND") | {"token_hash": digest}
    assert gate.scans(_without(sent, "badge"))[0]["verdict"] == "unknown"
    with app.app_context():
        kept_as = dump()
    assert digest not in kept_as
    assert "DUPOND" not in kept_as


def test_no_badge_code_and_no_name_is_kept_with_scans(app: Flask, gate: Door, badge: str) -> None:
    gate.scan(badge, "verified")
    with app.app_context():
        assert badge not in dump()
        assert "Lefèvre" not in json.dumps(db.session.scalars(select(Scan.answer)).all(), ensure_ascii=False)


def test_no_column_holds_anything_of_a_document(app: Flask) -> None:
    with app.app_context():
        looked = inspect(db.engine)
        checks, conflicts = (
            {column["name"] for column in looked.get_columns(table)}
            for table in ("identity_check", "conflict")
        )
    assert checks == {
        "id", "registration_id", "day", "outcome", "operator", "device_id", "staff_id", "at", "scan_id", "voided_at"
    }  # fmt: skip
    assert conflicts == {
        "id", "scan_id", "kind", "outcome", "created_at", "closed_at", "reason", "closed_by"
    }  # fmt: skip


def _without(scan: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in scan.items() if name not in names}


BAD_ITEMS: dict[str, dict[str, Any]] = {
    "malformed uuid": {"scan_id": "1"},
    "no uuid": {"scan_id": None},
    "list unknown": {"list": "atelier-99"},
    "list of another date": {"list": "2026-03-05"},
    "neither code": {"badge": None},
    "both codes": {"token_hash": "0" * 64},
    "short hash": {"badge": None, "token_hash": "0" * 63},
    "hash with a newline": {"badge": None, "token_hash": "0" * 64 + "\n"},
    "empty badge": {"badge": ""},
    "badge too long": {"badge": "B" * 5000},
    "badge of numbers": {"badge": 12},
    "half a surrogate": {"badge": "\ud800"},
    "other type": {"type": "sideways"},
    "other outcome": {"identity": "passport"},
    "instant without offset": {"scanned_at": "2026-03-03T09:00:00"},
    "instant as a number": {"scanned_at": 1772525520},
    "no instant": {"scanned_at": "2026-13-03T09:00:00+01:00"},
    "year 1": {"scanned_at": "0001-01-01T00:00:00+10:00"},
    "offline as a word": {"offline": "yes"},
    "NUL in the source": {"source": "a\x00b"},
    "other verdict": {"local_verdict": "fine"},
}


@pytest.mark.parametrize("fields", BAD_ITEMS.values(), ids=BAD_ITEMS.keys())
def test_bad_item_fails_alone(app: Flask, gate: Door, badge: str, fields: dict[str, Any]) -> None:
    bad = item(badge) | fields
    results = gate.scans(bad, item(badge, "verified"))
    assert [result["verdict"] for result in results] == ["error", "ok"]
    assert results[0]["scan_id"] == bad["scan_id"]
    assert results[0]["message"].keys() == {"fr", "en"}
    with app.app_context():
        assert number_of(Scan) == 1


@pytest.mark.parametrize("missing", ["scan_id", "badge", "list", "scanned_at"])
def test_item_without_a_needed_field_fails_alone(gate: Door, badge: str, missing: str) -> None:
    results = gate.scans(_without(item(badge), missing), item(badge))
    assert [result["verdict"] for result in results] == ["error", "ok"]


def _body(*scans: Any, **more: Any) -> dict[str, Any]:
    return {"sent_at": clock.now().isoformat(), "scans": list(scans)} | more


@pytest.mark.parametrize(
    "make",
    [
        lambda: _body(item("B") | {"document_number": "12AB34567"}),
        lambda: _body(operator="somebody"),
        lambda: _body(*[item("B") for _ in range(51)]),
        lambda: _body("not an object"),
        lambda: {"scans": []},
        lambda: {"sent_at": "yesterday", "scans": []},
        lambda: {"sent_at": clock.now().isoformat()},
        lambda: _body(scans={}),
        list,
        lambda: None,
    ],
)
def test_what_is_not_the_documented_json_is_refused_whole(app: Flask, gate: Door, make: Any) -> None:
    answer = gate.post(make())
    assert answer.status_code == 422
    assert answer.get_json()["error"]["message"]
    assert "12AB34567" not in answer.text
    with app.app_context():
        assert number_of(Scan) == 0


@pytest.mark.parametrize(
    ("make", "french", "english"),
    [
        (lambda: {"scans": []}, "sent_at manque.", "sent_at is missing."),
        (lambda: _body(nom="x"), "JSON contient un champ inconnu.", "JSON has an unknown field."),
        (
            lambda: _body(item("B"), item("B") | {"nom": "x"}),
            "scans.1 contient un champ inconnu.",
            "scans.1 has an unknown field.",
        ),
        (
            lambda: _body(*[item("B") for _ in range(51)]),
            "scans compte trop d’éléments : 50 au plus par envoi.",
            "scans has too many items: at most 50 at a time.",
        ),
        (lambda: _body("x"), "scans.0 n’est pas un objet JSON.", "scans.0 is not a JSON object."),
        (lambda: _body(scans={}), "scans n’est pas une liste.", "scans is not a list."),
        (list, "Le corps n’est pas un objet JSON.", "The body is not a JSON object."),
        (
            lambda: {"sent_at": "hier", "scans": []},
            "sent_at n’est pas un instant ISO 8601 avec son décalage, comme 2030-01-31T09:00:00+01:00.",
            "sent_at is not an ISO 8601 instant with its offset, like 2030-01-31T09:00:00+01:00.",
        ),
    ],
)
def test_refusal_says_what_is_wrong_in_the_readers_language(
    gate: Door, make: Any, french: str, english: str
) -> None:
    said = [
        gate.post(make(), query_string={"lang": lang}).get_json()["error"]["message"] for lang in ("fr", "en")
    ]
    assert [said[0].replace("\u00a0", " ").replace("\u202f", " "), said[1]] == [french, english]


@pytest.mark.parametrize(("lang", "word"), [("fr", "appareil"), ("en", "device")])
def test_unknown_key_and_wrong_method_are_told_in_the_readers_language(
    app: Flask, lang: str, word: str
) -> None:
    client, headers = app.test_client(), {"Accept-Language": lang}
    refused = client.post(SCANS, json=_body(), headers=headers | {"Authorization": "Bearer wrong"})
    assert word in refused.get_json()["error"]["message"]
    wrong = client.get(SCANS, headers=headers)
    assert wrong.status_code == 405
    assert "POST" in wrong.headers["Allow"]
    assert ("method" if lang == "en" else "méthode") in wrong.get_json()["error"]["message"]


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b"[" * 100_000, b"\x00", b'"' + b"9" * 5000])
def test_broken_json_is_a_4xx_with_json(app: Flask, gate: Door, raw: bytes) -> None:
    headers = {"Authorization": f"Bearer {gate.key}", "Content-Type": "application/json"}
    answer = app.test_client().post(SCANS, data=raw, headers=headers)
    assert (answer.status_code, answer.mimetype) == (422, "application/json")


def test_huge_body_is_413(app: Flask, gate: Door) -> None:
    headers = {"Authorization": f"Bearer {gate.key}", "Content-Type": "application/json"}
    answer = app.test_client().post(SCANS, data=b" " * (256 * 1024 + 1), headers=headers)
    assert (answer.status_code, answer.get_json()["error"]["status"]) == (413, 413)


def test_fifty_scans_are_taken(gate: Door, badge: str) -> None:
    assert len(gate.scans(*[item(badge) for _ in range(50)])) == 50


@pytest.mark.parametrize("key", [None, "", "wrong", "Bearer"])
def test_without_a_good_key_nothing_opens(app: Flask, key: str | None) -> None:
    headers = {} if key is None else {"Authorization": f"Bearer {key}"}
    answer = app.test_client().post(SCANS, json=_body(), headers=headers)
    assert (answer.status_code, answer.get_json()["error"]["status"]) == (401, 401)


def test_revoked_device_is_401_at_its_next_call(app: Flask, gate: Door, badge: str) -> None:
    assert gate.scan(badge)["verdict"] == "ok"
    with app.app_context():
        devices.revoke("porte A", now=clock.now())
        db.session.commit()
    assert gate.post(_body()).status_code == 401


def test_device_was_last_seen(app: Flask, gate: Door, badge: str) -> None:
    gate.scan(badge)
    with app.app_context():
        assert db.session.scalars(select(Device.seen_at)).one() is not None


def test_wrong_clock_warns_and_discards_nothing(app: Flask, gate: Door, badge: str) -> None:
    ahead = (clock.now() + timedelta(hours=3)).isoformat()
    answer = gate.post({"sent_at": ahead, "scans": [item(badge, "verified", scanned_at=ahead)]}).get_json()
    assert answer["results"][0]["verdict"] == "ok"
    assert answer["results"][0]["first_entry_at"].startswith("2026-03-03T09:12:0")
    assert "180 minutes" in answer["warning"]["en"]
    with app.app_context():
        scan = db.session.scalars(select(Scan)).one()
        assert abs(scan.skew_seconds - 3 * 3600) <= 1
        assert scan.scanned_at - scan.received_at > timedelta(hours=2)


@pytest.mark.parametrize("year", [1900, 1970, 2025])
def test_entry_of_the_far_past_is_dated_by_the_server(app_each_db: Flask, year: int) -> None:
    """The device's own claim stays in the row of the scan."""
    at("2026-03-03T09:12:00+01:00")
    with app_each_db.app_context():
        token = badge_of(registered(days=(DAY_1,)))
    device = door(app_each_db)
    past = f"{year}-01-01T00:00:00Z"
    for sent_at in (clock.now().isoformat(), past):
        batch = {"sent_at": sent_at, "scans": [item(token, "verified", scanned_at=past)]}
        answer = device.post(batch).get_json()
        assert answer["results"][0]["first_entry_at"].startswith("2026-03-03T09:12:0")
    assert "days behind" in answer["warning"]["en"]
    with app_each_db.app_context():
        assert {scan.scanned_at.year for scan in db.session.scalars(select(Scan))} == {year}


def test_a_staff_session_needs_the_csrf_token(app: Flask, badge: str) -> None:
    client = signed_in(app)
    assert client.post(SCANS, json=_body(item(badge))).status_code == 400
    page = parsed(client.get("/porte"))
    token = page.select_one("input[name=csrf_token]")
    assert token is not None
    headers = {"X-CSRFToken": str(token["value"]), "Referer": "https://inscription.example.org/porte"}
    answer = client.post(SCANS, json=_body(item(badge)), headers=headers)
    assert answer.get_json()["results"][0]["person"]["name"] == "Élodie Lefèvre"


WORKSHOP, SLOT = "atelier-1", "20260303T0930"


def _workshop_capacity(capacity: int) -> None:
    db.session.execute(
        text("UPDATE session SET capacity = :n WHERE code = :c"), {"n": capacity, "c": WORKSHOP}
    )
    db.session.execute(text("UPDATE event SET revision = revision + 1"))
    db.session.commit()


def test_session_list_admits_bookings_then_free_chairs(app: Flask, gate: Door) -> None:
    with app.app_context():
        _workshop_capacity(2)
        booked = badge_of(registered(slots={SLOT: SlotChoice(WORKSHOP)}))
        others = [badge_of(registered()) for _ in range(2)]
    assert gate.scan(others[0], "verified", list=WORKSHOP)["verdict"] == "ok", "a chair that nobody booked"
    full = gate.scan(others[1], "verified", list=WORKSHOP)
    assert (full["verdict"], full["identity_required"]) == ("full", False)
    assert gate.scan(booked, "verified", list=WORKSHOP)["verdict"] == "ok"


def test_document_seen_at_the_entrance_is_not_asked_for_in_the_workshop(app: Flask, gate: Door) -> None:
    with app.app_context():
        badge = badge_of(registered(slots={SLOT: SlotChoice(WORKSHOP)}))
    gate.scan(badge, "verified")
    answer = gate.scan(badge, list=WORKSHOP)
    assert (answer["verdict"], answer["identity_required"]) == ("ok", False)
    assert gate.scan(badge, list=NEXT_DAY)["identity_required"] is True, "another day, another look"
    assert gate.scan(badge, list=WORKSHOP)["verdict"] == "already_in"


def test_session_of_another_day_is_the_wrong_day(app: Flask, gate: Door) -> None:
    with app.app_context():
        badge = badge_of(registered(days=(DAY_2,)))
    assert gate.scan(badge, list=WORKSHOP)["verdict"] == "wrong_day"


def test_a_check_in_asks_the_database_little(app: Flask, gate: Door, badge: str) -> None:
    gate.scan(str(uuid4()))
    statements: list[str] = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    gate.scan(badge, "verified")
    # device, programme's revision, person, replay, movements, identity; scan, outcome, movement
    assert len([s for s in statements if not s.startswith("BEGIN")]) == 9, statements
