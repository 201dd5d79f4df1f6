"""From what somebody asks for, under the event's lock, to bookings.

The event's row is the lock of the programme and of every seat: whoever changes either holds it. So the programme in
memory, taken at the locked row's revision, is the truth until the transaction ends.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from eventreg.agenda.models import BOOKABLE_KIND, TICKED_KINDS
from eventreg.agenda.programme import Programme, SessionEntry, Slot
from eventreg.db import db
from eventreg.registration import displacements, rules, seats
from eventreg.registration.errors import SessionsClash, SessionUnavailable
from eventreg.registration.models import Booking, Registration
from eventreg.registration.promotion import Person, Promotion
from eventreg.registration.states import BOOKED, WAITLISTED


@dataclass(frozen=True, slots=True)
class SlotChoice:
    """Of one slot: the codes of the seat and of the workshop waited for."""

    seat: str | None = None
    wish: str | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    days: tuple[date, ...]
    slots: Mapping[str, SlotChoice] = field(default_factory=dict)
    """By slot name. The bookings of a slot that is not named stay as they are."""
    meals: tuple[str, ...] = ()


def book(
    registration: Registration, choices: Choices, programme: Programme, *, now: datetime
) -> dict[str, str]:
    """Bring the bookings of `registration` to `choices`; the caller has locked the event and then the registration.

    Returns all bookings that it ends with: state by session code. Raises SessionsClash, SessionUnavailable.
    """
    asked = [programme.by_code.get(choice.seat or "") for choice in choices.slots.values()]
    _refuse_clash([session for session in asked if session], programme)
    _refuse_unavailable(choices, programme)
    held = _held(registration)
    wanted = {programme.by_code[code].id: _Row(BOOKED) for code in choices.meals}
    for slot in programme.bookable_slots:
        mine = {s.id: held[s.id] for s in slot.sessions if s.id in held}
        choice = choices.slots.get(slot.name)
        kept = {key: _Row(row.state, row.preference) for key, row in mine.items()}
        wanted |= kept if choice is None else _settled(choice, slot, programme, kept)
    _refuse_clash(_seated(wanted, programme), programme)
    days = [day.isoformat() for day in choices.days]
    if registration.days != days:
        registration.days = days
    bookings = _write(registration, held, wanted, programme, now)
    asked_for = {key for key in bookings if key not in held and bookings[key].state == WAITLISTED}
    given_up = {key for key in held if key not in bookings}
    seats.changed()
    if asked_for or given_up:
        Promotion(programme, now, own=Person(registration, programme, bookings)).run(asked_for | given_up)
    return {programme.by_id[key].code: booking.state for key, booking in bookings.items()}


@dataclass(frozen=True, slots=True)
class _Row:
    state: str
    preference: int = 1


def _held(registration: Registration) -> dict[int, Booking]:
    found = select(Booking).filter_by(registration_id=registration.id).order_by(Booking.id)
    return {booking.session_id: booking for booking in db.session.scalars(found)}


def _settled(
    choice: SlotChoice, slot: Slot, programme: Programme, mine: Mapping[int, _Row]
) -> dict[int, _Row]:
    """What the slot holds before its free seats are given. A cancelled workshop stays among one's own, as cancelled."""
    seat, wish = (programme.by_code[code].id if code else None for code in (choice.seat, choice.wish))
    seats_held = {key: row for key, row in mine.items() if row.state == BOOKED}
    cancelled = {s.id: seats_held[s.id] for s in slot.sessions if s.cancelled and s.id in seats_held}
    # A move may have left two seats, one after the other, in what is one slot now. The form shows the first: who names
    # another gives up the rest, who names neither keeps them until something asked for at their time frees.
    live = [key for key in seats_held if key not in cancelled]
    live = [seat] if seat in live[1:] else live
    held = next((key for key in (wish, seat, *live) if key in live), None)
    asked = rules.asked(seat, wish, held)
    kept = {key: seats_held[key] for key in live} if asked.keeps else {}
    return cancelled | kept | {key: _Row(WAITLISTED, number) for key, number in asked.waits.items()}


def _seated(wanted: Mapping[int, _Row], programme: Programme) -> list[SessionEntry]:
    sessions = [programme.by_id[key] for key, row in wanted.items() if row.state == BOOKED]
    return [session for session in sessions if not session.cancelled]


def _refuse_unavailable(choices: Choices, programme: Programme) -> None:
    slots = {slot.name: slot for slot in programme.bookable_slots}
    for name, choice in choices.slots.items():
        for prefix, code in (("slot", choice.seat), ("wish", choice.wish)):
            if code and not _offered(programme.by_code.get(code), (BOOKABLE_KIND,)):
                raise SessionUnavailable(f"{prefix}-{name}")
            # A session that moved while the form was open stands in another slot now.
            if code and (name not in slots or programme.by_code[code] not in slots[name].sessions):
                raise SessionUnavailable(f"{prefix}-{name}")
    if not all(_offered(programme.by_code.get(code), TICKED_KINDS) for code in choices.meals):
        raise SessionUnavailable("meals")


def _offered(session: SessionEntry | None, kinds: tuple[str, ...]) -> bool:
    return session is not None and session.kind in kinds and not session.cancelled


def _refuse_clash(sessions: list[SessionEntry], programme: Programme) -> None:
    """Whatever slot a workshop was sent under: the times decide."""
    clash = rules.first_clash([session for session in sessions if session.bookable])
    if clash:
        one, other = clash
        raise SessionsClash(f"slot-{programme.slot_of(other).name}", one.title, other.title)


def _write(
    registration: Registration,
    held: Mapping[int, Booking],
    wanted: Mapping[int, _Row],
    programme: Programme,
    now: datetime,
) -> dict[int, Booking]:
    """All that it ends with. Who stays in a queue keeps the time of joining."""
    for key in held.keys() - wanted.keys():
        db.session.delete(held[key])
    new = wanted.keys() - held.keys()
    displaced = displacements.of(registration.id, now) if new else ()
    bookings = {}
    for key, row in wanted.items():
        if key in new:
            joined_at = displacements.joining(displaced, programme.by_id[key], now)
            bookings[key] = Booking(
                registration=registration, session_id=key, state=row.state, joined_at=joined_at
            )
            db.session.add(bookings[key])
        else:
            bookings[key] = held[key]
        bookings[key].preference = row.preference
    return bookings
