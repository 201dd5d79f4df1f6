"""Filling an edition with fictitious participants, through the services that real ones go through."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import select

from eventreg.agenda.programme import Programme, Slot
from eventreg.db import db
from eventreg.demo.people import invent
from eventreg.event.models import Event
from eventreg.registration import changing, seats
from eventreg.registration.choices import Choices, SlotChoice
from eventreg.registration.models import Registration
from eventreg.registration.registering import Application, register
from eventreg.registration.seats import SeatCount

BATCH = 10
"""Registrations per commit: a visitor of the running application waits for one batch at most."""
BOTH_DAYS, CHOOSES, POPULAR, WISHES, MEAL = 0.8, 0.93, 0.68, 0.4, 0.8
CANCELS = 0.04


class NotOpen(Exception):
    """Nobody can have registered yet."""


def fill(number: int, seed: int, *, now: datetime) -> int:
    """Register `number` people between opening and `now`, cancel a few; how many were cancelled. Commits.

    The same seed invents the same people; who is there already is not invented again. Raises NotOpen.
    """
    random = Random(seed)  # noqa: S311 - people, not secrets
    taken = set(db.session.scalars(select(Registration.email_key)))
    made = []
    for position, moment in enumerate(_moments(random, number, now)):
        application = _application(random, taken, moment, f"demo-{seed}-{len(taken)}")
        made.append((register(application, now=moment).registration.id, moment))
        if position % BATCH == BATCH - 1:
            db.session.commit()
    db.session.commit()
    return _cancel_some(random, made, now)


def _moments(random: Random, number: int, now: datetime) -> list[datetime]:
    """When they registered: by day of the opening period, between eight and eight."""
    event = db.session.scalars(select(Event)).one()
    opens = event.registration_opens_at.astimezone(event.zone)
    ends = min(now, event.registration_closes_at - timedelta(minutes=1))
    if ends <= opens:
        raise NotOpen
    moments = []
    for _ in range(number):
        drawn = opens + random.random() * (ends - opens)
        awake = drawn.replace(hour=random.randrange(8, 20), minute=random.randrange(60))
        moments.append(awake if opens <= awake < ends else drawn)
    return sorted(moments)


def _application(random: Random, taken: set[str], moment: datetime, form_id: str) -> Application:
    programme, counts = seats.programme_and_seats()
    assert programme is not None  # noqa: S101 - _moments has read its row
    invented = invent(random, taken)
    days = _days(random, programme)
    choices = Choices(
        days=days,
        slots=dict(_slots(random, programme, counts, days)),
        meals=tuple(
            meal.code for meal in programme.ticked if meal.starts_at.date() in days and random.random() < MEAL
        ),
    )
    opened = moment - timedelta(minutes=4)
    return Application(invented.person, choices, invented.needs, invented.lang, form_id, opened)


def _days(random: Random, programme: Programme) -> tuple[date, ...]:
    if random.random() < BOTH_DAYS:
        return programme.dates
    return (random.choice(programme.dates),)


def _slots(
    random: Random, programme: Programme, counts: dict[int, SeatCount], days: tuple[date, ...]
) -> Iterator[tuple[str, SlotChoice]]:
    for slot in programme.bookable_slots:
        if slot.starts_at.date() in days and random.random() < CHOOSES:
            yield slot.name, _choice(random, slot, counts)


def _choice(random: Random, slot: Slot, counts: dict[int, SeatCount]) -> SlotChoice:
    """Most want the first workshop; once it is full most take another, and some wait for it beside that one."""
    first, *others = [session for session in slot.sessions if not session.cancelled]
    if not others:
        return SlotChoice(first.code)
    other = random.choice(others)
    if random.random() >= POPULAR:
        return SlotChoice(other.code)
    if not counts[first.id].full:
        return SlotChoice(first.code)
    return SlotChoice(other.code, first.code if random.random() < WISHES else None)


def _cancel_some(random: Random, made: list[tuple[int, datetime]], now: datetime) -> int:
    chosen = random.sample(made, int(len(made) * CANCELS))
    for registration_id, moment in chosen:
        changing.cancel(registration_id, now=moment + random.random() * (now - moment))
    db.session.commit()
    return len(chosen)
