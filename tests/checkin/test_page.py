"""The door page without script: what a volunteer types, presses and reads."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from eventreg import clock
from eventreg.checkin.models import CheckIn, IdentityCheck, Scan
from eventreg.db import db
from eventreg.registration import changing, issuing, states
from eventreg.registration.models import Registration
from tests.checkin.door import at, badge_of, door, kinds, later, number_of, signed_in
from tests.support.pages import form_values, parsed, submit
from tests.support.people import DAY_1, DAY_2, registered

IDENTITY, UNDO, SCAN = ".identity form", "form[action$=annulation]", "form[data-scan]"


@pytest.fixture
def steward(app: Flask) -> FlaskClient:
    client = signed_in(app)
    submit(client, "/porte", {"gate": "porte A", "initials": "MD"}, "details form")
    return client


@pytest.fixture
def badge(app: Flask) -> str:
    with app.app_context():
        return badge_of(registered("Élodie", "Lefèvre-Durand", organisation="Plaine Commune", days=(DAY_1,)))


def _followed(client: FlaskClient, answer: TestResponse) -> BeautifulSoup:
    assert answer.status_code == 303, answer.text
    return parsed(client.get(str(answer.location)))


def _scan(client: FlaskClient, typed: str) -> BeautifulSoup:
    return _followed(client, submit(client, "/porte", {"q": typed}, SCAN))


def _press(client: FlaskClient, page: BeautifulSoup, form: str, **values: str) -> TestResponse:
    found = page.select_one(form)
    assert found is not None, f"no {form}"
    data = form_values(page, form)
    for name, value in values.items():
        data[name] = value
    return client.post(str(found["action"]), data=data)


def _verdict(page: BeautifulSoup) -> str:
    verdict = page.select_one(".verdict")
    assert verdict is not None
    return str(verdict["class"][1]).removeprefix("verdict-")


def _text(page: BeautifulSoup, selector: str) -> str:
    found = page.select_one(selector)
    return " ".join(found.get_text(" ").split()) if found else ""


def test_from_code_to_entered_to_already_in(app: Flask, steward: FlaskClient, badge: str) -> None:
    page = _scan(steward, badge)
    assert _text(page, ".identity-name") == "Élodie Lefèvre-Durand"
    assert _text(page, ".identity").startswith("Élodie Lefèvre-Durand Plaine Commune")
    assert [button.text for button in page.select(".identity button")] == [
        "Identité vérifiée", "Nom différent", "Pas de pièce"
    ]  # fmt: skip
    with app.app_context():
        assert kinds() == []

    entered = _followed(steward, _press(steward, page, IDENTITY, identity="verified"))
    assert (_verdict(entered), _text(entered, ".verdict-word")) == ("ok", "Bienvenue")
    assert _text(entered, ".verdict-name") == "Élodie Lefèvre-Durand"
    assert not entered.select(".identity")

    again = _scan(steward, f"https://inscription.example.org/b/{badge.lower()}")
    assert (_verdict(again), _text(again, ".verdict-word")) == ("already_in", "Déjà entré à 9 h 12, porte A")
    assert again.select_one(".verdict[role=alert]")
    with app.app_context():
        movement = db.session.scalars(select(CheckIn)).one()
        assert (movement.operator, movement.gate, movement.kind) == ("MD", "porte A", "entry")


def test_double_click_and_reload_record_once(app: Flask, steward: FlaskClient, badge: str) -> None:
    page = _scan(steward, badge)
    first = _press(steward, page, IDENTITY, identity="verified")
    second = _press(steward, page, IDENTITY, identity="verified")
    assert first.location == second.location
    with app.app_context():
        assert (kinds(), number_of(IdentityCheck), number_of(Scan)) == (["entry"], 1, 2)


@pytest.mark.parametrize(
    ("outcome", "said"), [("mismatch", "Nom différent"), ("absent", "Pas de pièce d’identité")]
)
def test_other_name_admits_nobody(
    app: Flask, steward: FlaskClient, badge: str, outcome: str, said: str
) -> None:
    page = _followed(steward, _press(steward, _scan(steward, badge), IDENTITY, identity=outcome))
    assert _verdict(page) == "blocked"
    assert _text(page, ".verdict-word").startswith(said)
    with app.app_context():
        assert kinds() == []


def test_waiving_is_a_supervisors_button(app: Flask, steward: FlaskClient, badge: str) -> None:
    refused = _press(steward, _scan(steward, badge), IDENTITY, identity="waived")
    assert refused.status_code == 403
    assert "Seul un responsable" in _text(parsed(refused), ".verdict-word")
    with app.app_context():
        assert (kinds(), number_of(IdentityCheck)) == ([], 0)
    supervisor = signed_in(app, "supervisor")
    page = _scan(supervisor, badge)
    assert "Dispense" in _text(page, ".identity")
    assert _verdict(_followed(supervisor, _press(supervisor, page, IDENTITY, identity="waived"))) == "ok"


@pytest.mark.parametrize("typed", ["lefevre", "DURAND elo", "plaine lefe", "le", "Lefèvre-Durand"])
def test_search_ignores_accents_hyphens_and_order(
    app: Flask, steward: FlaskClient, badge: str, typed: str
) -> None:
    with app.app_context():
        registered("Élodie", "Lefèvre", organisation="Ville de Pantin")
        registered("Paul", "Martin", organisation="Plaine Commune")
    answer = submit(steward, "/porte", {"q": typed}, SCAN)
    assert answer.status_code == 200, "no name stands in an address"
    rows = {" ".join(row.get_text(" ").split()) for row in parsed(answer).select(".door-list li")}
    assert "Élodie Lefèvre-Durand Plaine Commune" in rows
    assert not any("Paul" in row for row in rows)
    assert "@" not in str(rows)


def test_chosen_row_is_shown_before_it_counts(app: Flask, steward: FlaskClient, badge: str) -> None:
    found = parsed(submit(steward, "/porte", {"q": "durand"}, SCAN))
    link = found.select_one(".door-list a")
    assert link is not None
    page = parsed(steward.get(str(link["href"])))
    assert _text(page, ".identity-name") == "Élodie Lefèvre-Durand"
    with app.app_context():
        assert number_of(Scan) == 0
    assert _verdict(_followed(steward, _press(steward, page, IDENTITY, identity="verified"))) == "ok"


def test_nobody_of_that_name_and_one_letter(steward: FlaskClient, badge: str) -> None:
    for typed in ("zzz", "l"):
        page = parsed(submit(steward, "/porte", {"q": typed}, SCAN))
        assert _text(page, "#results") == "Personne de ce nom"
    assert submit(steward, "/porte", {"q": "  "}, SCAN).location == "/porte"


@pytest.mark.parametrize(
    "typed", ["880692310285", "IDFRADUPOND<<<<<<930102", "B" * 33 + "C", "WIFI:T:WPA;S:salle;"]
)
def test_what_is_no_name_is_an_unknown_code(app: Flask, steward: FlaskClient, typed: str) -> None:
    page = _scan(steward, typed)
    assert (_verdict(page), _text(page, ".verdict-word")) == ("unknown", "Code inconnu : chercher par nom")


def test_undo_within_a_quarter_of_an_hour_asks_for_the_document_again(
    app: Flask, steward: FlaskClient, badge: str
) -> None:
    entered = _followed(steward, _press(steward, _scan(steward, badge), IDENTITY, identity="verified"))
    later(14)
    undone = _press(steward, entered, UNDO)
    assert "Entrée annulée : Élodie Lefèvre-Durand" in _text(_followed(steward, undone), ".notice")
    _press(steward, entered, UNDO)
    with app.app_context():
        assert kinds() == ["entry", "undo"], "a counter-event, once"
    assert _text(_scan(steward, badge), ".identity-name"), "perhaps it was somebody else's document"


def test_later_only_a_supervisor_undoes(app: Flask, steward: FlaskClient, badge: str) -> None:
    entered = _followed(steward, _press(steward, _scan(steward, badge), IDENTITY, identity="verified"))
    later(16)
    assert _press(steward, entered, UNDO).status_code == 403
    assert not _scan(steward, badge).select(UNDO)
    supervisor = signed_in(app, "supervisor")
    assert _press(supervisor, _scan(supervisor, badge), UNDO).status_code == 303
    with app.app_context():
        assert kinds() == ["entry", "undo"]


def test_unfinished_identity_step_is_named(app: Flask, steward: FlaskClient, badge: str) -> None:
    with app.app_context():
        other = badge_of(registered("Paul", "Martin"))
    waiting = _scan(steward, badge)
    page = _followed(steward, _press(steward, waiting, SCAN, q=other))
    assert _text(page, ".identity-name") == "Paul Martin"
    assert "Élodie Lefèvre-Durand" in _text(page, ".notice[role=alert]")


def test_refusals_say_why(app: Flask, steward: FlaskClient) -> None:
    with app.app_context():
        people = [registered(days=(DAY_2,)), registered(), registered()]
        badges = [badge_of(person) for person in people]
        changing.cancel(people[1].id, now=clock.now())
        issuing.replace(people[2], states.BADGE, badges[2][30:33], clock.now())
        db.session.commit()
    said = [_text(_scan(steward, code), ".verdict-word") for code in badges]
    assert said == [
        "Inscrit pour le 4 mars seulement",
        "Inscription annulée",
        "Badge remplacé : demander le plus récent",
    ]


def test_english(app: Flask, steward: FlaskClient, badge: str) -> None:
    steward.get("/porte?lang=en")
    page = _scan(steward, badge)
    assert _text(page, ".verdict-word") == "Welcome. Check the identity document."
    assert page.html is not None
    assert page.html["lang"] == "en"
    assert _text(page, ".door-day") == "Tuesday 3 March"


def test_outside_the_days_of_the_event_the_page_asks_which_list(app: Flask, badge: str) -> None:
    at("2026-02-02T09:00:00+01:00")
    client = signed_in(app)
    page = parsed(client.get("/porte"))
    assert not page.select(SCAN)
    assert [button.text for button in page.select(".door-actions button")] == [
        "mardi 3 mars",
        "mercredi 4 mars",
    ]
    chosen = _press(client, page, "main form", list="2026-03-04")
    assert _text(_followed(client, chosen), ".door-day") == "mercredi 4 mars"
    assert _verdict(_scan(client, badge)) == "wrong_day"


def test_at_midnight_the_page_asks(app: Flask, steward: FlaskClient, badge: str) -> None:
    at("2026-03-03T23:59:50+01:00")
    before = parsed(steward.get("/porte"))
    at("2026-03-04T00:00:10+01:00")
    asked = _press(steward, before, SCAN, q=badge)
    page = parsed(asked)
    assert (asked.status_code, _text(page, ".door-day")) == (409, "mercredi 4 mars")
    assert "mercredi 4 mars" in _text(page, ".notice[role=alert]")
    with app.app_context():
        assert number_of(Scan) == 0
    assert _verdict(_followed(steward, _press(steward, page, SCAN, q=badge))) == "wrong_day"


def test_a_session_chosen_yesterday_counts_no_more(steward: FlaskClient) -> None:
    submit(steward, "/porte", {"list": "bienvenue"}, "details form")
    assert _text(parsed(steward.get("/porte")), ".door-status").endswith("9 h Entrée porte A MD")
    at("2026-03-04T08:00:00+01:00")
    assert _text(parsed(steward.get("/porte")), ".door-day") == "mercredi 4 mars"


def test_a_badge_opened_by_a_phone_shows_staff_the_verdict_and_records_only_on_the_button(
    app: Flask, steward: FlaskClient, badge: str
) -> None:
    for address in (f"/b/{badge}", f"/B/{badge}", f"/b/{badge.lower()}"):
        page = parsed(steward.get(address))
        assert _text(page, ".identity-name") == "Élodie Lefèvre-Durand"
    with app.app_context():
        assert (number_of(Scan), kinds()) == (0, [])
    assert _verdict(_followed(steward, _press(steward, page, IDENTITY, identity="verified"))) == "ok"
    again = parsed(steward.get(f"/b/{badge}"))
    assert _text(again, ".verdict-word") == "Déjà entré à 9 h 12, porte A"


def test_a_badge_shows_anyone_else_no_personal_data(app: Flask, client: FlaskClient, badge: str) -> None:
    answer = client.get(f"/b/{badge}")
    assert (answer.status_code, "no-store" in answer.headers["Cache-Control"]) == (200, True)
    for secret in ("Élodie", "Lefèvre", "Plaine", badge):
        assert secret not in answer.text
    assert "Présentez-le à l’accueil" in answer.text
    assert client.get("/b/BCD").status_code == 404
    assert client.get(f"/b/{badge[:-1]}{'B' if badge[-1] != 'B' else 'C'}").status_code == 404


def test_door_is_for_staff(client: FlaskClient) -> None:
    answer = client.get("/porte")
    assert (answer.status_code, answer.location) == (303, "/connexion?suite=/porte")
    assert client.post("/porte/lecture", data={"q": "x"}).status_code == 400, "no CSRF token"


@pytest.mark.parametrize(
    "values", [{"list": "atelier-99"}, {"scan_id": "1"}, {"type": "sideways"}, {"list": []}, {"scan_id": []}]
)
def test_forged_fields_are_422(steward: FlaskClient, badge: str, values: dict[str, str]) -> None:
    assert submit(steward, "/porte", {"q": badge} | values, SCAN).status_code == 422


@pytest.mark.parametrize(
    ("form", "values"), [("annulation", {"movement": "9" * 30}), ("entree", {"registration": "x\0"})]
)
def test_forged_numbers_are_404(steward: FlaskClient, form: str, values: dict[str, str]) -> None:
    hidden = form_values(parsed(steward.get("/porte")), SCAN)
    assert steward.post(f"/porte/{form}", data=hidden | values).status_code == 404


def test_session_list_without_another_document(app: Flask, steward: FlaskClient, badge: str) -> None:
    _press(steward, _scan(steward, badge), IDENTITY, identity="verified")
    submit(steward, "/porte", {"list": "bienvenue"}, "details form")
    page = _scan(steward, badge)
    assert (_verdict(page), page.select(".identity")) == ("ok", [])
    submit(steward, "/porte", {"direction": "exit"}, "details form")
    assert _verdict(_scan(steward, badge)) == "exit"
    with app.app_context():
        lists = list(db.session.scalars(select(CheckIn.list).order_by(CheckIn.id)))
        assert lists == ["2026-03-03", "bienvenue", "bienvenue"]
        assert db.session.scalars(select(IdentityCheck.day)).all() == [date(2026, 3, 3)]


def test_refused_address_is_told_to_who_searches(app: Flask, steward: FlaskClient, badge: str) -> None:
    assert "Adresse électronique" not in _scan(steward, badge).text
    with app.app_context():
        person = db.session.scalars(select(Registration)).one()
        person.email_refused_at = clock.now()
        reference = person.reference
        db.session.commit()
    for client in (steward, signed_in(app, "supervisor")):
        for page in (_scan(client, badge), parsed(client.get(f"/porte?personne={reference}"))):
            assert _text(page, ".notice-info") == "Adresse électronique refusée : la vérifier."


def test_scan_device_of_another_gate_is_named(app: Flask, steward: FlaskClient, badge: str) -> None:
    door(app, "scan", "entrée nord").scan(badge, "verified")
    assert _text(_scan(steward, badge), ".verdict-word") == "Déjà entré à 9 h 12, entrée nord"


def test_nul_bytes_find_nothing(app_each_db: Flask) -> None:
    at("2026-03-03T09:12:00+01:00")
    client = signed_in(app_each_db)
    assert client.get("/porte?lecture=a%00b").status_code == 200
    assert client.get("/porte?personne=a%00b").status_code == 404
    assert submit(client, "/porte", {"q": "a\0b"}, SCAN).status_code in (200, 303)
    assert submit(client, "/porte", {"gate": "porte\0A"}, "details form").status_code == 303
    assert "porte A" in client.get("/porte").text
