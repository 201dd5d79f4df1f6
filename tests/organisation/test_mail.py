"""What organisers see and do about the mail of one participant."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventreg.audit import AuditEntry
from eventreg.db import db
from eventreg.mail.models import OutboxMail
from eventreg.registration.changing import cancel
from eventreg.registration.issuing import clear_tokens
from eventreg.registration.models import Registration
from tests.mail.letters import captured
from tests.organisation.desk import signed_in
from tests.support.pages import parsed, submit
from tests.support.people import OPEN, registered

PEOPLE = "/organisation/inscriptions"
AGAIN = 'form[action*="/messages/"]'
ADDRESS = 'form[action$="/adresse"]'


@pytest.fixture
def organiser(app: Flask) -> FlaskClient:
    return signed_in(app)


@pytest.fixture
def page(app: Flask) -> str:
    """Of one participant, whose confirmation has been sent."""
    with app.app_context():
        reference = registered("Léa", "Martin", email="lea@ville.example").reference
    _settle(app, state="sent", sent_at=OPEN)
    return f"{PEOPLE}/{reference}"


def _settle(app: Flask, number: int = 1, **values: object) -> None:
    with app.app_context():
        row = db.session.get_one(OutboxMail, number)
        for name, value in values.items():
            setattr(row, name, value)
        db.session.commit()


def _refuse(app: Flask) -> None:
    with app.app_context():
        db.session.scalars(select(Registration)).one().email_refused_at = OPEN
        db.session.commit()


def _rows(app: Flask) -> list[tuple[str, str, str]]:
    with app.app_context():
        found = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))
        return [(row.kind, row.state, row.recipient) for row in found]


def _actions(app: Flask) -> list[str]:
    with app.app_context():
        about = select(AuditEntry.action).where(AuditEntry.registration_id.is_not(None))
        return list(db.session.scalars(about.order_by(AuditEntry.id)))


def _messages(found: BeautifulSoup) -> list[str]:
    section = found.select_one('section[aria-labelledby="mails"]')
    assert isinstance(section, Tag)
    return [_words(row) for row in section.select(".rows > div")]


def _words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").replace("\u202f", " ").split())


def _open(client: FlaskClient, address: str) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200
    return parsed(answer)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"state": "queued", "sent_at": None}, ["En attente d’envoi"]),
        (
            {"state": "queued", "attempts": 2, "answer": "451 4.7.1 Later", "due_at": OPEN + timedelta(days=900)},
            ["En attente d’envoi", "Réponse du serveur : 451 4.7.1 Later", "2 essais", "Prochain essai"],
        ),
        ({"state": "queued", "due_at": OPEN + timedelta(days=900)}, ["Prévu : "]),
        ({}, ["Envoyé", "Envoyer à nouveau"]),
        ({"answer": "4.4.1 timed out", "answered_at": OPEN}, ["Envoyé", "4.4.1 timed out"]),
        ({"state": "refused", "answer": "550 5.1.1 …: no", "answered_at": OPEN}, ["Refusé", "550 5.1.1"]),
        ({"state": "bounced", "answer": "550 5.2.1 no", "answered_at": OPEN}, ["Non distribué", "5.2.1"]),
        ({"state": "dead", "answer": "TimeoutError", "attempts": 8}, ["Abandonné", "injoignable", "8 essais"]),
        ({"state": "dead", "answer": "KeyError", "attempts": 8}, ["Défaut de l’application : KeyError"]),
    ],
)  # fmt: skip
def test_each_message_tells_its_state_and_the_answer(
    app: Flask, organiser: FlaskClient, page: str, values: dict[str, Any], said: list[str]
) -> None:
    _settle(app, **values)
    (message,) = _messages(_open(organiser, page))
    assert "Confirmation d’inscription" in message
    for words in said:
        assert words in message


def test_message_is_sent_again_once_however_often_the_button_is_pressed(
    app: Flask, organiser: FlaskClient, page: str
) -> None:
    found = _open(organiser, page)
    form = found.select_one(AGAIN)
    assert form is not None
    token = str(form.select_one("input")["value"])  # type: ignore[index]
    for said in ("Le message part à nouveau", "Ce message attend déjà"):
        answer = organiser.post(str(form["action"]), data={"csrf_token": token})
        assert answer.status_code == 303
        shown = _open(organiser, str(answer.location))
        assert said in shown.text
        assert shown.select(AGAIN) == []
    assert [kind for kind, *_ in _rows(app)] == ["confirmation", "confirmation"]
    assert _actions(app) == ["registered", "mail.resent"]
    assert "Message renvoyé" in organiser.get(page).text


def test_only_what_still_has_to_be_told_is_sent_again(app: Flask, organiser: FlaskClient, page: str) -> None:
    with app.app_context():
        cancel(db.session.scalars(select(Registration.id)).one(), now=OPEN)
        db.session.commit()
    _settle(app, 2, state="bounced", answer="550 no", answered_at=OPEN)
    found = _open(organiser, page)
    assert ["nouveau" in message for message in _messages(found)] == [True, False]

    assert submit(organiser, page, selector=AGAIN).status_code == 303
    token = str(found.select_one(f"{AGAIN} input")["value"])  # type: ignore[index]
    assert organiser.post(f"{page}/messages/1", data={"csrf_token": token}).status_code == 410
    assert [kind for kind, *_ in _rows(app)] == ["confirmation", "cancelled", "cancelled"]
    with app.app_context():
        assert "Inscription annulée" in str(captured(app)[-1]["Subject"])


def test_message_of_somebody_else_is_not_sent_again(app: Flask, organiser: FlaskClient, page: str) -> None:
    with app.app_context():
        registered()
    _settle(app, 2, state="sent")
    token = str(_open(organiser, page).select_one(f"{AGAIN} input")["value"])  # type: ignore[index]
    for number, status in ((2, 303), (99, 303), (10**30, 404)):
        assert organiser.post(f"{page}/messages/{number}", data={"csrf_token": token}).status_code == status
    assert len(_rows(app)) == 2
    assert organiser.post(f"{page}/messages/1").status_code == 400
    assert app.test_client().post(f"{page}/messages/1", data={"csrf_token": token}).status_code in (303, 400)


def test_refused_address_is_seen_on_the_page_in_the_list_and_on_the_desk(
    app: Flask, organiser: FlaskClient, page: str
) -> None:
    with app.app_context():
        registered("Paul", "Autre")
    assert "Adresse électronique refusée" not in organiser.get(page).text
    assert "n’est pas arrivé" not in organiser.get("/organisation/").text
    with app.app_context():
        db.session.scalars(select(Registration).filter_by(given_name="Léa")).one().email_refused_at = OPEN
        db.session.commit()
    _settle(app, state="refused")

    assert "Adresse électronique refusée" in _words(_open(organiser, page).select(".notice-error")[0])
    row = next(row for row in _open(organiser, PEOPLE).select("tbody tr") if "Léa" in row.text)
    assert "Adresse refusée" in row.text
    link = _open(organiser, "/organisation/").select_one(".notice-warning a")
    assert link is not None
    listed = _open(organiser, str(link["href"]))
    assert [name.text for name in listed.select("tbody th a")] == ["Martin Léa"]
    assert listed.select_one("#courrier option[selected]") is not None


def test_message_that_a_later_one_made_up_for_is_no_longer_counted(
    app: Flask, organiser: FlaskClient, page: str
) -> None:
    _settle(app, state="bounced")
    assert "n’est pas arrivé" in organiser.get("/organisation/").text.replace("\u202f", " ")
    submit(organiser, page, selector=AGAIN)
    _settle(app, 2, state="sent")

    assert "n’est pas arrivé" not in organiser.get("/organisation/").text
    assert _open(organiser, f"{PEOPLE}?courrier=non-remis").select("tbody tr") == []


def test_corrected_address_gets_the_confirmation_and_a_new_link(
    app: Flask, organiser: FlaskClient, page: str
) -> None:
    _refuse(app)
    with app.app_context():
        before = clear_tokens(db.session.scalars(select(Registration)).one(), "STO")
    answer = submit(organiser, page, {"email": " Lea@Exämple.org "}, ADDRESS)
    assert answer.status_code == 303

    shown = organiser.get(str(answer.location)).text
    assert "L’adresse est corrigée" in shown
    assert "Adresse électronique corrigée" in shown
    assert "Adresse électronique refusée" not in shown
    assert _rows(app)[1:] == [("confirmation", "queued", "Lea@xn--exmple-cua.org")]
    with app.app_context():
        person = db.session.scalars(select(Registration)).one()
        assert person.email_key == "lea@xn--exmple-cua.org"
        after = clear_tokens(person, "STO")
        assert "ville.example" not in str(db.session.scalars(select(AuditEntry.data)).all())
    assert {name for name in before if before[name] != after[name]} == {"manage"}
    assert app.test_client().get(f"/mon-inscription/{before['manage']}").status_code in (404, 410)
    assert app.test_client().get(f"/mon-inscription/{after['manage']}").status_code == 200


def test_waiting_mail_follows_the_corrected_address(app: Flask, organiser: FlaskClient, page: str) -> None:
    _settle(app, state="queued", sent_at=None)
    submit(organiser, page, {"email": "lea@example.org"}, ADDRESS)
    assert {recipient for *_, recipient in _rows(app)} == {"lea@example.org"}


def test_address_found_right_takes_the_mark_away(app: Flask, organiser: FlaskClient, page: str) -> None:
    _refuse(app)
    answer = submit(organiser, page, selector=ADDRESS)
    shown = organiser.get(str(answer.location)).text
    assert "L’adresse est la bonne" in shown
    assert "Adresse électronique refusée" not in shown
    assert len(_rows(app)) == 1
    assert _actions(app) == ["registered", "address.checked"]


@pytest.mark.parametrize("typed", ["", "lea", "lea@", "PAUL@example.org ", "lea@example.org\0"])
def test_address_that_cannot_be_is_refused_beside_the_field(
    app: Flask, organiser: FlaskClient, page: str, typed: str
) -> None:
    with app.app_context():
        registered("Paul", email="paul@example.org")
    answer = submit(organiser, page, {"email": typed}, ADDRESS)
    assert answer.status_code == 422
    shown = parsed(answer)
    assert shown.select_one("#email-error") is not None
    assert shown.select_one('.error-summary a[href="#email"]') is not None
    assert shown.select_one("details[open] #email") is not None
    with app.app_context():
        assert (
            db.session.scalars(select(Registration).filter_by(given_name="Léa")).one().email
            == "lea@ville.example"
        )


def test_address_of_a_cancelled_registration_stays(app: Flask, organiser: FlaskClient, page: str) -> None:
    found = _open(organiser, page)
    token = str(found.select_one(f"{ADDRESS} input")["value"])  # type: ignore[index]
    submit(organiser, page, selector='form[action$="/annuler"]')
    sent = {"csrf_token": token, "email": "lea@example.org"}
    assert organiser.post(f"{page}/adresse", data=sent).status_code == 410
