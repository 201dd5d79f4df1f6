"""The kiosk: one badge for one code, nothing else for anybody, and a password to leave it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventreg import clock
from eventreg.accounts import staff
from eventreg.audit import AuditEntry
from eventreg.checkin.models import Scan
from eventreg.db import db
from eventreg.registration import changing, issuing
from eventreg.registration.choices import SlotChoice
from eventreg.registration.models import Registration
from tests.checkin.door import at, badge_of, number_of, signed_in
from tests.organisation.desk import PASSWORD
from tests.support.pages import Values, parsed, submit
from tests.support.people import registered

KIOSK, LEAVE, SCAN = "/porte/borne", "/porte/borne/quitter", "[data-kiosk]"


@pytest.fixture
def kiosk(app: Flask) -> FlaskClient:
    client = signed_in(app)
    assert submit(client, KIOSK, selector="form[action$='/ouvrir']").location == KIOSK
    return client


def _show(client: FlaskClient, code: str) -> str:
    answer = submit(client, KIOSK, {"q": code}, SCAN)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    return answer.text


def test_badge_is_shown_in_the_persons_language_and_noted(app: Flask, kiosk: FlaskClient) -> None:
    with app.app_context():
        person = registered(
            "Élodie", "Lefèvre", organisation="Plaine Commune", lang="en",
            slots={"20260303T0930": SlotChoice("atelier-1")},
        )  # fmt: skip
        badge, reference = badge_of(person), person.reference
    page = parsed(submit(kiosk, KIOSK, {"q": f"https://x.example/b/{badge.lower()}"}, SCAN))
    assert page.html is not None
    assert page.html["lang"] == "en"
    sheet = page.select_one(".sheet")
    assert sheet is not None
    for said in (
        "Élodie Lefèvre",
        "Plaine Commune",
        "Tuesday 3 March · Wednesday 4 March",
        "Room 1",
        reference,
    ):
        assert said in sheet.text
    assert sheet.select("svg path")
    assert page.select("[data-back='20'][data-print]")
    with app.app_context():
        entry = db.session.scalars(select(AuditEntry).filter_by(action="badge.printed")).one()
        assert (entry.actor, entry.registration_id) == ("staff:1", 1)
        assert number_of(Scan) == 0, "nobody has entered by it"


def _cancel(person: Registration) -> str:
    badge = badge_of(person)
    changing.cancel(person.id, now=clock.now(), actor="system")
    return badge


def _replace(person: Registration) -> str:
    badge = badge_of(person)
    issuing.replace(person, "badge", "STO", clock.now())
    return badge


def test_every_other_code_is_sent_to_the_desk_alike(app: Flask, kiosk: FlaskClient) -> None:
    with app.app_context():
        codes = [
            _cancel(registered("Ana", "Perdue")),
            _replace(registered("Bo", "Perdue")),
            "1234567890",
            "Perdue",
            "",
        ]
        db.session.commit()
    pages = []
    for code in codes:
        text = parsed(submit(kiosk, KIOSK, {"q": code}, SCAN)).select_one(".kiosk")
        assert text is not None
        pages.append(" ".join(text.get_text(" ").split()))
        assert "Perdue" not in text.text
    assert len(set(pages)) == 1
    assert pages[0].startswith("Adressez-vous à l’accueil")


def test_badge_is_shown_once(app: Flask, kiosk: FlaskClient) -> None:
    with app.app_context():
        badge = badge_of(registered("Élodie", "Lefèvre"))
    form: Values = {"q": badge}
    page = kiosk.get(KIOSK).text
    turn = parsed(kiosk.get(KIOSK)).select(f"{SCAN} input[name=turn]")[0]["value"]
    assert "Lefèvre" in _show(kiosk, badge)
    again = submit(kiosk, KIOSK, {**form, "turn": str(turn)}, SCAN)
    assert (again.status_code, again.location) == (303, KIOSK), "sent again by going back"
    assert "Lefèvre" not in page


def test_browser_of_the_kiosk_sees_nothing_else(app: Flask, kiosk: FlaskClient) -> None:
    for address in (
        "/",
        "/porte",
        "/organisation/",
        "/connexion",
        "/inscription",
        "/porte/api/scans",
        "/nowhere",
    ):
        answer = kiosk.get(address)
        assert (answer.status_code, answer.location) == (303, KIOSK)
    with kiosk.get("/static/css/kiosk.css") as style:
        assert style.status_code == 200
    kiosk.delete_cookie("borne")
    assert kiosk.get("/porte").location.startswith("/connexion"), "nobody is signed in, mark or not"
    assert kiosk.get(LEAVE).status_code == 200


def test_kiosk_is_left_with_a_password_of_the_staff(app: Flask, kiosk: FlaskClient) -> None:
    wrong = submit(kiosk, LEAVE, {"email": "steward@example.org", "password": "un autre mot de passe"})
    assert wrong.status_code == 422
    assert kiosk.get("/porte").location == KIOSK
    right = submit(kiosk, LEAVE, {"email": "steward@example.org", "password": PASSWORD})
    assert (right.status_code, right.location) == (303, "/porte")
    assert kiosk.get("/porte").status_code == 200
    assert kiosk.get("/").status_code == 200


def test_another_password_ends_the_kiosk(app: Flask, kiosk: FlaskClient) -> None:
    with app.app_context():
        badge = badge_of(registered("Élodie", "Lefèvre"))
        staff.add("steward@example.org", "steward", "un tout autre mot de passe", now=clock.now())
        db.session.commit()
    assert kiosk.get(KIOSK).location == LEAVE
    assert "s’est arrêtée" in kiosk.get(LEAVE).text
    token = parsed(kiosk.get(LEAVE)).select("input[name=csrf_token]")[0]["value"]
    answer = kiosk.post(f"{KIOSK}/badge", data={"csrf_token": token, "q": badge, "turn": "0"})
    assert (answer.status_code, answer.location) == (303, KIOSK)


def test_kiosk_is_opened_by_staff_only(app: Flask) -> None:
    stranger = app.test_client()
    assert stranger.get(KIOSK).location == f"/connexion?suite={KIOSK}"
    assert "s’est arrêtée" in stranger.get(LEAVE).text


def test_enrolled_phone_does_not_become_a_kiosk(app: Flask) -> None:
    client = signed_in(app)
    client.set_cookie("door", "key")
    assert not parsed(client.get(KIOSK)).select("form[action$='/ouvrir']")


def test_before_the_event_badges_are_printed_too(app: Flask) -> None:
    at("2026-02-20T09:00:00+01:00")
    client = signed_in(app)
    submit(client, KIOSK, selector="form[action$='/ouvrir']")
    with app.app_context():
        badge = badge_of(registered("Élodie", "Lefèvre"))
    assert "Lefèvre" in _show(client, badge)
