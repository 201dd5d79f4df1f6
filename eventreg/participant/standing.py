"""What one participant's page tells: where they are expected, what they wait for, and what they would give up."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import func, select

from eventreg import tokens
from eventreg.agenda.programme import Programme, SessionEntry, Slot
from eventreg.db import db
from eventreg.registration import bookings
from eventreg.registration.choices import SlotChoice
from eventreg.registration.itinerary import Itinerary, itinerary, seat_in, seat_replaced
from eventreg.registration.models import Registration, SpecialNeeds, Token
from eventreg.registration.states import MANAGE, WAITLISTED


def find(token: str) -> Registration | None:
    """The registration that this manage token opens, cancelled or not."""
    living = (
        select(Registration)
        .join(Token, Token.registration_id == Registration.id)
        .where(Token.hash == tokens.sha256(token), Token.purpose == MANAGE, Token.revoked_at.is_(None))
    )
    return db.session.scalars(living).first()


@dataclass(frozen=True)
class Standing:
    registration: Registration
    programme: Programme
    states: Mapping[int, str]
    """Of bookings, by session id."""

    @cached_property
    def itinerary(self) -> Itinerary:
        return itinerary(
            self.programme,
            status=self.registration.status,
            days=self.registration.days,
            bookings=self.states,
        )

    @cached_property
    def places(self) -> Mapping[int, int]:
        """Place in each queue, by session id."""
        return bookings.places_in_queues(self.registration.id) if self.itinerary.waiting else {}

    @cached_property
    def preferences(self) -> Mapping[int, int]:
        """Of the queues, by session id: 1 is what the person would like most in a slot."""
        return bookings.preferences(self.registration.id) if self.itinerary.waiting else {}

    @cached_property
    def needs(self) -> SpecialNeeds | None:
        return db.session.get(SpecialNeeds, self.registration.id)

    @property
    def place_at_event(self) -> int:
        """1 for the first who waits for a place at the event."""
        mine = self.registration
        earlier = (Registration.created_at < mine.created_at) | (
            (Registration.created_at == mine.created_at) & (Registration.id <= mine.id)
        )
        statement = select(func.count()).where(Registration.status == WAITLISTED, earlier)
        return db.session.scalars(statement).one() or 0

    def seat(self, slot: Slot) -> SessionEntry | None:
        """The workshop of this slot in which the person has a seat."""
        return seat_in(slot, self.states)

    def given_up_for(self, session: SessionEntry) -> SessionEntry | None:
        """The seat that ends when one becomes free in `session`."""
        return seat_replaced(session, self.programme, self.states)

    def choice(self, slot: Slot) -> SlotChoice:
        """The bookings of a slot as the form's two fields say them."""
        seat = self.seat(slot)
        waits = [s for s in slot.sessions if self.states.get(s.id) == WAITLISTED and not s.cancelled]
        waits.sort(key=lambda s: self.preferences.get(s.id, 0), reverse=True)
        if seat is not None:
            return SlotChoice(seat.code, waits[-1].code if waits else None)
        codes = [session.code for session in waits]
        if len(codes) > 1 or len(slot.sessions) == 1:
            return SlotChoice(*codes[:2])
        return SlotChoice(None, *codes)


def load(registration: Registration, programme: Programme) -> Standing:
    return Standing(registration, programme, bookings.states(registration.id))
