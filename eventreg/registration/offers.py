"""What is left for people who lost a seat, and until when they come first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from eventreg.agenda.grid import overlap
from eventreg.agenda.programme import Programme, SessionEntry
from eventreg.registration import bookings, displacements, seats
from eventreg.registration.rules import still_ahead
from eventreg.registration.states import BOOKED, WAITLISTED


@dataclass(frozen=True, slots=True)
class Offer:
    """In one slot."""

    slot: str
    starts_at: datetime
    ends_at: datetime
    until: datetime
    """In the event's zone."""
    sessions: Sequence[tuple[SessionEntry, int | None]]
    """With the seats left in each (None is no limit); those who lost a seat before come before."""


def offers(registration_id: int, programme: Programme, now: datetime) -> list[Offer]:
    """None without a seat lost; then the workshops in which one is left."""
    lost = displacements.of(registration_id, now)
    if not lost:
        return []
    counts, mine, found = seats.count(programme), bookings.states(registration_id), []
    held = [programme.by_id[key] for key, state in mine.items() if state == BOOKED]
    held = [session for session in held if session.bookable and not session.cancelled]
    for slot in programme.bookable_slots:
        until = [one.expires_at for one in lost if one.touches(slot)]
        open_ = [s for s in slot.sessions if not s.cancelled and still_ahead(s, now)]
        # Nothing that would cost a seat held at the same time.
        free = [s for s in open_ if counts[s.id].empty != 0 and not any(overlap(s, one) for one in held)]
        waits = any(mine.get(s.id) == WAITLISTED for s in open_)
        if until and (free or not waits):
            left = [(s, counts[s.id].empty) for s in free]
            until_here = max(until).astimezone(programme.zone)
            found.append(Offer(slot.name, slot.starts_at, slot.ends_at, until_here, left))
    return found
