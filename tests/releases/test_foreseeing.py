"""What the page before publishing says of people is what publishing does, whatever was changed."""

from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventreg.agenda import drafting
from eventreg.agenda import programme as agenda
from eventreg.db import db
from eventreg.registration.choices import SlotChoice
from eventreg.registration.models import Booking, Registration
from eventreg.registration.states import BOOKED
from eventreg.releases import publishing
from eventreg.releases.errors import NothingToPublish, NotPublishable
from tests.registration.editions import load, shipped, with_sessions
from tests.releases.draft import edit, release
from tests.support.people import DAY_1, DAY_2, registered

HOURS = (10, 18)
EDITED = [*(f"atelier-{number}" for number in range(1, 8)), "dejeuner-1", "bienvenue"]
DAYS = [(DAY_1, DAY_2), (DAY_1,), (DAY_2,)]


def changes(luck: Random) -> dict[str, Any]:
    day, hour = luck.choice(("03", "04")), luck.choice(HOURS)
    moved = {"starts_at": f"2026-03-{day}T{hour:02}:30:00", "ends_at": f"2026-03-{day}T{hour + 1:02}:30:00"}
    status = {"status": luck.choice(("cancelled", "confirmed", "provisional"))}
    kind = {"kind": luck.choice(("workshop", "plenary", "meal")), "capacity": luck.choice((3, 200))}
    return luck.choice([moved, moved, moved, status, status, kind, {"room": luck.choice((None, "hall"))}])


def seats() -> set[tuple[int, str]]:
    held = select(Booking).filter_by(state=BOOKED)
    return {(booking.registration_id, booking.session.code) for booking in db.session.scalars(held)}


def crowd(luck: Random, number: int) -> None:
    load(with_sessions(shipped(), {session.code: {"room": None} for session in shipped().sessions}))
    programme = agenda.read()
    for _ in range(number):
        chosen = {slot.name: SlotChoice(luck.choice(slot.sessions).code) for slot in programme.bookable_slots}
        meals = tuple(meal.code for meal in programme.ticked if luck.random() < 0.6)
        registered(slots=chosen, meals=meals, days=luck.choice(DAYS))


def publish_some(luck: Random) -> None:
    for code in luck.sample(EDITED, 3):
        edit(code, changes(luck))
    was, before = agenda.read(), seats()
    foreseen = publishing.foreseen(was, drafting.read())
    assert release().told == foreseen.told
    left, programme = before & seats(), agenda.read()
    days = {person.id: person.days for person in db.session.scalars(select(Registration))}
    for code, effect in foreseen.sessions.items():
        if programme.by_code[code].bookable and not effect.called_off:
            assert effect.lose == sum(1 for _person, lost in before - left if lost == code)
            day = programme.by_code[code].starts_at.date()
            moved = day != was.by_code[code].starts_at.date()
            absent = [person for person, kept in left if kept == code and day.isoformat() not in days[person]]
            assert effect.absent == (len(absent) if moved else 0)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_foreseen_is_what_happens(app: Flask, seed: int) -> None:
    luck = Random(seed)
    with app.app_context():
        crowd(luck, 12)
        published = 0
        for _ in range(15):
            try:
                publish_some(luck)
                published += 1
            except (NothingToPublish, NotPublishable):
                db.session.rollback()
        assert published > 3
