"""What a participant sees and changes behind the link in their mail."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from eventreg import clock
from eventreg.db import db
from eventreg.mail.models import OutboxMail
from eventreg.registration.choices import SlotChoice
from eventreg.registration.models import Registration, SpecialNeeds
from eventreg.registration.registering import Needs
from tests.participant.page import Visit, links, visit
from tests.registration.answers import FIRST, LAST, SECOND, states, words
from tests.registration.test_services import seats
from tests.support.pages import parsed
from tests.support.people import DAY_1, registered

EMAIL = "zoe@ville.example.org"


@pytest.fixture
def person(app: Flask) -> Iterator[Registration]:
    """In atelier-2 and waiting for atelier-1 behind three others; in atelier-3; one lunch; first day only."""
    with app.app_context():
        seats(1, "atelier-1")
        for _ in range(4):
            registered(slots={FIRST: SlotChoice("atelier-1")})
        yield registered(
            "Zoé", "Lefèvre", email=EMAIL, days=(DAY_1,), meals=("dejeuner-1",), needs=Needs("Végan"),
            slots={FIRST: SlotChoice("atelier-2", "atelier-1"), SECOND: SlotChoice("atelier-3")},
        )  # fmt: skip


@pytest.fixture
def mine(app: Flask, person: Registration) -> Visit:
    return visit(app, person)


def mails(app: Flask, person: Registration) -> list[str]:
    found = select(OutboxMail.kind).filter_by(registration_id=person.id).order_by(OutboxMail.id)
    return list(db.session.scalars(found))


def test_the_page_tells_where_one_is_expected_and_what_one_waits_for(mine: Visit) -> None:
    page = words(mine.see())
    assert "Zoé Lefèvre" in page
    assert "Inscription confirmée" in page
    assert "Vous êtes en 4e position sur la liste d’attente." in page
    assert "elle remplace votre place dans « Atelier 2" in page
    programme = words(mine.see(), "section[aria-labelledby=programme]")
    for expected in ("8 h 30 Accueil", "Atelier 2", "Atelier 3", "12 h 30 Déjeuner", "réservé"):
        assert expected in programme
    for foreign in ("Mercredi 4 mars", "Networking", "Synthèse"):
        assert foreign not in programme


def test_the_page_is_private_and_linked_from_nowhere(app: Flask, mine: Visit) -> None:
    response = mine.see()
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "mon-inscription" not in app.test_client().get("/").get_data(as_text=True)


def test_the_page_offers_badge_and_calendar(app: Flask, person: Registration, mine: Visit) -> None:
    page, feed = parsed(mine.see()), links(app, person)["feed"]
    https = f"https://inscription.example.org/calendrier/{feed}.ics"
    addresses = [str(link["href"]) for link in page.select("main a[href]")]
    assert f"webcal://inscription.example.org/calendrier/{feed}.ics" in addresses
    assert https in addresses
    cid = f"webcal%3A%2F%2Finscription.example.org%2Fcalendrier%2F{feed}.ics"
    assert f"https://calendar.google.com/calendar/r?cid={cid}" in addresses
    assert any(
        address.startswith("https://outlook.office.com/calendar/0/addfromweb?url=") for address in addresses
    )
    assert f"{mine.address}/badge.pdf" in addresses
    assert page.select_one(f'img[src="{mine.address}/badge.svg"][alt]')
    assert https in words(mine.see(), ".copy-line")
    assert mine.client.get(f"{mine.address}/badge.svg").status_code == 200


def test_other_tokens_open_nothing(app: Flask, person: Registration, mine: Visit) -> None:
    keys = links(app, person)
    for token in (keys["badge"], keys["feed"], "x", keys["manage"].upper(), keys["manage"][:-1], "%00"):
        for rest in ("", "/annuler", "/donnees.json"):
            assert mine.client.get(f"/mon-inscription/{token}{rest}").status_code == 404
        for rest in ("/programme", "/coordonnees", "/annuler"):
            assert mine.client.post(f"/mon-inscription/{token}{rest}").status_code == 404
    assert states(app, EMAIL)["atelier-2"] == "booked"


def test_sending_the_form_untouched_changes_nothing(app: Flask, person: Registration, mine: Visit) -> None:
    before = states(app, EMAIL)
    assert mine.send("programme", {}).status_code == 303
    assert mine.send("coordonnees", {}).status_code == 303
    assert states(app, EMAIL) == before
    assert mails(app, person) == ["confirmation"]


def test_changing_a_workshop_says_what_came_of_it(app: Flask, person: Registration, mine: Visit) -> None:
    response = mine.send("programme", {f"slot-{SECOND}": "atelier-4", "meals": ["", "networking"]})
    assert response.status_code == 303
    said = words(mine.client.get(response.location), "[role=status]")
    assert "Votre programme est enregistré." in said
    assert "Place réservée : Atelier 4" in said
    assert "Liste d’attente : Atelier 1" in said
    assert states(app, EMAIL) == {
        "atelier-1": "waitlisted", "atelier-2": "booked", "atelier-4": "booked", "networking": "booked",
    }  # fmt: skip
    assert mails(app, person) == ["confirmation", "programme_changed"]


def test_a_field_that_does_not_come_is_unchanged(app: Flask, mine: Visit) -> None:
    assert mine.script("programme", {f"slot-{SECOND}": "atelier-4"}).status_code == 303
    assert states(app, EMAIL) == {
        "atelier-1": "waitlisted", "atelier-2": "booked", "atelier-4": "booked", "dejeuner-1": "booked",
    }  # fmt: skip
    assert mine.script("programme", {"meals": ""}).status_code == 303
    assert "dejeuner-1" not in states(app, EMAIL)
    assert mine.script("programme", {f"wish-{FIRST}": ""}).status_code == 303
    assert states(app, EMAIL) == {"atelier-2": "booked", "atelier-4": "booked"}


def test_who_waits_without_a_seat_takes_what_is_left_and_keeps_waiting(app: Flask) -> None:
    with app.app_context():
        seats(0, "atelier-1")
        waiting = registered(email="w@ville.example.org", slots={FIRST: SlotChoice("atelier-1")})
        own = visit(app, waiting)
    page = parsed(own.see())
    assert page.select_one(f'select[name="wish-{FIRST}"] option[value="atelier-1"][selected]')
    assert own.send("programme", {f"slot-{FIRST}": "atelier-2"}).status_code == 303
    assert states(app, "w@ville.example.org") == {"atelier-1": "waitlisted", "atelier-2": "booked"}


@pytest.mark.parametrize(
    ("sent", "field", "said"),
    [
        ({"days": [""]}, "days", "Cochez au moins un jour de présence."),
        ({"days": ["2026-03-04"]}, f"slot-{FIRST}", "Cochez aussi le mardi 3 mars"),
        ({f"slot-{LAST}": "atelier-6"}, f"slot-{LAST}", "Cochez aussi le mercredi 4 mars"),
        ({f"slot-{FIRST}": "atelier-3"}, f"slot-{FIRST}", "Choisissez l’un des ateliers"),
        ({f"slot-{FIRST}": ["atelier-1", "atelier-2"]}, f"slot-{FIRST}", "plusieurs réponses"),
        ({"meals": ["dejeuner-2"]}, "meals", "cochez aussi ce jour"),
    ],
)
def test_a_wrong_change_is_refused_beside_its_field(
    app: Flask, mine: Visit, sent, field: str, said: str
) -> None:
    before = states(app, EMAIL)
    response = mine.send("programme", sent)
    assert response.status_code == 422
    assert said in words(response, ".error-summary")
    beside = parsed(response).select_one(f'[id="{field}-error"]')
    assert beside is not None
    form = beside.find_parent("form")
    assert form is not None
    opened = form.find_parent("details")
    assert opened is not None
    assert opened.has_attr("open")
    assert form["action"] == f"{mine.address}/programme"
    assert states(app, EMAIL) == before


def test_details_change_and_the_address_stays(app: Flask, person: Registration, mine: Visit) -> None:
    changes = {
        "family_name": "Durand",
        "job_title": "Maire",
        "email": "other@example.org",
        "access_needs": "Fauteuil",
    }
    response = mine.send("coordonnees", {**changes})
    assert response.status_code == 303
    said = words(mine.client.get(response.location))
    assert "Vos coordonnées sont enregistrées." in said
    assert "Zoé Durand" in said
    db.session.refresh(person)
    assert (person.family_name, person.job_title, person.email) == ("Durand", "Maire", EMAIL)
    needs = db.session.get_one(SpecialNeeds, person.id)
    assert (needs.dietary, needs.access_needs) == ("Végan", "Fauteuil")


def test_withdrawing_the_consent_asks_to_erase_and_erasing_needs_none(
    app: Flask, person, mine: Visit
) -> None:
    response = mine.send("coordonnees", {"special_data_consent": []})
    assert response.status_code == 422
    assert "Cochez votre accord" in words(response, ".error-summary")
    assert mine.send("coordonnees", {"special_data_consent": [], "dietary": ""}).status_code == 303
    db.session.expire_all()
    assert db.session.get(SpecialNeeds, person.id) is None


def test_a_script_that_corrects_a_name_leaves_the_needs(
    app: Flask, person: Registration, mine: Visit
) -> None:
    assert mine.script("coordonnees", {"family_name": "Durand"}).status_code == 303
    db.session.expire_all()
    assert (person.family_name, person.organisation) == ("Durand", "Ville de Paris")
    assert db.session.get_one(SpecialNeeds, person.id).dietary == "Végan"


@pytest.mark.parametrize("form", ["programme", "coordonnees", "annuler"])
def test_a_stale_token_changes_nothing_and_keeps_what_was_typed(app: Flask, mine: Visit, form: str) -> None:
    before = states(app, EMAIL)
    response = mine.send(
        form, {"csrf_token": "forged", "family_name": "Durand", f"slot-{SECOND}": "atelier-4"}
    )
    assert response.status_code == 400
    assert "envoyez-le à nouveau" in words(response, ".error-summary")
    assert states(app, EMAIL) == before
    if form == "coordonnees":
        assert parsed(response).select_one('[name="family_name"][value="Durand"]')


def test_cancelling_asks_once_and_offers_to_come_back(app: Flask, person: Registration, mine: Visit) -> None:
    assert "Annuler mon inscription ?" in words(mine.client.get(f"{mine.address}/annuler"))
    assert states(app, EMAIL)
    response = mine.send("annuler", {}, page="/annuler")
    assert response.status_code == 303
    page = mine.client.get(response.location)
    assert page.status_code == 200
    said = words(page)
    assert "Votre inscription est annulée." in said
    assert "Inscrivez-vous à nouveau" in said
    assert "badge.svg" not in page.get_data(as_text=True)
    assert states(app, EMAIL) == {}
    assert mails(app, person) == ["confirmation", "cancelled"]


def test_after_cancelling_changes_are_gone_and_cancelling_again_is_no_fault(app: Flask, mine: Visit) -> None:
    assert mine.send("annuler", {}).status_code == 303
    for form in ("programme", "coordonnees"):
        gone = mine.client.post(f"{mine.address}/{form}", data={"family_name": "Durand"})
        assert gone.status_code == 410
        assert "Cette inscription est annulée." in words(gone)
    again = mine.client.post(f"{mine.address}/annuler")
    assert (again.status_code, again.location) == (303, mine.address)
    assert mine.client.get(f"{mine.address}/donnees.json").status_code == 200


def test_after_the_last_moment_forms_give_way_to_a_sentence(app: Flask, mine: Visit) -> None:
    see = mine.see()
    assert "jusqu’au lundi 2 mars 2026 à 17 h 59 (heure de Paris)" in words(see)
    clock.start_at(datetime.fromisoformat("2026-03-02T18:00:00+01:00"))
    page = mine.see()
    assert "Les changements en ligne sont clos" in words(page)
    assert not parsed(page).select('form[action$="/programme"], form[action$="/coordonnees"]')
    refused = mine.script("programme", {f"slot-{SECOND}": "atelier-4"})
    assert refused.status_code == 403
    assert "Il n’est plus possible de modifier votre inscription en ligne" in words(refused)
    assert states(app, EMAIL)["atelier-3"] == "booked"
    assert mine.send("annuler", {}).status_code == 303
    assert "Inscrivez-vous à nouveau" not in words(mine.see())


def test_who_waits_for_a_place_at_the_event_learns_their_position(app: Flask) -> None:
    with app.app_context():
        person = registered(email="late@ville.example.org")
        person.status = "waitlisted"
        db.session.commit()
        own = visit(app, person)
    page = words(own.see())
    assert "Vous êtes en 1re position sur la liste d’attente de l’évènement." in page


def test_an_https_page_takes_forms_without_a_referrer(app: Flask, mine: Visit) -> None:
    """The page asks browsers to send none: its address is a secret."""
    page = parsed(mine.client.get(mine.address, base_url="https://localhost"))
    token = page.select_one('input[name="csrf_token"]')
    assert token is not None
    response = mine.client.post(
        f"{mine.address}/programme",
        data={"csrf_token": token["value"], "meals": ""},
        base_url="https://localhost",
    )
    assert response.status_code == 303
