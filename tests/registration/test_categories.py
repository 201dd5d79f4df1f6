"""In what capacity people come: beside the event's capacity, counted apart, and changed by the organisers."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eventreg.audit import AuditEntry
from eventreg.db import db
from eventreg.mail.models import OutboxMail
from eventreg.registration import bookings, changing, seats
from eventreg.registration.categories import change_category
from eventreg.registration.choices import Choices, SlotChoice
from eventreg.registration.errors import AlreadyCancelled
from eventreg.registration.models import Registration
from eventreg.registration.registering import Application, Needs, Person, register
from eventreg.registration.seats import EVENT
from tests.registration.answers import FIRST
from tests.registration.editions import capacities, load, shipped, with_places
from tests.support.people import DAY_1, OPEN, registered

LATER = OPEN + timedelta(hours=1)


def speaker(name: str, slots: dict[str, SlotChoice] | None = None) -> Registration:
    person = Person(name, "Diaz", f"{name}@speakers.example")
    asked = Application(person, Choices((DAY_1,), slots or {}), Needs(), "fr", name, OPEN, "speaker")
    registration = register(asked, now=OPEN).registration
    db.session.commit()
    return registration


def become(person: Registration, category: str) -> bool:
    changed = change_category(person.id, category, now=LATER, actor="staff:1")
    db.session.commit()
    return changed


def statuses(*people: Registration) -> list[str]:
    return [person.status for person in people]


def test_beside_the_capacity_people_are_confirmed_and_counted_apart(app_each_db: Flask) -> None:
    with app_each_db.app_context():
        load(with_places(shipped(), 1))
        first, waiting, ana = registered(), registered(), speaker("ana")
        assert statuses(first, waiting, ana) == ["confirmed", "waitlisted", "confirmed"]
        count = seats.programme_and_seats()[1][EVENT]
        assert (count.taken, count.waiting, count.over) == (1, 1, 0)


def test_a_speaker_who_cancels_frees_no_place_of_the_event(app: Flask) -> None:
    with app.app_context():
        load(with_places(shipped(), 1))
        first, waiting, ana = registered(), registered(), speaker("ana")
        changing.cancel(ana.id, now=LATER)
        db.session.commit()
        assert statuses(first, waiting) == ["confirmed", "waitlisted"]
        changing.cancel(first.id, now=LATER)
        db.session.commit()
        assert waiting.status == "confirmed"


def test_the_capacity_of_a_workshop_is_for_everybody(app: Flask) -> None:
    with app.app_context():
        capacities({"atelier-1": 1})
        registered(slots={FIRST: SlotChoice("atelier-1")})
        ana = speaker("ana", {FIRST: SlotChoice("atelier-1")})
        assert bookings.states_by_code(ana.id) == {"atelier-1": "waitlisted"}


def test_who_becomes_a_speaker_gives_the_place_to_who_waits(app_each_db: Flask) -> None:
    with app_each_db.app_context():
        load(with_places(shipped(), 1))
        first, waiting = registered(), registered()
        assert become(first, "speaker")
        assert statuses(first, waiting) == ["confirmed", "confirmed"]
        entry = db.session.scalars(select(AuditEntry).filter_by(action="category.changed")).one()
        assert (entry.actor, entry.data) == ("staff:1", {"before": "participant", "after": "speaker"})


def test_who_waits_and_becomes_a_speaker_comes_in_with_the_seats_asked_for(app: Flask) -> None:
    with app.app_context():
        load(with_places(shipped(), 1))
        registered()
        before = registered()
        waiting = registered(slots={FIRST: SlotChoice("atelier-1")})
        become(waiting, "speaker")
        assert statuses(before, waiting) == ["waitlisted", "confirmed"]
        assert bookings.states_by_code(waiting.id) == {"atelier-1": "booked"}
        kinds = select(OutboxMail.kind).filter_by(registration_id=waiting.id).order_by(OutboxMail.id)
        assert list(db.session.scalars(kinds)) == ["confirmation", "admitted"]


def test_who_counts_again_keeps_the_place(app: Flask) -> None:
    with app.app_context():
        load(with_places(shipped(), 1))
        ana, first = speaker("ana"), registered()
        become(ana, "participant")
        assert statuses(ana, first) == ["confirmed", "confirmed"]
        assert seats.programme_and_seats()[1][EVENT].over == 1


def test_the_same_category_changes_nothing_and_a_cancelled_one_is_refused(app: Flask) -> None:
    with app.app_context():
        first = registered()
        assert not become(first, "participant")
        changing.cancel(first.id, now=LATER)
        db.session.commit()
        with pytest.raises(AlreadyCancelled):
            become(first, "press")
