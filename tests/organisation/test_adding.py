"""The organisers add a person, also after the deadline, and say why."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventreg import clock
from eventreg.audit import AuditEntry
from eventreg.db import db
from eventreg.event.models import EVENT_ID, Event
from eventreg.registration.models import Registration, SpecialNeeds
from eventreg.registration.seats import event_seats
from tests.mail.letters import captured, html, text
from tests.organisation.desk import signed_in
from tests.registration.answers import FIRST, at, states, words
from tests.support.pages import form_values, parsed, submit
from tests.support.people import OPEN, registered

PAGE = "/organisation/inscriptions/ajouter"
LATE = "2026-02-25T10:00:00+01:00"
ZOE = {
    "given_name": "Zoé",
    "family_name": "Nguyễn",
    "email": "zoe@ville.example.org",
    "days": ["2026-03-03"],
    f"slot-{FIRST}": "atelier-1",
    "reason": "deadline_missed",
}


@pytest.fixture
def organiser(app: Flask) -> FlaskClient:
    clock.start_at(OPEN)
    return signed_in(app)


def full(app: Flask) -> None:
    with app.app_context():
        db.session.get_one(Event, EVENT_ID).capacity = 0
        db.session.get_one(Event, EVENT_ID).revision += 1
        db.session.commit()


def zoe() -> Registration:
    return db.session.scalars(select(Registration).filter_by(email="zoe@ville.example.org")).one()


def test_after_the_deadline_with_a_reason_that_is_logged(app: Flask, organiser: FlaskClient) -> None:
    at(LATE)
    answer = submit(organiser, PAGE, {**ZOE, "note": "A téléphoné le 20 au soir."})
    assert answer.status_code == 303
    page = words(organiser.get(answer.location))
    assert "Demande arrivée après la clôture" in page
    assert "par organiser@example.org" in page
    assert "A téléphoné le 20 au soir." in page
    assert states(app) == {"atelier-1": "booked"}
    with app.app_context():
        entry = db.session.scalars(select(AuditEntry).filter_by(action="registered")).one()
        assert entry.actor.startswith("staff:")
        assert entry.data["reason"] == "deadline_missed"
        assert "téléphoné" not in str(entry.data)
        assert zoe().id_acknowledged_at is None


def test_the_mail_says_who_made_the_registration(app: Flask, organiser: FlaskClient) -> None:
    submit(organiser, PAGE, {**ZOE, "lang": "fr"})
    with app.app_context():
        mail = captured(app)[-1]
    assert mail["To"] == "zoe@ville.example.org"
    for content in (text(mail), html(mail)):
        assert "Inscription faite par Équipe d’organisation de l’évènement" in content


def test_the_language_of_the_mail_is_chosen(app: Flask, organiser: FlaskClient) -> None:
    submit(organiser, PAGE, {**ZOE, "lang": "en"})
    with app.app_context():
        assert "You were registered by Event team" in text(captured(app)[-1])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": []}, "Choisissez un motif dans la liste."),
        ({"reason": "because"}, "Choisissez un motif dans la liste."),
        ({"reason": "other"}, "Précisez le motif en quelques mots."),
        ({"category": "boss"}, "Choisissez dans la liste."),
        ({"lang": "de"}, "Choisissez dans la liste."),
        ({"email": "zoe"}, "Indiquez une adresse électronique complète"),
        ({"dietary": "halal"}, "Cochez votre accord"),
    ],
)
def test_what_is_missing_is_asked_for(app: Flask, organiser: FlaskClient, changes, said: str) -> None:
    answer = submit(organiser, PAGE, {**ZOE, **changes})
    assert answer.status_code == 422
    assert said in words(answer)
    assert parsed(answer).select_one("#family_name")["value"] == "Nguyễn"  # type: ignore[index]
    with app.app_context():
        assert db.session.scalars(select(Registration)).all() == []


def test_a_known_address_is_named_to_the_organisers_and_nobody_is_written_to(
    app: Flask, organiser: FlaskClient
) -> None:
    with app.app_context():
        reference = registered(email="zoe@ville.example.org").reference
        before = len(captured(app))
    answer = submit(organiser, PAGE, ZOE)
    assert answer.status_code == 409
    assert f"Cette adresse a déjà une inscription : {reference}." in words(answer)
    with app.app_context():
        assert len(captured(app)) == before


def test_the_same_form_sent_twice_adds_once(app: Flask, organiser: FlaskClient) -> None:
    values = form_values(parsed(organiser.get(PAGE)))
    for name, value in ZOE.items():
        values.setlist(name, [value] if isinstance(value, str) else value)
    first, again = (organiser.post(PAGE, data=values) for _ in range(2))
    assert first.location == again.location
    assert again.status_code == 303
    with app.app_context():
        assert len(captured(app)) == 1


def test_consent_to_needs_is_kept_with_them(app: Flask, organiser: FlaskClient) -> None:
    submit(organiser, PAGE, {**ZOE, "access_needs": "fauteuil roulant", "special_data_consent": "y"})
    with app.app_context():
        assert db.session.get_one(SpecialNeeds, zoe().id).access_needs == "fauteuil roulant"


def test_a_full_event_makes_participants_wait_and_speakers_not(app: Flask, organiser: FlaskClient) -> None:
    full(app)
    submit(organiser, PAGE, ZOE)
    submit(organiser, PAGE, {**ZOE, "email": "intervenante@example.org", "category": "speaker"})
    with app.app_context():
        people = db.session.scalars(select(Registration).order_by(Registration.id)).all()
        assert [(p.status, p.category, p.beside_capacity) for p in people] == [
            ("waitlisted", "participant", False),
            ("confirmed", "speaker", True),
        ]
        assert (event_seats(0).taken, event_seats(0).waiting) == (0, 1)
    assert "1 personne hors capacité" in words(organiser.get("/organisation/"))
    found = parsed(organiser.get("/organisation/inscriptions?categorie=speaker")).select("tbody th a")
    assert len(found) == 1


def test_once_the_event_is_over_nobody_is_added(app: Flask, organiser: FlaskClient) -> None:
    at("2026-03-05T00:00:00+01:00")
    client = signed_in(app, "admin")
    assert submit(client, PAGE, ZOE).status_code == 403


def test_the_page_is_for_organisers(app: Flask, client: FlaskClient) -> None:
    assert client.get(PAGE).location.startswith("/connexion")
    assert signed_in(app, "supervisor").get(PAGE).status_code == 403


def test_the_category_is_changed_on_the_persons_page(app: Flask, organiser: FlaskClient) -> None:
    with app.app_context():
        address = f"/organisation/inscriptions/{registered().reference}"
    form = 'form[action$="/categorie"]'
    answer = submit(organiser, address, {"category": "press"}, selector=form)
    assert answer.status_code == 303
    page = words(organiser.get(address))
    assert "La catégorie est enregistrée." in page
    assert "Presse (hors capacité)" in page
    assert submit(organiser, address, {"category": "boss"}, selector=form).status_code == 422
