"""Registering a colleague from one's own page."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventreg.audit import AuditEntry
from eventreg.db import db
from eventreg.registration.changing import cancel
from eventreg.registration.models import Registration, SpecialNeeds
from tests.mail.letters import captured, html, text
from tests.participant.page import visit
from tests.registration.answers import ANSWERS, at, rows, words
from tests.support.pages import form_values, parsed
from tests.support.people import OPEN, registered

BUTTON = 'a[href^="/inscription/collegue/"]'


@pytest.fixture
def camille(app: Flask) -> Registration:
    with app.app_context():
        person = registered("Camille", "Martin", organisation="Ville de Paris", kind="local")
        return _alone(person)


def _alone(person: Registration) -> Registration:
    """Readable when its context has ended: requests of a test client must not share one."""
    db.session.refresh(person)
    db.session.expunge(person)
    return person


def address_of(app: Flask, person: Registration) -> str:
    """Where the button on the person's page leads."""
    button = parsed(visit(app, person).see()).select_one(BUTTON)
    assert button is not None
    return str(button["href"])


def send(client: FlaskClient, address: str, **changes: str) -> str:
    """Fills the form for Zoé and sends it; where that leads."""
    values = form_values(parsed(client.get(address)), "form.form")
    own = {name: value for name, value in ANSWERS.items() if not name.startswith("organisation")}
    for name, value in {**own, **changes}.items():
        values.setlist(name, [value] if isinstance(value, str) else list(value))
    answer = client.post(address, data=values)
    assert answer.status_code == 303, words(answer)
    return str(answer.location)


def zoe(app: Flask) -> Registration:
    with app.app_context():
        return _alone(db.session.scalars(select(Registration).filter_by(given_name="Zoé")).one())


def test_the_form_has_the_organisation_and_asks_nobody_elses_consent(app: Flask, camille) -> None:
    page = parsed(app.test_client().get(address_of(app, camille)))
    assert page.select_one("#organisation")["value"] == "Ville de Paris"  # type: ignore[index]
    assert "Ce formulaire inscrit quelqu’un d’autre." in page.text
    assert page.select_one("#organisation_kind option[selected]")["value"] == "local"  # type: ignore[index]
    assert not page.select_one("#given_name")["value"]  # type: ignore[index]
    assert not page.select("#dietary, #access_needs, #special_data_consent")
    assert "Une inscription faite par Camille Martin" in page.text
    assert page.select_one("#notice")


def test_a_colleague_has_their_own_page_and_mail_which_says_by_whom(app: Flask, client, camille) -> None:
    send(client, address_of(app, camille))
    person = zoe(app)
    assert (person.organisation, person.organisation_kind) == ("Ville de Paris", "local")
    with app.app_context():
        mail = captured(app)[-1]
        trail = db.session.scalars(select(AuditEntry).filter_by(registration_id=person.id)).one()
    assert mail["To"] == "zoe@ville.example.org"
    for content in (text(mail), html(mail)):
        assert "Inscription faite par Camille Martin." in content
        assert "la corriger ou l’annuler sur votre page" in content
    assert trail.actor == f"registration:{camille.id}"
    assert visit(app, person).see().status_code == 200


def test_who_registers_themselves_is_not_told_by_whom(app: Flask, camille) -> None:
    with app.app_context():
        assert "Inscription faite par" not in text(captured(app)[-1])


def test_several_colleagues_one_after_the_other(app: Flask, client, camille) -> None:
    address = address_of(app, camille)
    received = client.get(send(client, address))
    assert "La personne inscrite y trouve son badge" in words(received)
    assert parsed(received).select_one(f'main a[href="{address}"]')
    send(client, address, email="other@ville.example.org")
    assert rows(app)["registration"] == 3


def test_a_known_address_is_answered_like_a_new_one(app: Flask, client, camille) -> None:
    address = address_of(app, camille)
    new = client.get(send(client, address)).get_data(as_text=True)
    other = app.test_client()
    again = other.get(send(other, address, email="ZOE@ville.example.org", given_name="Anne"))
    assert again.get_data(as_text=True).replace("ZOE@", "zoe@") == new
    assert rows(app)["registration"] == 2
    with app.app_context():
        assert "La vôtre existe déjà" in text(captured(app)[-1])


def test_needs_that_a_script_sends_for_somebody_else_are_not_kept(app: Flask, client, camille) -> None:
    send(client, address_of(app, camille), dietary="halal", special_data_consent="y")
    with app.app_context():
        assert db.session.scalars(select(SpecialNeeds)).all() == []


def test_faults_keep_what_was_typed_and_the_way(app: Flask, client, camille) -> None:
    address = address_of(app, camille)
    values = form_values(parsed(client.get(address)), "form.form")
    values["organisation"] = "Angers"
    answer = client.post(address, data=values)
    page = parsed(answer)
    assert answer.status_code == 422
    assert page.select_one("#organisation")["value"] == "Angers"  # type: ignore[index]
    assert page.select_one("form.form")["action"] == address  # type: ignore[index]


@pytest.mark.parametrize("code", ["x", "IlNUTy1BQkNERUYi.AAAAAAAAAAAAAAAAAAAAAAAAAAA", "é" * 50])
def test_a_made_up_address_leads_to_the_form_for_everybody(client: FlaskClient, code: str) -> None:
    answer = client.get(f"/inscription/collegue/{code}")
    assert (answer.status_code, answer.location) == (303, "/inscription")


def test_who_has_cancelled_registers_nobody_in_their_name(app: Flask, client, camille) -> None:
    address = address_of(app, camille)
    with app.app_context():
        cancel(camille.id, now=OPEN)
        db.session.commit()
    assert client.get(address).location == "/inscription"


def test_after_closing_there_is_no_way_for_colleagues_either(app: Flask, client, camille) -> None:
    address = address_of(app, camille)
    at("2026-02-21T00:00:00+01:00")
    assert not parsed(visit(app, camille).see()).select(BUTTON)
    assert "closes depuis le vendredi 20 février 2026" in words(client.get(address))


def test_the_address_is_told_to_no_other_site(app: Flask, client, camille) -> None:
    headers = client.get(address_of(app, camille)).headers
    assert (headers["Referrer-Policy"], headers["X-Robots-Tag"]) == ("no-referrer", "noindex")
    assert headers["Cache-Control"] == "private, no-cache"
