"""Giving back the places of those who were asked whether they still come and have not said."""

from collections.abc import Collection, Sequence
from datetime import datetime

from eventreg.db import lock
from eventreg.event.models import EVENT_ID, Event
from eventreg.reconfirmation import queries
from eventreg.reconfirmation.errors import EventBegun
from eventreg.registration import changing, rules
from eventreg.registration.models import Registration
from eventreg.registration.states import NO_ANSWER, NO_SHOW


def release(references: Collection[str], *, now: datetime, actor: str) -> Sequence[Registration]:
    """End the registrations named that have still no answer; answers those.

    Whoever answered, cancelled or was not named keeps what they have. Raises EventBegun.
    """
    event = lock(Event, EVENT_ID)
    if rules.has_begun(event.starts_on, event.zone, now):
        raise EventBegun
    locked = [lock(Registration, found.id) for found in queries.silent(references)]
    # An answer that was under way while the list was read has been committed before its row could be locked.
    silent = [one for one in locked if one.living and one.reconfirmed_at is None]
    changing.give_up(silent, event, now=now, actor=actor, reason=NO_ANSWER)
    return silent


def remove_absent(registration_id: int, *, now: datetime, actor: str) -> None:
    """End the registration of somebody who has not come. Raises AlreadyCancelled."""
    changing.cancel(registration_id, now=now, actor=actor, reason=NO_SHOW)
