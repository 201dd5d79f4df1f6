"""Decisions of registration, pure: no Flask, no SQLAlchemy. The deadline policy stands here and nowhere else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Protocol, TypeVar

from eventreg.agenda.grid import Timed, overlap
from eventreg.registration.states import (
    CONFIRMED,
    GUEST,
    ORGANISER,
    PARTICIPANT,
    PRESS,
    SPEAKER,
    WAITLISTED,
)

NOT_OPEN, OPEN, CLOSED = "not_open", "open", "closed"

REASONS = ("deadline_missed", "replacement", "contributor", "official", "technical", "other")
"""For which the organisers add somebody themselves, whatever the deadline."""
WALK_IN = "walk-in"
"""Somebody stands at the door: no deadline is in question, and a phone may tell of it after the event."""


class Deadlines(Protocol):
    """The event row, or the programme in memory."""

    @property
    def registration_opens_at(self) -> datetime: ...
    @property
    def registration_closes_at(self) -> datetime: ...
    @property
    def changes_close_at(self) -> datetime: ...
    @property
    def grace_minutes(self) -> int: ...


class Dated(Protocol):
    @property
    def ends_on(self) -> date: ...
    @property
    def zone(self) -> tzinfo: ...


class Grant(Protocol):
    """What a category may: a table of the edition, or one of `GRANTS`."""

    @property
    def code(self) -> str: ...
    @property
    def after_deadline(self) -> bool: ...
    @property
    def beside_capacity(self) -> bool: ...


class Granting(Deadlines, Dated, Protocol):
    @property
    def categories(self) -> Sequence[Grant]: ...


class Counted(Protocol):
    @property
    def left(self) -> int | None: ...
    @property
    def waiting(self) -> int: ...


def registration_state(event: Deadlines, now: datetime) -> str:
    """What the page says: `not_open`, `open` or `closed`; the closing instant itself is closed."""
    if now < event.registration_opens_at:
        return NOT_OPEN
    return OPEN if now < event.registration_closes_at else CLOSED


def may_register(event: Deadlines, now: datetime, form_opened_at: datetime) -> bool:
    """Open now, or the form was opened before closing and the grace has not run out."""
    state = registration_state(event, now)
    if state != CLOSED:
        return state == OPEN
    opened_in_time = registration_state(event, form_opened_at) == OPEN
    return opened_in_time and now < event.registration_closes_at + timedelta(minutes=event.grace_minutes)


@dataclass(frozen=True, slots=True)
class _Grant:
    code: str
    after_deadline: bool
    beside_capacity: bool


# The programme cannot do without those who make it, and the press is not counted among the public.
GRANTS = (
    _Grant(PARTICIPANT, after_deadline=False, beside_capacity=False),
    _Grant(SPEAKER, after_deadline=True, beside_capacity=True),
    _Grant(ORGANISER, after_deadline=True, beside_capacity=True),
    _Grant(PRESS, after_deadline=True, beside_capacity=True),
    _Grant(GUEST, after_deadline=True, beside_capacity=False),
)


def grant(event: Granting, category: str) -> Grant:
    """What the edition says of this category, or else `GRANTS`."""
    return next(one for one in (*event.categories, *GRANTS) if one.code == category)


def may_register_as(event: Granting, now: datetime, form_opened_at: datetime, category: str) -> bool:
    """As everybody; and after closing, until the event is over, those whose category may."""
    if may_register(event, now, form_opened_at):
        return True
    late = registration_state(event, now) == CLOSED and grant(event, category).after_deadline
    return late and may_cancel(event, now)


def may_be_added(event: Dated, now: datetime, reason: str) -> bool:
    """The organisers add somebody at any time until the event is over, and say why."""
    return reason == WALK_IN or (reason in REASONS and may_cancel(event, now))


def may_change(event: Deadlines, now: datetime) -> bool:
    """Until when participants change workshops and details by themselves."""
    return now < event.changes_close_at


def may_cancel(event: Dated, now: datetime) -> bool:
    """Until the end of the last day, in the event's zone."""
    return now.astimezone(event.zone).date() <= event.ends_on


def days_left(event: Deadlines, now: datetime) -> int | None:
    """Whole calendar days until the last day of registration, 0 on that day; None once closed."""
    if registration_state(event, now) == CLOSED:
        return None
    zone = event.registration_closes_at.tzinfo
    last = event.registration_closes_at - timedelta(microseconds=1)
    return (last.date() - now.astimezone(zone).date()).days


def admission(places: Counted, *, beside: bool = False) -> str:
    """The status of a new registration: a place that somebody waits for is not one for a newcomer.

    Who stands `beside` the capacity never waits.
    """
    full = places.left == 0 or bool(places.waiting)
    return WAITLISTED if full and not beside else CONFIRMED


@dataclass(frozen=True, slots=True)
class Asked:
    """What one slot's two answers come to, as session ids."""

    keeps: bool
    """The seat held now stays, until something asked for frees."""
    waits: Mapping[int, int]
    """Preference (1 is the best) by session asked for. Each is a place in a queue, which a free seat ends at once."""


def asked(seat: int | None, wish: int | None, held: int | None) -> Asked:
    """`wish` is liked better than `seat`, and `seat` better than what is `held`; nobody waits for less than they hold.

    Without a `seat` the one held is given up.
    """
    ranked = list(dict.fromkeys(key for key in (wish, seat) if key is not None))
    if held in ranked:
        return Asked(keeps=True, waits=_preferences(ranked[: ranked.index(held)]))
    return Asked(keeps=seat is not None, waits=_preferences(ranked))


def _preferences(ranked: list[int]) -> dict[int, int]:
    return {key: number for number, key in enumerate(ranked, start=1)}


def seat_is_free(*, capacity: int | None, taken: int, before: int) -> bool:
    """Whether the first of a queue gets a seat. `before` people, who lost theirs, come before them."""
    return capacity is None or taken + before < capacity


def still_ahead(session: Timed, now: datetime) -> bool:
    """Nobody is moved into a session that has begun."""
    return now < session.starts_at


T = TypeVar("T", bound=Timed)


def first_clash(sessions: Iterable[T]) -> tuple[T, T] | None:
    """Two of them that share an instant, if any."""
    ordered = sorted(sessions, key=lambda session: session.starts_at)
    for position, one in enumerate(ordered):
        for other in ordered[position + 1 :]:
            if overlap(one, other):
                return one, other
    return None


MORNING = time(9)
"""When people are asked whether they still come, and reminded: on the clock of the event's zone, summer or winter."""


def morning_before(first_day: date, days: int, zone: tzinfo) -> datetime | None:
    """So many days before the first one; None for 0, which says never."""
    return datetime.combine(first_day - timedelta(days=days), MORNING, zone) if days else None


def has_begun(first_day: date, zone: tzinfo, now: datetime) -> bool:
    """From midnight of the first day on. Before, places are given back in time; after, people are absent."""
    return now.astimezone(zone).date() >= first_day
