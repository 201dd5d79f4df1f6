"""A workshop that moves to a day on which somebody who holds it has not said to come: kept, and told."""

import pytest
from flask import Flask

from eventreg.agenda import programme as agenda
from eventreg.db import db
from eventreg.mail import delivery
from eventreg.registration import bookings
from eventreg.registration.choices import SlotChoice
from eventreg.registration.models import Registration
from tests.mail.letters import captured, html, text
from tests.organisation.desk import signed_in
from tests.participant.page import visit
from tests.registration.answers import FIRST, at, words
from tests.releases.draft import edit, release
from tests.support.pages import form_values, parsed, said, spaced
from tests.support.people import DAY_1, registered

WEDNESDAY = {"starts_at": "2026-03-04T17:00:00", "ends_at": "2026-03-04T18:00:00"}
SESSION = "/organisation/programme/seances/atelier-1"
SENTENCE = "Votre inscription ne prévoit pas votre venue le mercredi 4 mars"


@pytest.fixture
def tuesdays(app: Flask) -> int:
    """The registration of somebody who comes on the first day alone, and is in its first workshop."""
    at("2026-02-02T10:00:00+01:00")
    with app.app_context():
        person = registered(days=(DAY_1,), slots={FIRST: SlotChoice("atelier-1")}, meals=("dejeuner-1",))
        registered(slots={FIRST: SlotChoice("atelier-1")})
        delivery.send_due()
        return person.id


def test_the_mail_says_that_the_day_is_missing(app: Flask, tuesdays: int) -> None:
    with app.app_context():
        before = len(captured(app))
        edit("atelier-1", WEDNESDAY)
        release()
        mails = captured(app)[before:]
        address = db.session.get_one(Registration, tuesdays).email
        told = {str(mail["To"]): mail for mail in mails}
        assert len(told) == len(mails) == 2
        for written in (text, html):
            assert [to for to, mail in told.items() if SENTENCE in spaced(written(mail))] == [address]
        assert bookings.states_by_code(tuesdays) == {"atelier-1": "booked", "dejeuner-1": "booked"}


def test_the_day_is_added_with_one_button(app: Flask, tuesdays: int) -> None:
    with app.app_context():
        own = visit(app, db.session.get_one(Registration, tuesdays))
        assert "ne prévoit pas" not in words(own.see())
        edit("atelier-1", WEDNESDAY)
        release()
    assert "a désormais lieu le mercredi 4 mars 2026" in words(own.see(), ".notice-warning")
    assert "ne prévoit pas" not in own.press("Venir aussi le mercredi 4 mars")
    with app.app_context():
        assert db.session.get_one(Registration, tuesdays).days == ["2026-03-03", "2026-03-04"]
        assert bookings.states_by_code(tuesdays) == {"atelier-1": "booked", "dejeuner-1": "booked"}


def test_who_gives_it_up_is_not_asked_again(app: Flask, tuesdays: int) -> None:
    with app.app_context():
        own = visit(app, db.session.get_one(Registration, tuesdays))
        edit("atelier-1", WEDNESDAY)
        release()
        [slot] = [slot for slot in agenda.read().bookable_slots if slot.name == "20260304T1700"]
    assert own.send("programme", {f"slot-{slot.name}": ""}).status_code == 303
    assert "ne prévoit pas" not in words(own.see())
    with app.app_context():
        assert bookings.states_by_code(tuesdays) == {"dejeuner-1": "booked"}


def test_the_organiser_is_asked_and_told_how_many(app: Flask, tuesdays: int) -> None:
    desk = signed_in(app)
    values = form_values(parsed(desk.get(SESSION)), f"form[action='{SESSION}']")
    values.setlist("day", ["2026-03-04"])
    values.setlist("starts", ["17:00"])
    values.setlist("ends", ["18:00"])
    asked = desk.post(SESSION, data=values)
    assert asked.status_code == 409
    assert (
        "2 personnes ont une place dans cette séance. Une personne n’a pas annoncé sa venue ce jour-là : "
        "elle garde sa place et en sera avertie à la publication."
    ) in said(parsed(asked), ".notice-warning")
    again = form_values(parsed(asked), f"form[action='{SESSION}']")
    assert desk.post(SESSION, data=again).status_code == 303
    assert "Une personne n’a pas annoncé sa venue" in words(desk.get(SESSION))
    people = said(parsed(desk.get("/organisation/programme/publier")), "section[aria-labelledby=people]")
    assert "2 personnes concernées, dont 1 n’a pas annoncé sa venue ce jour-là" in people


def test_a_moved_lunch_is_told_too(app: Flask, tuesdays: int) -> None:
    with app.app_context():
        before = len(captured(app))
        edit("dejeuner-1", WEDNESDAY)
        release()
        [mail] = captured(app)[before:]
        assert SENTENCE in spaced(text(mail))
        own = visit(app, db.session.get_one(Registration, tuesdays))
    assert "a désormais lieu le mercredi 4 mars" in words(own.see(), ".notice-warning")
