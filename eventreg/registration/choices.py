"""From what somebody asks for, under the event's lock, to bookings.

The event's row is the lock of the programme and of every seat: whoever changes either holds it. So the programme in
memory, taken at the locked row's revision, is the truth until the transaction ends.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from eventreg.agenda.models import BOOKABLE_KIND, TICKED_KINDS
from eventreg.agenda.programme import Programme, SessionEntry
from eventreg.db import db
from eventreg.registration import rules, seats
from eventreg.registration.errors import SessionsClash, SessionUnavailable
from eventreg.registration.models import Booking, Registration
from eventreg.registration.states import BOOKED


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
    registration: Registration, choices: Choices, programme: Programme, *, admitted: bool, now: datetime
) -> dict[str, str]:
    """Bring the bookings of `registration` to `choices`; the caller has locked the event and then the registration.

    Returns all bookings that it ends with: state by session code. Raises SessionsClash, SessionUnavailable.
    """
    asked = [programme.by_code.get(choice.seat or "") for choice in choices.slots.values()]
    _refuse_clash([session for session in asked if session], programme)
    _refuse_unavailable(choices, programme)
    held = {
        b.session_id: b
        for b in db.session.scalars(select(Booking).filter_by(registration_id=registration.id))
    }
    counts = seats.count(programme)
    free = {key: rules.seating(count, admitted=admitted) == BOOKED for key, count in counts.items()}
    wanted = {programme.by_code[code].id: BOOKED for code in choices.meals}
    for slot in programme.bookable_slots:
        mine = {s.id: held[s.id].state for s in slot.sessions if s.id in held}
        choice = choices.slots.get(slot.name)
        wanted |= mine if choice is None else _settled(choice, programme, free, mine)
    _refuse_clash([programme.by_id[key] for key, state in wanted.items() if state == BOOKED], programme)
    registration.days = [day.isoformat() for day in choices.days]
    seats.changed()
    _write(registration, held, wanted, now)
    return {programme.by_id[key].code: state for key, state in wanted.items()}


def _settled(
    choice: SlotChoice, programme: Programme, free: dict[int, bool], mine: Mapping[int, str]
) -> dict[int, str]:
    seat, wish = (programme.by_code[code].id if code else None for code in (choice.seat, choice.wish))
    held = next((key for key, state in mine.items() if state == BOOKED), None)
    return rules.settle(rules.Wanted(seat, wish), free, held)


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
    registration: Registration, held: Mapping[int, Booking], wanted: Mapping[int, str], now: datetime
) -> None:
    """Who keeps a place in a queue keeps the time of joining."""
    for session_id, booking in held.items():
        if session_id not in wanted:
            db.session.delete(booking)
    for session_id, state in wanted.items():
        if session_id not in held:
            db.session.add(
                Booking(registration=registration, session_id=session_id, state=state, joined_at=now)
            )
        elif held[session_id].state != state:
            held[session_id].state, held[session_id].joined_at = state, now
