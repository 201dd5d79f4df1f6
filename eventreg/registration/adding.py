"""Adding a person by hand, whom the form did not or no longer lets in: the organisers say why, and it is logged."""

from datetime import datetime

from eventreg.db import lock
from eventreg.event.models import EVENT_ID, Event
from eventreg.registration.errors import AlreadyRegistered
from eventreg.registration.models import Registration
from eventreg.registration.registering import Application, living, register


def add(application: Application, *, now: datetime, actor: str) -> Registration:
    """Register, whatever the deadline; the same form sent twice adds once. The mail says who did it.

    Raises AlreadyRegistered, DeadlinePassed (once the event is over), SessionsClash, SessionUnavailable.
    """
    lock(Event, EVENT_ID)
    known = living(application.person.email)
    if known is not None and known.form_id != application.form_id:
        raise AlreadyRegistered(known.reference)
    return register(application, now=now, actor=actor).registration
