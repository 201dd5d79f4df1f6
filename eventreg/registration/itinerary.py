"""The personal programme: which sessions of the event are one person's own. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from eventreg.agenda.grid import overlap
from eventreg.agenda.programme import Programme, SessionEntry, Slot
from eventreg.registration.states import BOOKED, CONFIRMED, WAITLISTED


@dataclass(frozen=True, slots=True)
class Itinerary:
    """Sessions by start. A cancelled session stays among one's own: the person has to learn of it."""

    sessions: tuple[SessionEntry, ...]
    """Where the person is expected."""
    waiting: tuple[SessionEntry, ...]
    """Workshops in whose queue the person stands."""
    unannounced: tuple[SessionEntry, ...] = ()
    """Of both, what has moved to a day on which the person has not said to come."""

    @property
    def ids(self) -> frozenset[int]:
        return frozenset(session.id for session in self.sessions)

    @property
    def days(self) -> tuple[tuple[date, tuple[SessionEntry, ...]], ...]:
        """The own sessions of each day."""
        by_date: dict[date, list[SessionEntry]] = {}
        for session in self.sessions:
            by_date.setdefault(session.starts_at.date(), []).append(session)
        return tuple((day, tuple(found)) for day, found in by_date.items())


def itinerary(
    programme: Programme, *, status: str, days: Collection[str], bookings: Mapping[int, str]
) -> Itinerary:
    """What everybody attends on the ticked `days` (ISO dates), and what was booked or ticked.

    `status` is the registration's, `bookings` the state by session id. Who waits for a place at the event is
    expected nowhere yet; who has cancelled is expected nowhere any more.
    """
    return Itinerary(
        tuple(s for s in programme.sessions if status == CONFIRMED and _own(s, days, bookings)),
        tuple(s for s in programme.sessions if bookings.get(s.id) == WAITLISTED and not s.cancelled),
        tuple(s for s in programme.sessions if s.id in bookings and not s.cancelled and not _on(s, days)),
    )


def seat_in(slot: Slot, bookings: Mapping[int, str]) -> SessionEntry | None:
    """The workshop of this slot in which the person has a seat."""
    return next((s for s in slot.sessions if bookings.get(s.id) == BOOKED and not s.cancelled), None)


def seat_replaced(
    session: SessionEntry, programme: Programme, bookings: Mapping[int, str]
) -> SessionEntry | None:
    """The seat that ends when one becomes free in `session`: the first of those at its time."""
    beside = (s for s in programme.slot_of(session).sessions if not s.cancelled and overlap(s, session))
    return next((s for s in beside if bookings.get(s.id) == BOOKED), None)


def _own(session: SessionEntry, days: Collection[str], bookings: Mapping[int, str]) -> bool:
    if session.choosable:
        return bookings.get(session.id) == BOOKED
    return _on(session, days)


def _on(session: SessionEntry, days: Collection[str]) -> bool:
    return session.starts_at.date().isoformat() in days
