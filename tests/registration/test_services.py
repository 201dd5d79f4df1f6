"""Registering, changing and cancelling, on both databases."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from eventreg import audit
from eventreg.agenda.models import Session
from eventreg.agenda.programme import current
from eventreg.db import db
from eventreg.event.models import Event
from eventreg.mail.models import OutboxMail
from eventreg.registration import bookings, changing, registering
from eventreg.registration.choices import Choices, SlotChoice
from eventreg.registration.errors import (
    AlreadyCancelled,
    ChangesClosed,
    EventOver,
    SessionsClash,
    SessionUnavailable,
)
from eventreg.registration.models import Booking, Registration, SpecialNeeds
from eventreg.registration.registering import Application, Needs, Person
from tests.registration.answers import FIRST, LAST, SECOND
from tests.support.people import DAY_1, DAY_2, OPEN, registered

BOTH = (DAY_1, DAY_2)
AFTER_CHANGES = OPEN.replace(month=3, day=2, hour=18)
AFTER_EVENT = OPEN.replace(month=3, day=5, hour=0)


def seats(number: int, *codes: str) -> None:
    """Give these workshops so many seats, as loading another edition would."""
    db.session.execute(update(Session).where(Session.code.in_(codes)).values(capacity=number))
    db.session.execute(update(Event).values(revision=Event.revision + 1))
    db.session.commit()


def held(person: Registration) -> dict[str, str]:
    return bookings.states_by_code(person.id)


def change(person: Registration, *, days=BOTH, meals=(), **slots: SlotChoice) -> dict[str, str]:
    names = {"first": FIRST, "second": SECOND, "last": LAST}
    choices = Choices(days, {names[key]: choice for key, choice in slots.items()}, meals)
    after = changing.change_choices(person.id, choices, now=OPEN)
    db.session.commit()
    return after


def mails(person: Registration) -> list[str]:
    return list(
        db.session.scalars(
            select(OutboxMail.kind).filter_by(registration_id=person.id).order_by(OutboxMail.id)
        )
    )


def test_the_last_seat_is_taken_and_the_next_person_waits(app_each_db: Flask) -> None:
    with app_each_db.app_context():
        seats(1, "atelier-1")
        one = registered(slots={FIRST: SlotChoice("atelier-1")})
        two = registered(slots={FIRST: SlotChoice("atelier-2", "atelier-1")})
        three = registered(slots={FIRST: SlotChoice("atelier-1")})
        assert held(one) == {"atelier-1": "booked"}
        assert held(two) == {"atelier-2": "booked", "atelier-1": "waitlisted"}
        assert held(three) == {"atelier-1": "waitlisted"}
        places = [list(bookings.places_in_queues(person.id).values()) for person in (one, two, three)]
        assert places == [[], [1], [2]]


def test_a_seat_given_up_is_kept_for_the_queue(app_each_db: Flask) -> None:
    with app_each_db.app_context():
        seats(1, "atelier-1")
        one = registered(slots={FIRST: SlotChoice("atelier-1")})
        waiting = registered(slots={FIRST: SlotChoice("atelier-1")})
        changing.cancel(one.id, now=OPEN)
        db.session.commit()
        late = registered(slots={FIRST: SlotChoice("atelier-1")})
        assert held(late) == {"atelier-1": "waitlisted"}
        assert bookings.places_in_queues(waiting.id) != bookings.places_in_queues(late.id)


def test_beyond_the_events_capacity_a_registration_waits_with_all_its_workshops(app_each_db: Flask) -> None:
    with app_each_db.app_context():
        db.session.execute(update(Event).values(capacity=1, revision=Event.revision + 1))
        db.session.commit()
        assert registered().status == "confirmed"
        late = registered(slots={FIRST: SlotChoice("atelier-1")}, meals=("dejeuner-1",))
        assert late.status == "waitlisted"
        assert held(late) == {"atelier-1": "waitlisted", "dejeuner-1": "booked"}


def test_changing_keeps_the_seat_while_the_new_workshop_is_full(app_each_db: Flask) -> None:
    with app_each_db.app_context():
        seats(1, "atelier-2")
        registered(slots={FIRST: SlotChoice("atelier-2")})
        person = registered(slots={FIRST: SlotChoice("atelier-1"), LAST: SlotChoice("atelier-6")})
        after = change(person, first=SlotChoice("atelier-2"))
        assert after == held(person) == {
            "atelier-1": "booked", "atelier-2": "waitlisted", "atelier-6": "booked",
        }  # fmt: skip
        assert mails(person) == ["confirmation", "programme_changed"]


def test_who_asks_again_keeps_the_place_in_the_queue(app_each_db: Flask) -> None:
    with app_each_db.app_context():
        seats(0, "atelier-1")
        first = registered(slots={FIRST: SlotChoice("atelier-1")})
        registered(slots={FIRST: SlotChoice("atelier-1")}, now=OPEN + timedelta(minutes=1))
        changing.change_choices(
            first.id,
            Choices(BOTH, {FIRST: SlotChoice("atelier-2", "atelier-1")}),
            now=OPEN + timedelta(hours=1),
        )
        db.session.commit()
        assert held(first) == {"atelier-2": "booked", "atelier-1": "waitlisted"}
        assert list(bookings.places_in_queues(first.id).values()) == [1]


def test_the_same_choices_again_write_no_mail_and_no_trace(app_each_db: Flask) -> None:
    with app_each_db.app_context():
        person = registered(slots={FIRST: SlotChoice("atelier-1")}, meals=("dejeuner-1",))
        before = person.updated_at
        change(person, first=SlotChoice("atelier-1"), meals=("dejeuner-1",))
        assert mails(person) == ["confirmation"]
        assert person.updated_at == before
        actions = select(audit.AuditEntry.action).filter_by(registration_id=person.id)
        assert list(db.session.scalars(actions)) == ["registered"]


@pytest.mark.parametrize(
    ("slots", "refusal", "field"),
    [
        ({FIRST: SlotChoice("atelier-1"), SECOND: SlotChoice("atelier-2")}, SessionsClash, f"slot-{FIRST}"),
        ({FIRST: SlotChoice("atelier-3")}, SessionUnavailable, f"slot-{FIRST}"),
        ({FIRST: SlotChoice(None, "atelier-3")}, SessionUnavailable, f"wish-{FIRST}"),
        ({FIRST: SlotChoice("pause-1")}, SessionUnavailable, f"slot-{FIRST}"),
        ({FIRST: SlotChoice("atelier-99")}, SessionUnavailable, f"slot-{FIRST}"),
        ({"20260303T0945": SlotChoice("atelier-1")}, SessionUnavailable, "slot-20260303T0945"),
    ],
)
def test_what_no_form_should_send_is_refused_under_the_lock(app: Flask, slots, refusal, field) -> None:
    with app.app_context():
        with pytest.raises(refusal) as refused:
            registered(slots=slots)
        assert refused.value.field == field
        db.session.rollback()
        assert db.session.scalar(select(func.count(Registration.id))) == 0


def test_a_cancelled_workshop_can_no_longer_be_chosen(app: Flask) -> None:
    with app.app_context():
        db.session.execute(update(Session).filter_by(code="atelier-1").values(status="cancelled"))
        db.session.execute(update(Event).values(revision=Event.revision + 1))
        db.session.commit()
        with pytest.raises(SessionUnavailable):
            registered(slots={FIRST: SlotChoice("atelier-1")})


def test_details_change_what_is_searched_and_only_what_differs_is_logged(app_each_db: Flask) -> None:
    with app_each_db.app_context():
        person = registered("Zoé", "Lefèvre", needs=Needs("Végan"))
        consented = db.session.get_one(SpecialNeeds, person.id).consented_at
        later = OPEN + timedelta(hours=1)
        renamed = Person("Zoé", "Durand", person.email, "Ville de Paris", "local")
        changing.change_details(person.id, renamed, Needs("Végan"), now=later)
        db.session.commit()
        assert (person.family_name, person.search_key) == ("Durand", "zoe durand ville de paris")
        assert db.session.get_one(SpecialNeeds, person.id).consented_at == consented
        changing.change_details(person.id, renamed, Needs(), now=later)
        db.session.commit()
        assert db.session.get(SpecialNeeds, person.id) is None
        entries = select(audit.AuditEntry).filter_by(registration_id=person.id, action="details.changed")
        assert [entry.data for entry in db.session.scalars(entries)] == [
            {"fields": ["family_name"]},
            {"fields": ["needs"]},
        ]


def test_cancelling_frees_the_seats_and_erases_the_needs(app_each_db: Flask) -> None:
    with app_each_db.app_context():
        seats(1, "atelier-1")
        person = registered(slots={FIRST: SlotChoice("atelier-1")}, needs=Needs("Végan", "Fauteuil"))
        changing.cancel(person.id, now=OPEN)
        db.session.commit()
        assert person.status == "cancelled"
        assert db.session.scalar(select(func.count(Booking.id))) == 0
        assert db.session.get(SpecialNeeds, person.id) is None
        assert mails(person) == ["confirmation", "cancelled"]
        again = registered(email=person.email, slots={FIRST: SlotChoice("atelier-1")})
        assert again.id != person.id
        assert held(again) == {"atelier-1": "booked"}


def test_what_comes_too_late_is_refused(app: Flask) -> None:
    with app.app_context():
        person = registered()
        with pytest.raises(ChangesClosed):
            changing.change_choices(person.id, Choices(BOTH), now=AFTER_CHANGES)
        with pytest.raises(EventOver):
            changing.cancel(person.id, now=AFTER_EVENT)
        changing.change_choices(person.id, Choices((DAY_1,)), now=AFTER_CHANGES, actor="staff:1")
        changing.cancel(person.id, now=AFTER_CHANGES)
        with pytest.raises(AlreadyCancelled):
            changing.cancel(person.id, now=AFTER_CHANGES)
        with pytest.raises(AlreadyCancelled):
            changing.change_choices(person.id, Choices(BOTH), now=OPEN)


def application(email: str, form_id: str) -> Application:
    return Application(Person("A", "B", email), Choices((DAY_1,)), Needs(), "fr", form_id, OPEN)


@pytest.mark.parametrize(
    "spelling", ["Zoe@Ville.example.org", "  zoe@ville.example.org\u00a0", "ZOE@VILLE.EXAMPLE.ORG"]
)
def test_a_known_address_keeps_what_it_has_and_gets_its_link(app_each_db: Flask, spelling: str) -> None:
    with app_each_db.app_context():
        known = registered(email="zoe@ville.example.org", slots={FIRST: SlotChoice("atelier-1")})
        outcome = registering.register(application(spelling, "another"), now=OPEN)
        db.session.commit()
        assert (outcome.kind, outcome.registration.id) == ("already_registered", known.id)
        assert held(known) == {"atelier-1": "booked"}
        assert mails(known) == ["confirmation", "already_registered"]


def test_typing_somebodys_address_again_and_again_sends_one_reminder_an_hour(app: Flask) -> None:
    with app.app_context():
        known = registered(email="zoe@ville.example.org")
        for minutes in (0, 1, 59, 61):
            now = OPEN + timedelta(minutes=minutes)
            registering.register(application(known.email, f"form {minutes}"), now=now)
            db.session.commit()
        assert mails(known) == ["confirmation", "already_registered", "already_registered"]


def test_the_same_form_twice_registers_once_and_writes_once(app_each_db: Flask) -> None:
    with app_each_db.app_context():
        kinds = []
        for _ in range(2):
            outcome = registering.register(application("zoe@ville.example.org", "one form"), now=OPEN)
            db.session.commit()
            kinds.append(outcome.kind)
        assert kinds == ["registered", "repeated"]
        assert mails(outcome.registration) == ["confirmation", "reconfirmation", "reminder"]


def test_the_programme_in_memory_follows_its_revision(app: Flask) -> None:
    with app.app_context():
        seats(3, "atelier-1")
        programme = current()
        assert programme is not None
        assert programme.by_code["atelier-1"].capacity == 3
