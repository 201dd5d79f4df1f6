"""A workshop fills at its door while organisers change it and participants their minds: nobody waits for ever."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from flask import Flask

from eventreg.db import db
from eventreg.registration import changing
from eventreg.registration.choices import Choices, SlotChoice
from tests.checkin.door import badge_of, door, item
from tests.registration.answers import FIRST
from tests.registration.editions import capacities, load, with_sessions
from tests.support.people import DAY_1, DAY_2, OPEN, registered

ROUNDS = 8


def test_no_deadlock_between_door_programme_and_participants(app_each_db: Flask) -> None:
    with app_each_db.app_context():
        edition = capacities({"atelier-1": 3})
        people = [registered(slots={FIRST: SlotChoice("atelier-2", "atelier-1")}) for _ in range(6)]
        keys, badges = [person.id for person in people], [badge_of(person) for person in people]
    gate = door(app_each_db)

    def scans() -> list[object]:
        rounds = itertools.islice(itertools.cycle(badges), ROUNDS * 3)
        return [gate.scans(item(badge, "verified", list="atelier-1"))[0]["verdict"] for badge in rounds]

    def organises() -> None:
        for number in range(ROUNDS):
            with app_each_db.app_context():
                later = OPEN + timedelta(minutes=number)
                load(with_sessions(edition, {"atelier-1": {"capacity": 2 + number % 3}}), later)

    def changes() -> None:
        for number in range(ROUNDS):
            with app_each_db.app_context():
                choice = SlotChoice("atelier-1") if number % 2 else SlotChoice("atelier-2", "atelier-1")
                choices = Choices((DAY_1, DAY_2), {FIRST: choice})
                changing.change_choices(keys[number % 6], choices, now=OPEN + timedelta(hours=number))
                db.session.commit()

    with ThreadPoolExecutor(4) as pool:
        doors = [pool.submit(scans) for _ in range(2)]
        others = [pool.submit(organises), pool.submit(changes)]
        for other in others:
            other.result()
        verdicts = {verdict for one in doors for verdict in one.result()}
    assert "error" not in verdicts
    assert verdicts <= {"ok", "already_in", "full"}
