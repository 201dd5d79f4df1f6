"""A few participants with their secret links, so that a visitor can try their page and the door at once."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, exists, select

from eventreg.agenda.programme import Programme
from eventreg.db import db
from eventreg.registration import states
from eventreg.registration.issuing import clear_tokens
from eventreg.registration.models import Booking, Registration


@dataclass(frozen=True, slots=True)
class Sample:
    why: object
    """A lazy text."""
    registration: Registration
    tokens: dict[str, str]


def samples(programme: Programme) -> list[Sample]:
    """One of each sort that there is."""
    found: list[Sample] = []
    for why, condition in _sorts():
        known = [sample.registration.id for sample in found]
        statement = select(Registration).where(condition, Registration.id.not_in(known))
        registration = db.session.scalars(statement.order_by(Registration.id).limit(1)).first()
        if registration is not None:
            tag = programme.edition.event.tag
            found.append(Sample(why, registration, clear_tokens(registration, tag)))
    return found


def _sorts() -> list[tuple[object, ColumnElement[bool]]]:
    confirmed = Registration.status == states.CONFIRMED
    waits = exists().where(Booking.registration_id == Registration.id, Booking.state == states.WAITLISTED)
    return [
        (_l("Sur la liste d’attente d’un atelier"), confirmed & waits),
        (_l("Inscription confirmée, en français"), confirmed & (Registration.lang == "fr")),
        (_l("Inscription confirmée, en anglais"), confirmed & (Registration.lang == "en")),
        (_l("Inscription annulée : badge refusé"), Registration.status == states.CANCELLED),
    ]
