"""Decisions of registration, pure: no Flask, no SQLAlchemy. The deadline policy stands here and nowhere else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Protocol, TypeVar

from eventreg.agenda.grid import Timed, overlap
from eventreg.registration.states import (
    BOOKED,
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
    return reason in REASONS and may_cancel(event, now)


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
    """The status of a new registration; who stands `beside` the capacity never waits."""
    return WAITLISTED if places.left == 0 and not beside else CONFIRMED


def seating(count: Counted, *, admitted: bool) -> str:
    """A seat while one is left that nobody waits for; otherwise a place in the queue. Nobody is refused."""
    return BOOKED if admitted and count.left != 0 else WAITLISTED


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for in one slot, as session ids."""

    seat: int | None
    wish: int | None


def settle(wanted: Wanted, free: dict[int, bool], held: int | None = None) -> dict[int, str]:
    """The bookings, by session id, that one slot ends with.

    `free` says of each session named whether a newcomer gets a seat there; `held` is the seat that the person has
    in the slot now. A wish for a workshop with a seat left is that seat: nobody waits while a seat is free. A full
    workshop chosen as the seat gives a place in its queue and keeps the seat already held.
    """
    best = next((s for s in (wanted.wish, wanted.seat) if s is not None and (s == held or free[s])), None)
    if best is None and wanted.seat is not None:
        best = held
    waiting = {s for s in (wanted.wish, wanted.seat) if s is not None and s != held and not free[s]}
    seats = {} if best is None else {best: BOOKED}
    return seats | dict.fromkeys(waiting, WAITLISTED)


T = TypeVar("T", bound=Timed)


def first_clash(sessions: Iterable[T]) -> tuple[T, T] | None:
    """Two of them that share an instant, if any."""
    ordered = sorted(sessions, key=lambda session: session.starts_at)
    for position, one in enumerate(ordered):
        for other in ordered[position + 1 :]:
            if overlap(one, other):
                return one, other
    return None
