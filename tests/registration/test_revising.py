"""Another state of the edition, and what becomes of those who hold seats."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eventreg.agenda.programme import current
from eventreg.audit import AuditEntry
from eventreg.db import db
from eventreg.mail.models import OutboxMail
from eventreg.registration import bookings, changing, displacements, promotion, seats
from eventreg.registration.choices import Choices, SlotChoice
from eventreg.registration.models import Registration
from eventreg.registration.offers import offers
from tests.mail.letters import captured, text
from tests.registration.answers import FIRST, SECOND
from tests.registration.editions import PRIORITY, capacities, load, times_of, with_places, with_sessions
from tests.support.people import DAY_1, DAY_2, OPEN, registered

BOTH = (DAY_1, DAY_2)
LATER = OPEN + timedelta(hours=1)
OFF, ON = {"status": "cancelled"}, {"status": "confirmed"}


def held(person: Registration) -> dict[str, str]:
    return bookings.states_by_code(person.id)


def sits(code: str, wish: str | None = None, slot: str = FIRST, now=OPEN) -> Registration:
    return registered(slots={slot: SlotChoice(code, wish)}, now=now)


def mails(person: Registration) -> list[str]:
    """What was written to them; not what is only due before the event."""
    kinds = select(OutboxMail.kind).filter_by(registration_id=person.id).where(OutboxMail.due_at <= LATER)
    return list(db.session.scalars(kinds.order_by(OutboxMail.id)))


def left(code: str) -> int | None:
    programme, counts = seats.programme_and_seats()
    assert programme is not None
    return counts[programme.by_code[code].id].left


def choose(person: Registration, code: str, now=LATER, slot: str = FIRST) -> None:
    changing.change_choices(person.id, Choices(BOTH, {slot: SlotChoice(code)}), now=now)
    db.session.commit()


def test_a_raised_capacity_seats_the_first_who_wait(app: Flask) -> None:
    with app.app_context():
        edition = capacities({"atelier-1": 1})
        sits("atelier-1")
        waiting = [sits("atelier-2", "atelier-1") for _ in range(3)]
        load(with_sessions(edition, {"atelier-1": {"capacity": 3}}), LATER)
        booked = [held(person).get("atelier-1") == "booked" for person in waiting]
        assert booked == [True, True, False]
        assert [mails(person)[1:] for person in waiting] == [["programme_changed"]] * 2 + [[]]


def test_a_lowered_capacity_throws_nobody_out_and_promotes_nobody_until_that_has_gone(
    app: Flask,
) -> None:
    with app.app_context():
        edition = capacities({"atelier-1": 3})
        people = [sits("atelier-1") for _ in range(3)]
        waiting = sits("atelier-2", "atelier-1")
        load(with_sessions(edition, {"atelier-1": {"capacity": 1}}), LATER)
        assert all(held(person) == {"atelier-1": "booked"} for person in people)
        for person, state in zip(people, ["waitlisted", "waitlisted", "booked"], strict=True):
            changing.cancel(person.id, now=LATER)
            db.session.commit()
            assert held(waiting)["atelier-1"] == state


def test_a_larger_event_admits_the_first_who_wait(app: Flask) -> None:
    with app.app_context():
        edition = capacities({}, places=1)
        people = [registered() for _ in range(3)]
        load(with_places(edition, 2), LATER)
        assert [person.status for person in people] == ["confirmed", "confirmed", "waitlisted"]


def test_a_cancelled_workshop_tells_its_people_and_stays_visible_as_cancelled(app: Flask) -> None:
    with app.app_context():
        edition = capacities({"atelier-1": 1})
        holder, waiting, other = sits("atelier-1"), sits("atelier-2", "atelier-1"), sits("atelier-2")
        load(with_sessions(edition, {"atelier-1": OFF}), LATER)
        assert held(holder) == {"atelier-1": "booked"}, "its calendar shows it as cancelled"
        assert held(waiting) == {"atelier-2": "booked"}
        assert [mails(person)[1:] for person in (holder, waiting, other)] == [["programme_changed"]] * 2 + [
            []
        ]


def test_who_lost_a_seat_is_offered_what_is_left_before_later_comers(app_each_db: Flask) -> None:
    with app_each_db.app_context():
        edition = capacities({"atelier-1": 5, "atelier-2": 1})
        one, two = sits("atelier-1"), sits("atelier-1")
        load(with_sessions(edition, {"atelier-1": OFF}), LATER)
        [offer] = offers(one.id, current(), LATER)  # type: ignore[arg-type]
        assert (offer.slot, offer.until, [(s.code, n) for s, n in offer.sessions]) == (
            FIRST, LATER + PRIORITY, [("atelier-2", 1)],
        )  # fmt: skip
        assert left("atelier-2") == 0, "kept for the two"
        newcomer = sits("atelier-2", now=LATER + timedelta(minutes=1))
        assert held(newcomer) == {"atelier-2": "waitlisted"}
        choose(one, "atelier-2", LATER + timedelta(hours=2))
        assert held(one) == {"atelier-1": "booked", "atelier-2": "booked"}
        assert offers(one.id, current(), LATER) == []  # type: ignore[arg-type]
        choose(two, "atelier-2", LATER + timedelta(hours=3))
        changing.cancel(one.id, now=LATER + timedelta(hours=4))
        db.session.commit()
        assert held(two)["atelier-2"] == "booked", "before the newcomer, who asked first"
        assert held(newcomer) == {"atelier-2": "waitlisted"}


def test_who_waited_before_the_loss_goes_first(app: Flask) -> None:
    with app.app_context():
        edition = capacities({"atelier-1": 5, "atelier-2": 1})
        holder, waiting, lost = sits("atelier-2"), registered(), sits("atelier-1")
        choose(waiting, "atelier-2", OPEN)
        load(with_sessions(edition, {"atelier-1": OFF}), LATER)
        choose(lost, "atelier-2", LATER)
        changing.cancel(holder.id, now=LATER)
        db.session.commit()
        assert held(waiting) == {"atelier-2": "booked"}
        assert held(lost) == {"atelier-1": "booked", "atelier-2": "waitlisted"}


def test_what_was_kept_goes_to_the_others_when_its_time_is_over(app: Flask) -> None:
    with app.app_context():
        edition = capacities({"atelier-1": 5, "atelier-2": 1})
        sits("atelier-1")
        load(with_sessions(edition, {"atelier-1": OFF}), LATER)
        newcomer = sits("atelier-2", now=LATER + timedelta(minutes=1))
        over = LATER + PRIORITY
        assert not displacements.any_expired(over - timedelta(seconds=1))
        assert displacements.any_expired(over)
        promotion.release_expired(over)
        db.session.commit()
        assert held(newcomer) == {"atelier-2": "booked"}
        assert not displacements.any_expired(over)


def test_a_moved_workshop_keeps_its_people_unless_it_clashes(app_each_db: Flask) -> None:
    with app_each_db.app_context():
        edition = capacities({})
        free = sits("atelier-3", slot=SECOND)
        taken = registered(slots={FIRST: SlotChoice("atelier-1"), SECOND: SlotChoice("atelier-3")})
        load(with_sessions(edition, {"atelier-3": times_of(edition, "atelier-1")}), LATER)
        assert held(free) == {"atelier-3": "booked"}
        assert held(taken) == {"atelier-1": "booked"}
        assert [mails(person)[1:] for person in (free, taken)] == [["programme_changed"]] * 2
        assert [offer.slot for offer in offers(taken.id, current(), LATER)] == [SECOND]  # type: ignore[arg-type]
        assert offers(free.id, current(), LATER) == []  # type: ignore[arg-type]


def test_a_workshop_that_returns_gives_its_people_back_what_does_not_clash(app: Flask) -> None:
    with app.app_context():
        edition = capacities({})
        patient, gone = sits("atelier-1"), sits("atelier-1")
        load(with_sessions(edition, {"atelier-1": OFF}), LATER)
        choose(gone, "atelier-2")
        load(with_sessions(edition, {"atelier-1": ON}), LATER + timedelta(hours=1))
        assert held(patient) == {"atelier-1": "booked"}
        assert held(gone) == {"atelier-2": "booked"}


def test_what_everybody_attends_is_told_to_those_of_that_day(app: Flask) -> None:
    with app.app_context():
        edition = capacities({})
        tuesday, wednesday = registered(days=(DAY_1,)), registered(days=(DAY_2,))
        earlier = times_of(edition, "bienvenue")["starts_at"] - timedelta(minutes=15)
        load(with_sessions(edition, {"bienvenue": {"starts_at": earlier}}), LATER)
        assert mails(tuesday) == ["confirmation", "programme_changed"]
        assert mails(wednesday) == ["confirmation"]


@pytest.mark.parametrize("change", [{"room": "salle-3"}, {"starts_at": None}])
def test_a_chain_for_one_person_in_one_load_is_one_mail(app: Flask, change) -> None:
    """The seat held changes its room or time, and in the same load the person is promoted elsewhere."""
    with app.app_context():
        edition = capacities({"atelier-1": 1})
        sits("atelier-1")
        person = registered(
            slots={FIRST: SlotChoice("atelier-2", "atelier-1"), SECOND: SlotChoice("atelier-3")}
        )
        if "starts_at" in change:
            change = {"starts_at": times_of(edition, "atelier-3")["starts_at"] + timedelta(minutes=15)}
        load(with_sessions(edition, {"atelier-1": {"capacity": 2}, "atelier-3": change}), LATER)
        assert held(person) == {"atelier-1": "booked", "atelier-3": "booked"}
        assert mails(person) == ["confirmation", "programme_changed"]
        actions = select(AuditEntry.action).filter_by(registration_id=person.id).order_by(AuditEntry.id)
        assert list(db.session.scalars(actions)) == ["registered", "programme.revised", "promoted"]


def test_loading_the_same_edition_again_changes_nothing(app: Flask) -> None:
    with app.app_context():
        edition = capacities({"atelier-1": 1})
        people = [sits("atelier-1"), sits("atelier-2", "atelier-1")]
        before = [(held(person), mails(person), person.updated_at) for person in people]
        load(edition, LATER)
        assert [(held(person), mails(person), person.updated_at) for person in people] == before


def test_who_has_nothing_left_keeps_the_priority_of_the_lost_seat(app: Flask) -> None:
    with app.app_context():
        edition = capacities({"atelier-2": 1})
        loser = registered(slots={FIRST: SlotChoice("atelier-1"), SECOND: SlotChoice("atelier-3")})
        holder = sits("atelier-2")
        load(with_sessions(edition, {"atelier-1": times_of(edition, "atelier-3")}), LATER)
        assert held(loser) == {"atelier-3": "booked"}
        changing.change_choices(loser.id, Choices(BOTH, {SECOND: SlotChoice()}), now=LATER)
        newcomer = sits("atelier-2", now=LATER + timedelta(minutes=1))
        choose(loser, "atelier-2", LATER + timedelta(minutes=2))
        changing.cancel(holder.id, now=LATER + timedelta(minutes=3))
        db.session.commit()
        assert held(loser) == {"atelier-2": "booked"}, "before the newcomer"
        assert held(newcomer) == {"atelier-2": "waitlisted"}


def test_what_was_kept_for_somebody_who_cancels_goes_to_the_first_who_waits(app: Flask) -> None:
    with app.app_context():
        edition = capacities({"atelier-1": 1, "atelier-2": 1})
        loser = sits("atelier-1")
        load(with_sessions(edition, {"atelier-1": OFF}), LATER)
        newcomer = sits("atelier-2", now=LATER + timedelta(minutes=1))
        assert held(newcomer) == {"atelier-2": "waitlisted"}
        changing.cancel(loser.id, now=LATER + timedelta(minutes=2))
        db.session.commit()
        assert held(newcomer) == {"atelier-2": "booked"}


def test_an_event_on_other_days_takes_its_people_along(app: Flask) -> None:
    with app.app_context():
        edition = capacities({})
        both, second = sits("atelier-1"), registered(days=(DAY_2,))
        week = timedelta(days=7)
        times = {
            s.code: {"starts_at": s.starts_at + week, "ends_at": s.ends_at + week} for s in edition.sessions
        }
        dates = {"starts_on": edition.event.starts_on + week, "ends_on": edition.event.ends_on + week}
        event = edition.event.model_copy(update=dates)
        load(with_sessions(edition, times).model_copy(update={"event": event}), LATER)
        assert (both.days, second.days) == (["2026-03-10", "2026-03-11"], ["2026-03-11"])
        assert held(both) == {"atelier-1": "booked"}
        assert "votre venue" not in "".join(map(text, captured(app)))


def test_of_a_shorter_event_people_keep_the_days_that_are_left(app: Flask) -> None:
    with app.app_context():
        edition = capacities({})
        both, second = registered(), registered(days=(DAY_2,))
        event = edition.event.model_copy(update={"ends_on": DAY_1})
        sessions = tuple(s for s in edition.sessions if s.starts_at.date() == DAY_1)
        load(edition.model_copy(update={"event": event, "sessions": sessions}), LATER)
        assert (both.days, second.days) == (["2026-03-03"], ["2026-03-03"])


def test_who_sits_again_has_lost_nothing_and_nothing_is_kept_for_them(app: Flask) -> None:
    with app.app_context():
        edition = capacities({"atelier-1": 2})
        person = sits("atelier-1")
        load(with_sessions(edition, {"atelier-1": OFF}), LATER)
        assert left("atelier-2") == 59
        load(with_sessions(edition, {"atelier-1": ON}), LATER + timedelta(hours=1))
        assert offers(person.id, current(), LATER) == []  # type: ignore[arg-type]
        assert (left("atelier-1"), left("atelier-2")) == (1, 60)


def test_nobody_is_promoted_into_a_time_they_did_not_ask_for(app: Flask) -> None:
    """Waiting for atelier-3 beside atelier-4; it moves into the time of atelier-1, and a seat frees there."""
    with app.app_context():
        edition = capacities({"atelier-3": 1})
        holder = sits("atelier-3", slot=SECOND)
        slots = {FIRST: SlotChoice("atelier-1"), SECOND: SlotChoice("atelier-4", "atelier-3")}
        person, free = registered(slots=slots), sits("atelier-4", "atelier-3", SECOND)
        load(with_sessions(edition, {"atelier-3": times_of(edition, "atelier-1")}), LATER)
        changing.cancel(holder.id, now=LATER)
        db.session.commit()
        assert held(person) == {"atelier-1": "booked", "atelier-4": "booked"}
        assert held(free) == {"atelier-3": "booked", "atelier-4": "booked"}, "nothing of theirs clashed"
