"""The organisers say in what capacity somebody comes, after they have registered."""

from datetime import datetime

from eventreg import audit
from eventreg.agenda import programme as agenda
from eventreg.db import lock
from eventreg.event.models import EVENT_ID, Event
from eventreg.registration import rules, states
from eventreg.registration.errors import AlreadyCancelled
from eventreg.registration.models import Registration
from eventreg.registration.promotion import Promotion


def change_category(registration_id: int, category: str, *, now: datetime, actor: str) -> bool:
    """False when it was that already. Who stands beside the capacity from now on gives a place to who waits first.

    Whoever comes to count again keeps their place, as after a capacity was lowered. Raises AlreadyCancelled.
    """
    event = lock(Event, EVENT_ID)
    registration = lock(Registration, registration_id)
    if not registration.living:
        raise AlreadyCancelled
    if registration.category == category:
        return False
    data = {"before": registration.category, "after": category}
    beside = rules.grant(event, category).beside_capacity
    frees = beside and not registration.beside_capacity
    registration.category, registration.beside_capacity, registration.updated_at = category, beside, now
    audit.record("category.changed", at=now, actor=actor, registration_id=registration.id, data=data)
    programme = agenda.of(event)
    waits = frees and registration.status == states.WAITLISTED
    Promotion(programme, now).run((), places=frees and not waits, beside=[registration] if waits else [])
    return True
