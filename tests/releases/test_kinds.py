"""A release that makes a session one of another kind: what was booked of it, and what people are told."""

import re
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from eventreg import clock
from eventreg.agenda import programme as agenda
from eventreg.audit import AuditEntry
from eventreg.db import db
from eventreg.registration import bookings, changing
from eventreg.registration.choices import SlotChoice
from eventreg.registration.models import Registration
from tests.mail.letters import calendar, captured, last_to, told
from tests.registration.answers import FIRST, SECOND
from tests.registration.editions import capacities, load, shipped, with_sessions
from tests.releases.draft import LATER, edit, foreseen, release, row
from tests.support.people import DAY_1, DAY_2, registered

MEAL = "dejeuner-1"


def held(person: Registration) -> dict[str, str]:
    return bookings.states_by_code(person.id)


def test_a_workshop_for_everybody_has_neither_seats_nor_a_queue(app: Flask) -> None:
    with app.app_context():
        capacities({"atelier-1": 1})
        seated = registered(slots={FIRST: SlotChoice("atelier-1")})
        waiting = registered(slots={FIRST: SlotChoice("atelier-2", "atelier-1")})
        away = registered(days=(DAY_2,))
        edit("atelier-1", {"kind": "plenary"})
        assert foreseen().told == 2
        assert release().told == 2
        assert [held(person) for person in (seated, waiting)] == [{}, {"atelier-2": "booked"}]
        for person in (seated, waiting):
            assert "Désormais pour tout le monde, sans inscription : « Atelier 1" in told(app, person)
        assert "Désormais" not in told(app, away)


def test_a_seat_of_before_is_none_beside_the_one_that_came_since(app: Flask) -> None:
    """Else a workshop that becomes one again would give somebody two seats at once."""
    with app.app_context():
        capacities({"atelier-2": 1})
        first = registered(slots={FIRST: SlotChoice("atelier-2")})
        person = registered(slots={FIRST: SlotChoice("atelier-1", "atelier-2")})
        edit("atelier-1", {"kind": "plenary"})
        release()
        edit("atelier-2", {"capacity": 2})
        release()
        edit("atelier-1", {"kind": "workshop", "capacity": 60})
        release()
        assert [held(one) for one in (first, person)] == [{"atelier-2": "booked"}] * 2


def test_who_ticked_what_takes_a_seat_now_chooses_it_anew(app: Flask) -> None:
    with app.app_context():
        people = [registered(meals=(MEAL,)) for _ in range(3)]
        edit(MEAL, {"kind": "workshop", "capacity": 1})
        assert release().told == 3
        assert [held(person) for person in people] == [{}] * 3
        said = told(app, people[0])
        assert "Désormais sur inscription, à choisir si vous souhaitez y participer : « Déjeuner" in said
        assert "Retiré" not in said


def test_a_seat_is_a_tick_where_seats_are_no_longer_counted(app: Flask) -> None:
    with app.app_context():
        capacities({"atelier-1": 1})
        seated = registered(slots={FIRST: SlotChoice("atelier-1")})
        waiting = registered(slots={FIRST: SlotChoice("atelier-2", "atelier-1")})
        edit("atelier-1", {"kind": "social"})
        release()
        assert [held(person) for person in (seated, waiting)] == [
            {"atelier-1": "booked"},
            {"atelier-2": "booked"},
        ]
        assert "Désormais sans limite de places : « Atelier 1" in told(app, waiting)


def test_a_plenary_that_asks_for_a_seat_is_news_for_who_comes_that_day(app: Flask) -> None:
    with app.app_context():
        plenary = next(s for s in shipped().sessions if s.kind == "plenary")
        person = registered()
        load(with_sessions(shipped(), {plenary.code: {"kind": "workshop", "capacity": 20}}))
        assert "Désormais sur inscription" in told(app, person)
        assert cancelled(app, person) == {agenda.read().by_code[plenary.code].uid}


def test_the_file_of_the_mail_takes_away_what_goes_to_a_day_on_which_one_is_not_there(app: Flask) -> None:
    with app.app_context():
        person = registered(days=(DAY_1,))
        edit("bienvenue", {"starts_at": "2026-03-04T20:00:00", "ends_at": "2026-03-04T20:30:00"})
        release()
        assert cancelled(app, person) == {agenda.read().by_code["bienvenue"].uid}


def cancelled(app: Flask, person: Registration) -> set[str]:
    """UIDs of what the file of their last mail shows as called off."""
    events = re.findall(rb"BEGIN:VEVENT.*?END:VEVENT", calendar(last_to(app, person)), re.DOTALL)
    found = [re.search(rb"UID:(\S+)", event) for event in events if b"STATUS:CANCELLED" in event]
    return {uid[1].decode() for uid in found if uid}


def test_kinds_that_people_attend_alike_are_no_news(app: Flask) -> None:
    with app.app_context():
        registered(meals=(MEAL,))
        edit(MEAL, {"kind": "social"})
        assert foreseen().told == 0
        assert release().told == 0


def test_a_seat_of_what_was_called_off_goes_with_its_kind_and_is_written_down(app: Flask) -> None:
    with app.app_context():
        person = registered(slots={FIRST: SlotChoice("atelier-1")})
        edit("atelier-1", {"status": "cancelled"})
        release()
        captured(app)
        edit("atelier-1", {"kind": "plenary"})
        release()
        assert held(person) == {}
        noted = select(AuditEntry.data).filter_by(action="programme.revised", registration_id=person.id)
        last = list(db.session.scalars(noted.order_by(AuditEntry.id)))[-1]
        assert (last["before"], last["after"]) == ({"atelier-1": "booked"}, {})


def test_a_tick_of_what_takes_a_seat_now_costs_nobody_another_seat(app: Flask) -> None:
    with app.app_context():
        person = registered(slots={FIRST: SlotChoice("atelier-1")}, meals=(MEAL,))
        meal = row(MEAL)
        edit(MEAL, {"kind": "workshop", "capacity": 10, "room": None})
        edit("atelier-1", {"starts_at": meal["starts_at"], "ends_at": meal["ends_at"], "room": None})
        effect = foreseen().of("atelier-1")
        release()
        assert (effect.lose, held(person)) == (0, {"atelier-1": "booked"})


def test_the_file_of_who_cancels_takes_away_what_a_release_has_just_taken(app: Flask) -> None:
    with app.app_context():
        clock.start_at(LATER)
        person = registered(slots={FIRST: SlotChoice("atelier-1"), SECOND: SlotChoice("atelier-3")})
        captured(app)
        third = row("atelier-3")
        edit("atelier-1", {"starts_at": third["starts_at"], "ends_at": third["ends_at"], "room": None})
        release(wait=timedelta(minutes=15))
        assert held(person) == {"atelier-3": "booked"}
        changing.cancel(person.id, now=LATER)
        db.session.commit()
        programme = agenda.read()
        assert {programme.by_code[code].uid for code in ("atelier-1", "atelier-3")} <= cancelled(app, person)
