"""`POST /porte/api/walkins`: somebody stands at the door and is not registered."""

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select, text

from eventreg import clock
from eventreg.audit import AuditEntry
from eventreg.checkin.models import CheckIn, Conflict, IdentityCheck, Scan
from eventreg.db import db
from eventreg.mail.models import OutboxMail
from eventreg.registration import changing, states
from eventreg.registration.models import Registration, Token
from tests.checkin.door import (
    DAY,
    NEXT_DAY,
    Door,
    at,
    badge_of,
    door,
    kinds,
    later,
    number_of,
    signed_in,
    together,
)
from tests.support.pages import parsed
from tests.support.people import DAY_2, registered

WALKINS = "/porte/api/walkins"


@pytest.fixture
def chief(app: Flask) -> Door:
    return door(app, "supervisor", "chef")


def entrant(**fields: Any) -> dict[str, Any]:
    common = {
        "walkin_id": str(uuid4()), "given_name": "Aïcha", "family_name": "Benali", "organisation": "Ville de Sevran",
        "list": DAY, "identity": "verified", "at": clock.now().isoformat(), "offline": False,
    }  # fmt: skip
    return common | fields


def _post(chief: Door, *entrants: dict[str, Any]) -> Any:
    return chief.post({"sent_at": clock.now().isoformat(), "walkins": list(entrants)}, WALKINS)


def _walk_in(chief: Door, *entrants: dict[str, Any]) -> list[dict[str, Any]]:
    answer = _post(chief, *entrants)
    assert answer.status_code == 200, answer.text
    return list(answer.get_json()["results"])


def test_database_that_fails_tells_the_log_nobodys_name(
    app: Flask, chief: Door, caplog: pytest.LogCaptureFixture
) -> None:
    with app.app_context():
        db.session.execute(
            text("CREATE TRIGGER full BEFORE INSERT ON registration BEGIN SELECT RAISE(ABORT, 'full'); END")
        )
        db.session.commit()
    answer = _walk_in(chief, entrant(given_name="Zoziane", email="zoziane@example.org"))[0]
    assert answer["verdict"] == "error"
    assert "IntegrityError" in caplog.text
    for secret in ("Zoziane", "zoziane", "Sevran"):
        assert secret not in caplog.text


def _capacity(number: int) -> None:
    db.session.execute(text("UPDATE event SET capacity = :n, revision = revision + 1"), {"n": number})
    db.session.commit()


def _only() -> Registration:
    return db.session.scalars(select(Registration)).one()


def test_registered_let_in_and_known_to_every_phone_from_then_on(app: Flask, chief: Door) -> None:
    result = _walk_in(chief, entrant(operator="ML", gate="porte nord"))[0]
    assert result["person"] == {"name": "Aïcha Benali", "organisation": "Ville de Sevran"}
    assert (result["verdict"], result["conflict"]) == ("ok", None)
    assert result["message"] == {"fr": "Bienvenue", "en": "Welcome"}
    with app.app_context():
        made = _only()
        assert (made.reference, made.status, made.days) == (result["reference"], "confirmed", [DAY])
        assert (made.email, made.registered_by, made.notice_version != "") == ("", "device:1", True)
        assert made.beside_capacity is False
        badge = db.session.scalars(select(Token.hash).filter_by(purpose="badge")).one()
        assert badge == result["token_hash"]
        entry = db.session.scalars(select(CheckIn)).one()
        assert (entry.kind, entry.gate, entry.operator, entry.list) == ("entry", "porte nord", "ML", DAY)
        assert db.session.scalars(select(IdentityCheck.outcome)).one() == "verified"
        log = db.session.scalars(select(AuditEntry).filter_by(action="registered")).one()
        assert (log.actor, log.data["reason"]) == ("device:1", "walk-in")
        token = badge_of(made)
    assert chief.scan(token)["verdict"] == "already_in"
    told = chief.get("/porte/api/snapshot").get_json()["people"]
    assert [(one["ref"], one["entries"][DAY][2]) for one in told] == [(result["reference"], True)]
    figures = chief.get(f"/porte/api/figures?list={DAY}").get_json()
    assert (figures["expected"], figures["entered"], figures["walkins"]) == (0, 1, 1)


def test_without_address_no_mail_with_address_the_confirmation(app: Flask, chief: Door) -> None:
    _walk_in(chief, entrant())
    with app.app_context():
        assert number_of(OutboxMail) == 0
    result = _walk_in(chief, entrant(family_name="Moreau", email=" A.Moreau@Example.ORG "))[0]
    assert result["verdict"] == "ok"
    with app.app_context():
        mail = db.session.scalars(select(OutboxMail)).one()
        assert (mail.kind, mail.recipient) == ("confirmation", "A.Moreau@example.org")
        changing.cancel(1, now=clock.now())
        db.session.commit()
        assert number_of(OutboxMail) == 1, "later messages to nobody are none either"


def test_replay_registers_once_and_answers_the_same(app: Flask, chief: Door) -> None:
    sent = entrant()
    first, second = _walk_in(chief, sent, sent)
    later(90)
    assert first == second == _walk_in(chief, sent)[0]
    assert _walk_in(chief, sent | {"offline": True})[0] == first
    with app.app_context():
        assert (number_of(Registration), kinds(), number_of(Scan)) == (1, ["entry"], 1)


def test_simultaneous_walk_ins_are_one_registration_and_one_entry(app_each_db: Flask) -> None:
    at(f"{DAY}T09:12:00+01:00")
    chief, sent = door(app_each_db, "supervisor"), entrant()
    answers = together(lambda one: _walk_in(chief, one)[0], [sent] * 8)
    assert all(answer == answers[0] for answer in answers)
    with app_each_db.app_context():
        assert (number_of(Registration), kinds()) == (1, ["entry"])


def test_last_place_is_given_once(app_each_db: Flask) -> None:
    at(f"{DAY}T09:12:00+01:00")
    with app_each_db.app_context():
        _capacity(3)
    chief = door(app_each_db, "supervisor")
    people = [entrant(family_name=f"Personne{letter}") for letter in "abcdefgh"]
    verdicts = [result["verdict"] for result in together(lambda one: _walk_in(chief, one)[0], people)]
    assert sorted(verdicts) == ["full"] * 5 + ["ok"] * 3
    with app_each_db.app_context():
        assert number_of(Registration) == 3


# Who is registered already.


@pytest.mark.parametrize(
    "again",
    [
        {"given_name": "aicha", "family_name": "BENALI", "organisation": "ville de sevran"},
        {"given_name": "Aïcha-Marie", "family_name": "B.", "email": "AICHA@example.org"},
    ],
    ids=["names", "address"],
)
def test_who_is_registered_already_is_let_in_as_who_they_are(
    app: Flask, chief: Door, again: dict[str, str]
) -> None:
    with app.app_context():
        known = registered(
            "Aïcha", "Benali", organisation="Ville de Sevran", email="aicha@example.org"
        ).reference
    result = _walk_in(chief, entrant(**again))[0]
    assert (result["verdict"], result["reference"]) == ("ok", known)
    assert result["person"]["name"] == "Aïcha Benali"
    inside = _walk_in(chief, entrant(**again))[0]
    assert (inside["verdict"], inside["reference"]) == ("already_in", known)
    assert inside["message"]["fr"].startswith("Déjà entré à 9")
    with app.app_context():
        assert (number_of(Registration), kinds()) == (1, ["entry"])


def test_who_shares_an_address_is_not_let_in_as_a_colleague(app: Flask, chief: Door) -> None:
    """Their document was looked at, not the colleague's; the address stays the colleague's."""
    with app.app_context():
        colleague = registered("Zoé", "Martin", email="accueil@ville.example.org").reference
    shared = entrant(email="Accueil@ville.example.org")
    result = _walk_in(chief, shared)[0]
    assert result["verdict"] == "ok"
    assert result["reference"] != colleague
    assert _walk_in(chief, shared)[0] == result
    with app.app_context():
        made = db.session.scalars(select(Registration).filter_by(reference=result["reference"])).one()
        assert (made.name, made.email) == (result["person"]["name"], "")
        assert (number_of(Registration), kinds()) == (2, ["entry"])


def test_other_organisation_is_another_person(app: Flask, chief: Door) -> None:
    with app.app_context():
        registered("Aïcha", "Benali", organisation="Plaine Commune")
    assert _walk_in(chief, entrant())[0]["verdict"] == "ok"
    with app.app_context():
        assert number_of(Registration) == 2


def test_of_two_with_the_same_names_the_one_who_is_not_inside_comes_in(app: Flask, chief: Door) -> None:
    with app.app_context():
        first, second = (registered("Aïcha", "Benali", organisation="Ville de Sevran") for _ in range(2))
        badge, other = badge_of(first), second.reference
    chief.scan(badge, "verified")
    assert _walk_in(chief, entrant())[0]["reference"] == other


def test_expected_on_another_day_only_comes_in_and_the_audit_says_so(app: Flask, chief: Door) -> None:
    with app.app_context():
        registered("Aïcha", "Benali", organisation="Ville de Sevran", days=(DAY_2,))
    assert _walk_in(chief, entrant())[0]["verdict"] == "ok"
    with app.app_context():
        forced = db.session.scalars(select(AuditEntry).filter_by(action="entry.forced")).one()
        assert forced.data == {"list": DAY, "verdict": "wrong_day"}


def test_who_waits_for_a_place_is_not_let_in_before_others(app: Flask, chief: Door) -> None:
    with app.app_context():
        registered("Aïcha", "Benali", email="aicha@example.org")
        _only().status = states.WAITLISTED
        db.session.commit()
    assert _walk_in(chief, entrant(email="aicha@example.org"))[0]["verdict"] == "waitlisted"
    with app.app_context():
        assert kinds() == []


# Capacity.


def test_full_event_makes_nothing_online_and_the_same_number_counts_later(app: Flask, chief: Door) -> None:
    """The answer was lost, the volunteer let the person in, and the phone sends it again as done without network."""
    with app.app_context():
        _capacity(0)
    sent = entrant()
    full = _walk_in(chief, sent)[0]
    assert (full["verdict"], full["person"], full["reference"]) == ("full", None, None)
    assert "rien n’est enregistré" in full["message"]["fr"]
    with app.app_context():
        assert (number_of(Registration), number_of(Scan)) == (0, 0)
    admitted = _walk_in(chief, sent | {"offline": True})[0]
    assert (admitted["verdict"], admitted["conflict"]) == ("ok", "admitted_but_refused")
    with app.app_context():
        assert (_only().status, _only().beside_capacity, kinds()) == ("confirmed", True, ["entry"])
        assert number_of(Conflict) == 1
    conflict = chief.get("/porte/api/conflicts").get_json()["conflicts"][0]
    assert (conflict["kind"], conflict["reference"]) == ("admitted_but_refused", admitted["reference"])
    assert _walk_in(chief, sent | {"offline": True})[0] == admitted, "and no second conflict"


def test_without_network_and_with_places_left_is_as_online(app: Flask, chief: Door) -> None:
    later(60)
    made = clock.now()
    later(30)
    result = _walk_in(chief, entrant(offline=True, at=made.isoformat()))[0]
    assert (result["verdict"], result["conflict"]) == ("ok", None)
    with app.app_context():
        assert _only().beside_capacity is False
        assert db.session.scalars(select(CheckIn.at)).one() == made


def test_without_network_two_phones_let_the_same_person_in(app: Flask, chief: Door) -> None:
    other = door(app, "supervisor", "porte B")
    _walk_in(chief, entrant(offline=True))
    later(3)
    second = _walk_in(other, entrant(offline=True))[0]
    assert (second["verdict"], second["conflict"]) == ("already_in", "duplicate_offline")
    with app.app_context():
        assert (number_of(Registration), kinds()) == (1, ["entry"])


def test_told_of_only_after_the_event_they_were_there_all_the_same(app: Flask, chief: Door) -> None:
    made = clock.now().isoformat()
    at("2026-03-06T10:00:00+01:00")
    assert _walk_in(chief, entrant(offline=True, at=made))[0]["verdict"] == "ok"
    with app.app_context():
        assert db.session.scalars(select(CheckIn.at)).one().isoformat().startswith(f"{DAY}T08:12")


# Bad input.

BAD: dict[str, dict[str, Any]] = {
    "no name": {"family_name": ""},
    "a name of nothing visible": {"given_name": "\u200b\u00ad"},
    "a control character": {"family_name": "Ben\x00ali"},
    "a long name": {"family_name": "x" * 101},
    "a name as a number": {"given_name": 3},
    "a long organisation": {"organisation": "x" * 201},
    "no address": {"email": "aicha"},
    "an address with an accent": {"email": "aïcha@example.org"},
    "no uuid": {"walkin_id": "1"},
    "another list": {"list": "2026-03-05"},
    "a session": {"list": "atelier-1"},
    "an outcome that admits nobody": {"identity": "absent"},
    "no outcome": {"identity": None},
    "an instant without offset": {"at": "2026-03-03T09:00:00"},
    "offline as a word": {"offline": "no"},
    "long initials": {"operator": "x" * 11},
}


@pytest.mark.parametrize("fields", BAD.values(), ids=BAD.keys())
def test_bad_item_fails_alone(app: Flask, chief: Door, fields: dict[str, Any]) -> None:
    bad = entrant(**fields)
    results = _walk_in(chief, bad, entrant(family_name="Moreau"))
    assert [result["verdict"] for result in results] == ["error", "ok"]
    assert results[0]["walkin_id"] == bad["walkin_id"]
    assert results[0]["message"].keys() == {"fr", "en"}
    with app.app_context():
        assert _only().family_name == "Moreau"


@pytest.mark.parametrize("field", ["id_number", "document", "birth_date", "note", "phone"])
def test_there_is_no_field_for_anything_of_a_document(app: Flask, chief: Door, field: str) -> None:
    answer = _post(chief, entrant(), entrant(**{field: "12AB34567"}))
    assert answer.status_code == 422
    assert "12AB34567" not in answer.text
    with app.app_context():
        assert number_of(Registration) == 0


@pytest.mark.parametrize(
    "body", [None, [], {}, {"walkins": []}, {"sent_at": "x", "walkins": []}, {"sent_at": "2026-03-03T09:00:00Z"},
             {"sent_at": "2026-03-03T09:00:00Z", "walkins": [{}] * 51},
             {"sent_at": "2026-03-03T09:00:00Z", "walkins": 3},
             {"sent_at": "2026-03-03T09:00:00Z", "walkins": ["x"]}],
)  # fmt: skip
def test_what_is_not_the_documented_json_is_refused_whole(chief: Door, body: Any) -> None:
    answer = chief.post(body, WALKINS)
    assert (answer.status_code, answer.get_json()["error"]["status"]) == (422, 422)


@pytest.mark.parametrize("role", ["scan", "steward"])
def test_supervisors_only(app: Flask, role: str) -> None:
    answer = _post(door(app, role), entrant())
    assert (answer.status_code, answer.get_json()["error"]["status"]) == (403, 403)
    with app.app_context():
        assert number_of(Registration) == 0


def test_organisers_see_a_person_without_address(app: Flask, chief: Door) -> None:
    reference = _walk_in(chief, entrant(list=NEXT_DAY))[0]["reference"]
    page = parsed(signed_in(app, "organiser").get(f"/organisation/inscriptions/{reference}"))
    assert "non donnée" in page.text
    assert "Inscription à la porte" in page.text
