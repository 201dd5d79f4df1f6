"""A seat that frees goes to who waits first, and swaps the two. Histories at random are in `test_histories`."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from eventreg.audit import AuditEntry
from eventreg.db import db
from eventreg.mail.models import OutboxMail
from eventreg.registration import bookings, changing
from eventreg.registration.choices import Choices, SlotChoice
from eventreg.registration.models import Booking, Registration
from eventreg.registration.registering import Needs, Person
from tests.registration.answers import FIRST, SECOND
from tests.registration.editions import capacities
from tests.support.people import DAY_1, DAY_2, OPEN, registered

BOTH = (DAY_1, DAY_2)
LATER = OPEN + timedelta(hours=1)


def held(person: Registration) -> dict[str, str]:
    return bookings.states_by_code(person.id)


def sits(code: str, wish: str | None = None, slot: str = FIRST) -> Registration:
    return registered(slots={slot: SlotChoice(code, wish)})


def leaves(person: Registration) -> None:
    changing.cancel(person.id, now=LATER)
    db.session.commit()


def mails(person: Registration) -> list[str]:
    kinds = select(OutboxMail.kind).filter_by(registration_id=person.id).order_by(OutboxMail.id)
    return list(db.session.scalars(kinds))


def trail(person: Registration) -> list[tuple[str, dict[str, object]]]:
    entries = select(AuditEntry).filter_by(registration_id=person.id).order_by(AuditEntry.id)
    return [(entry.action, entry.data) for entry in db.session.scalars(entries)]


def test_a_freed_seat_is_swapped_for_the_one_held(app: Flask) -> None:
    with app.app_context():
        capacities({"atelier-1": 1})
        one, waiting = sits("atelier-1"), sits("atelier-2", "atelier-1")
        leaves(one)
        assert held(waiting) == {"atelier-1": "booked"}
        assert mails(waiting) == ["confirmation", "programme_changed"]
        assert trail(waiting)[1:] == [
            ("promoted", {"session": "atelier-1", "given_back": ["atelier-2"], "left": []})
        ]


def test_a_swap_frees_a_seat_for_the_next_and_so_on(app_each_db: Flask) -> None:
    """Three people in three workshops of one slot, each waiting for the one before; the first leaves."""
    with app_each_db.app_context():
        capacities({"atelier-3": 1, "atelier-4": 1, "atelier-7": 1}, same_slot=("atelier-7", "atelier-3"))
        first = sits("atelier-3", slot=SECOND)
        second = sits("atelier-4", "atelier-3", SECOND)
        third = sits("atelier-7", "atelier-4", SECOND)
        last = sits("atelier-7", slot=SECOND)
        assert held(last) == {"atelier-7": "waitlisted"}
        leaves(first)
        assert [held(person) for person in (second, third, last)] == [
            {"atelier-3": "booked"}, {"atelier-4": "booked"}, {"atelier-7": "booked"},
        ]  # fmt: skip
        assert all(mails(person) == ["confirmation", "programme_changed"] for person in (second, third, last))


def test_the_first_in_the_queue_gets_it_and_an_unrelated_change_keeps_the_place(app: Flask) -> None:
    with app.app_context():
        capacities({"atelier-1": 1})
        one = sits("atelier-1")
        first, second = sits("atelier-2", "atelier-1"), sits("atelier-2", "atelier-1")
        person = Person("Camille", "Durand", "", "Ville de Lyon")
        changing.change_details(first.id, person, Needs(dietary="végétarien"), now=LATER)
        changing.change_choices(first.id, Choices(BOTH, {}, ("dejeuner-1",)), now=LATER)
        db.session.commit()
        leaves(one)
        assert held(first)["atelier-1"] == "booked"
        assert held(second) == {"atelier-2": "booked", "atelier-1": "waitlisted"}
        assert bookings.places_in_queues(second.id) != {}


def test_changing_ones_own_seat_promotes_others_in_the_same_transaction(app: Flask) -> None:
    with app.app_context():
        capacities({"atelier-1": 1})
        one, waiting = sits("atelier-1"), sits("atelier-1")
        changing.change_choices(one.id, Choices(BOTH, {FIRST: SlotChoice("atelier-2")}), now=LATER)
        assert held(waiting) == {"atelier-1": "booked"}
        db.session.rollback()
        assert (held(one), held(waiting)) == ({"atelier-1": "booked"}, {"atelier-1": "waitlisted"})
        assert mails(waiting) == ["confirmation"]


def test_who_got_what_they_like_most_waits_for_nothing_less(app: Flask) -> None:
    with app.app_context():
        capacities({"atelier-1": 1, "atelier-2": 1})
        one, two = sits("atelier-1"), sits("atelier-2")
        person = sits("atelier-1", "atelier-2")
        assert held(person) == {"atelier-1": "waitlisted", "atelier-2": "waitlisted"}
        leaves(two)
        assert held(person) == {"atelier-2": "booked"}
        leaves(one)
        assert held(person) == {"atelier-2": "booked"}


def test_the_second_best_is_taken_while_the_best_is_waited_for(app: Flask) -> None:
    with app.app_context():
        capacities({"atelier-1": 1, "atelier-2": 1})
        one, two = sits("atelier-1"), sits("atelier-2")
        person = sits("atelier-1", "atelier-2")
        leaves(one)
        assert held(person) == {"atelier-1": "booked", "atelier-2": "waitlisted"}
        leaves(two)
        assert held(person) == {"atelier-2": "booked"}
        assert mails(person) == ["confirmation", "programme_changed"], "one mail while the first still waits"


def test_leaving_a_queue_keeps_the_seat_and_gives_the_place_up(app: Flask) -> None:
    with app.app_context():
        capacities({"atelier-1": 1})
        one, person = sits("atelier-1"), sits("atelier-2", "atelier-1")
        changing.leave_queue(person.id, "atelier-1", now=LATER)
        changing.leave_queue(person.id, "atelier-2", now=LATER)
        db.session.commit()
        leaves(one)
        assert held(person) == {"atelier-2": "booked"}
        assert [action for action, _ in trail(person)] == ["registered", "choices.changed"]


def test_a_place_at_the_event_brings_the_seats_waited_for(app_each_db: Flask) -> None:
    with app_each_db.app_context():
        capacities({"atelier-1": 2}, places=1)
        one = registered()
        waiting, later = sits("atelier-1", "atelier-2"), registered(now=LATER)
        assert (waiting.status, held(waiting)) == (
            "waitlisted",
            {"atelier-1": "waitlisted", "atelier-2": "waitlisted"},
        )
        leaves(one)
        assert (waiting.status, held(waiting)) == ("confirmed", {"atelier-2": "booked"})
        assert later.status == "waitlisted"
        assert mails(waiting) == ["confirmation", "admitted"]


def test_who_has_no_place_at_the_event_holds_nobody_up(app: Flask) -> None:
    with app.app_context():
        capacities({"atelier-1": 1}, places=2)
        one, two = sits("atelier-1"), registered()
        outside = sits("atelier-1")
        changing.change_choices(two.id, Choices(BOTH, {FIRST: SlotChoice("atelier-1")}), now=LATER)
        changing.change_choices(one.id, Choices(BOTH, {FIRST: SlotChoice()}), now=LATER)
        db.session.commit()
        assert held(two) == {"atelier-1": "booked"}
        assert (outside.status, held(outside)) == ("waitlisted", {"atelier-1": "waitlisted"})


def test_nobody_is_moved_into_a_workshop_that_has_begun(app: Flask) -> None:
    with app.app_context():
        capacities({"atelier-1": 1})
        one, waiting = sits("atelier-1"), sits("atelier-2", "atelier-1")
        changing.cancel(one.id, now=OPEN.replace(month=3, day=3, hour=9, minute=30))
        db.session.commit()
        assert held(waiting) == {"atelier-2": "booked", "atelier-1": "waitlisted"}


def test_who_waits_although_places_are_free_is_admitted_with_the_next_newcomer(app: Flask) -> None:
    """As in a database of before places were given away."""
    with app.app_context():
        waiting = sits("atelier-1")
        waiting.status = "waitlisted"
        db.session.flush()
        for booking in db.session.scalars(select(Booking).filter_by(registration_id=waiting.id)):
            booking.state = "waitlisted"
        db.session.commit()
        newcomer = sits("atelier-2")
        assert (waiting.status, held(waiting)) == ("confirmed", {"atelier-1": "booked"})
        assert (newcomer.status, held(newcomer)) == ("confirmed", {"atelier-2": "booked"})
        assert (mails(waiting)[-1], mails(newcomer)) == ("admitted", ["confirmation"])
        assert [action for action, _ in trail(newcomer)] == ["registered"]
