"""A workshop that moves between two others makes one slot of theirs: who sits in both goes on sitting in both."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from eventreg.db import db
from eventreg.registration import bookings, changing
from eventreg.registration.choices import Choices, SlotChoice
from eventreg.registration.models import Registration
from tests.mail.letters import captured, told
from tests.participant.page import Visit, links
from tests.registration.answers import LAST, THIRD, at, words
from tests.registration.editions import capacities
from tests.releases.draft import LATER, edit, release
from tests.support.people import DAY_1, DAY_2, registered

BETWEEN = {"starts_at": "2026-03-04T10:00:00", "ends_at": "2026-03-04T11:30:00"}
BOTH = {"atelier-5": "booked", "atelier-6": "booked"}
NOW = LATER + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _context(app: Flask) -> Iterator[None]:
    at("2026-02-02T11:00:00+01:00")
    with app.app_context():
        yield


def sits_in_both() -> Registration:
    return registered(slots={THIRD: SlotChoice("atelier-5"), LAST: SlotChoice("atelier-6")})


def held(person: Registration) -> dict[str, str]:
    db.session.expire_all()
    return bookings.states_by_code(person.id)


def page_of(app: Flask, person: Registration) -> Visit:
    return Visit(app.test_client(), f"/mon-inscription/{links(app, person)['manage']}")


def change(person: Registration, choice: SlotChoice) -> None:
    choices = Choices((DAY_1, DAY_2), {THIRD: choice})
    changing.change_choices(person.id, choices, now=NOW)
    db.session.commit()


def test_who_changes_something_else_keeps_both(app: Flask) -> None:
    person = sits_in_both()
    edit("atelier-7", BETWEEN)
    release()
    assert page_of(app, person).send("programme", {"meals": ["dejeuner-1"]}).status_code == 303
    assert held(person) == BOTH | {"dejeuner-1": "booked"}


def test_who_asks_for_the_one_between_gives_back_both(app: Flask) -> None:
    person = sits_in_both()
    edit("atelier-7", BETWEEN)
    release()
    change(person, SlotChoice("atelier-7"))
    assert held(person) == {"atelier-7": "booked"}


def test_who_waits_for_it_keeps_both_until_then(app: Flask) -> None:
    capacities({"atelier-7": 1})
    other, person = registered(slots={LAST: SlotChoice("atelier-7")}), sits_in_both()
    edit("atelier-7", BETWEEN)
    release()
    change(person, SlotChoice("atelier-5", "atelier-7"))
    assert held(person) == BOTH | {"atelier-7": "waitlisted"}
    captured(app)
    changing.cancel(other.id, now=NOW)
    db.session.commit()
    assert held(person) == {"atelier-7": "booked"}
    assert told(app, person).count("Place rendue en échange") == 2


def test_who_wants_neither_gives_back_both() -> None:
    person = sits_in_both()
    edit("atelier-7", BETWEEN)
    release()
    change(person, SlotChoice())
    assert held(person) == {}


def test_a_seat_that_frees_costs_no_seat_at_another_time(app: Flask) -> None:
    capacities({"atelier-5": 1})
    other = registered(slots={THIRD: SlotChoice("atelier-5")})
    person = sits_in_both()
    assert held(person) == {"atelier-5": "waitlisted", "atelier-6": "booked"}
    edit("atelier-7", BETWEEN)
    release()
    assert "remplace votre place" not in words(page_of(app, person).see())
    changing.cancel(other.id, now=NOW)
    db.session.commit()
    assert held(person) == BOTH
