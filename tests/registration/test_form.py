"""The registration form, as a visitor meets it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from eventreg import clock, security
from eventreg.db import db
from eventreg.registration.choices import SlotChoice
from eventreg.registration.models import Registration, SpecialNeeds
from tests.conftest import AppFactory
from tests.registration.answers import FIRST, Answers, filled, opened, rows, send, states, words
from tests.registration.test_services import seats
from tests.support.pages import form_values, parsed
from tests.support.people import OPEN, registered

NOTHING = {"registration": 0, "booking": 0, "token": 0, "special_needs": 0, "outbox_mail": 0, "audit": 0}


def test_the_form_asks_the_contracts_questions_and_answers_none_of_them(client: FlaskClient) -> None:
    page = parsed(client.get("/inscription"))
    names = {str(control["name"]) for control in page.select("form.form [name]")}
    slots = ("20260303T0930", "20260303T1600", "20260304T0900", "20260304T1045")
    assert names == {
        "csrf_token", "form", "given_name", "family_name", "email", "organisation", "organisation_kind", "job_title",
        "days", "meals", "dietary", "access_needs", "id_acknowledged", "special_data_consent",
        *(f"slot-{slot}" for slot in slots), *(f"wish-{slot}" for slot in slots if slot != "20260304T0900"),
    }  # fmt: skip
    assert not page.select("form.form [checked]")


def test_the_form_says_until_when_and_under_which_rules(client: FlaskClient) -> None:
    page = words(client.get("/inscription"))
    assert (
        "Inscription jusqu’au vendredi 20 février 2026 à 23 h 59 (heure de Paris). Il reste 18 jours." in page
    )
    assert "Il est impératif de se munir d’une pièce d’identité" in page
    assert "Exécution d’une mission d’intérêt public" in page
    assert "Commission nationale de l’informatique et des libertés" in page
    assert "avant le" not in page
    assert "minuit" not in page


def test_the_form_speaks_english(client: FlaskClient) -> None:
    response = client.get("/inscription?lang=en")
    assert parsed(response).select_one("html[lang=en]")
    assert "Friday 20 February 2026, 11:59 p.m." in words(response)
    assert "Workshop 1: How can cities spark action by citizens?" in words(response)


def test_registering_keeps_everything_and_says_to_look_into_the_mailbox(
    app: Flask, client: FlaskClient
) -> None:
    needs = {"dietary": "Sans gluten\r\nVégan", "access_needs": "", "special_data_consent": "y"}
    response = send(client, {**needs, "given_name": "  Zoe\u0301  Anne ", "email": " Zoe@Ville.Example.org "})
    assert (response.status_code, response.location) == (303, "/inscription/recue")
    page = words(client.get("/inscription/recue"))
    assert "Consultez votre boîte aux lettres électronique" in page
    assert "Zoe@ville.example.org" in page
    assert "liste d’attente" in page
    with app.app_context():
        person = db.session.scalars(select(Registration)).one()
        assert (person.given_name, person.family_name) == ("Zoé Anne", "Nguyễn-Lefèvre")
        assert (person.organisation_kind, person.days, person.lang) == ("local", ["2026-03-03"], "fr")
        assert person.notice_version == "2026-01"
        assert db.session.get_one(SpecialNeeds, person.id).dietary == "Sans gluten\nVégan"
    assert states(app, "Zoe@ville.example.org") == {"dejeuner-1": "booked", "atelier-1": "booked"}
    assert rows(app) == {
        "registration": 1, "booking": 2, "token": 3, "special_needs": 1, "outbox_mail": 3, "audit": 1,
    }  # fmt: skip


def test_only_what_is_required_is_enough(app: Flask, client: FlaskClient) -> None:
    names = ("organisation", "organisation_kind", "job_title", "meals", f"slot-{FIRST}", "dietary")
    optional: Answers = {name: [] for name in names}
    assert send(client, optional).status_code == 303
    assert states(app) == {}


def test_the_page_after_is_the_same_for_a_new_and_a_known_address(app: Flask, client: FlaskClient) -> None:
    assert send(client).status_code == 303
    new = client.get("/inscription/recue").get_data(as_text=True)
    other = app.test_client()
    again = send(other, {"email": "ZOE@VILLE.example.org", f"slot-{FIRST}": "atelier-2"})
    assert (again.status_code, again.location) == (303, "/inscription/recue")
    assert other.get("/inscription/recue").get_data(as_text=True).replace("ZOE@", "zoe@") == new
    assert states(app) == {"dejeuner-1": "booked", "atelier-1": "booked"}


def test_the_page_after_is_kept_by_nobody_and_opens_without_a_session(client: FlaskClient) -> None:
    response = client.get("/inscription/recue")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "l’adresse que vous avez indiquée" in words(response)


def test_a_double_click_registers_once(app: Flask, client: FlaskClient) -> None:
    values = filled(opened(client))
    answers = [client.post("/inscription", data=values) for _ in range(2)]
    assert [(answer.status_code, answer.location) for answer in answers] == [(303, "/inscription/recue")] * 2
    assert rows(app) == {
        "registration": 1, "booking": 2, "token": 3, "special_needs": 0, "outbox_mail": 3, "audit": 1,
    }  # fmt: skip


def test_an_address_with_a_typo_is_corrected_by_going_back(app: Flask, client: FlaskClient) -> None:
    values = filled(opened(client), {"email": "zoe@vile.example.org"})
    client.post("/inscription", data=values)
    values["email"] = "zoe@ville.example.org"
    assert client.post("/inscription", data=values).status_code == 303
    assert states(app) == {"dejeuner-1": "booked", "atelier-1": "booked"}


def test_a_full_workshop_says_so_and_lets_people_wait(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        seats(1, "atelier-1")
        for _ in range(5):
            registered(slots={FIRST: SlotChoice("atelier-1")})
    page = parsed(client.get("/inscription"))
    card = page.select_one(f'label:has(input[name="slot-{FIRST}"][value="atelier-1"])')
    assert card is not None
    assert "complet, 4 en attente" in " ".join(card.get_text(" ").split())
    assert page.select(f'details[open] select[name="wish-{FIRST}"]')
    assert not page.select('details[open] select[name="wish-20260303T1600"]')
    assert send(client).status_code == 303
    assert states(app) == {"dejeuner-1": "booked", "atelier-1": "waitlisted"}
    keeping: Answers = {
        "email": "other@ville.example.org",
        f"slot-{FIRST}": "atelier-2",
        f"wish-{FIRST}": "atelier-1",
    }
    assert send(client, keeping).status_code == 303
    assert states(app, "other@ville.example.org") == {
        "dejeuner-1": "booked", "atelier-2": "booked", "atelier-1": "waitlisted",
    }  # fmt: skip


def test_a_wish_for_the_workshop_chosen_is_no_wish(app: Flask, client: FlaskClient) -> None:
    assert send(client, {f"wish-{FIRST}": "atelier-1"}).status_code == 303
    assert states(app) == {"dejeuner-1": "booked", "atelier-1": "booked"}


def test_a_stale_token_gives_the_form_back_with_everything_typed(app: Flask, client: FlaskClient) -> None:
    foreign = opened(app.test_client())["csrf_token"]
    tokens: tuple[str | list[str], ...] = (foreign, "", "forged", [])
    for token in tokens:
        values = filled(opened(client), {"csrf_token": token})
        response = client.post("/inscription", data=values)
        assert response.status_code == 400
        assert "vos réponses sont encore là" in words(response, ".error-summary")
        again = _values_of(response)
        assert again["family_name"] == "Nguyễn-Lefèvre"
        assert (again[f"slot-{FIRST}"], again.getlist("meals")) == ("atelier-1", ["dejeuner-1"])
        assert rows(app) == NOTHING
    assert client.post("/inscription", data=again).status_code == 303


def _values_of(response: TestResponse) -> MultiDict[str, str]:
    return form_values(parsed(response), "form.form")


@pytest.mark.parametrize("stamp", [[], "", "forged", "WyJ4IiwxXQ.AAAA"])
def test_a_missing_or_tampered_stamp_asks_to_send_again_with_a_new_one(
    app: Flask, client: FlaskClient, stamp
) -> None:
    response = send(client, {"form": stamp})
    assert response.status_code == 422
    assert "envoyez à nouveau" in words(response, ".error-summary")
    assert rows(app) == NOTHING
    again = _values_of(response)
    assert again["email"] == "zoe@ville.example.org"
    assert client.post("/inscription", data=again).status_code == 303


def test_an_https_site_takes_the_form_without_a_referrer(app: Flask) -> None:
    client = app.test_client()
    values = filled(_secure_values(client))
    assert client.post("/inscription", data=values, base_url="https://localhost").status_code == 303


def _secure_values(client: FlaskClient):
    return _values_of(client.get("/inscription", base_url="https://localhost"))


def test_thirty_colleagues_pass_the_rate_limit_and_a_script_does_not(make_app: AppFactory) -> None:
    app = make_app(RATELIMIT_ENABLED=True)
    clock.start_at(OPEN)
    client = app.test_client()
    for number in range(30):
        assert send(client, {"email": f"p{number}@ville.example.org"}).status_code == 303
    values = filled(opened(client), {"email": "not an address"})
    answers = [client.post("/inscription", data=values).status_code for _ in range(60)]
    assert answers[:10] == [422] * 10
    assert answers[-1] == 429
    refused = client.post("/inscription", data=values)
    assert refused.headers["Retry-After"]
    assert "Trop de demandes" in words(refused)
    assert security.REGISTRATION_LIMIT


class Counter:
    def __init__(self, app: Flask) -> None:
        self.statements: list[str] = []
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", self._heard)

    def _heard(self, _c, _cursor, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            self.statements.append(statement)

    def taken(self) -> int:
        number = len(self.statements)
        self.statements.clear()
        return number


def test_the_number_of_queries_does_not_grow_with_registrations(app: Flask, client: FlaskClient) -> None:
    counter = Counter(app)
    costs = []
    for existing in (1, 30):
        while rows(app)["registration"] < existing:
            send(client, {"email": f"p{rows(app)['registration']}@ville.example.org"})
        values = filled(opened(client), {"email": f"measured{existing}@ville.example.org"})
        counter.taken()
        client.get("/inscription")
        costs.append(counter.taken())
        assert client.post("/inscription", data=values).status_code == 303
        costs.append(counter.taken())
    assert costs[:2] == costs[2:]
    assert costs[0] <= 2
    assert costs[1] <= 21, costs
