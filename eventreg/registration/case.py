"""What one mail is about: the registration, the programme and the links, as they are when it is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventreg import clock
from eventreg.agenda import programme as agenda
from eventreg.agenda.models import BOOKABLE_KIND, CHOOSABLE_KINDS
from eventreg.agenda.programme import Programme
from eventreg.db import db
from eventreg.mail.models import OutboxMail
from eventreg.registration import bookings, issuing
from eventreg.registration.itinerary import Itinerary, itinerary
from eventreg.registration.models import Registration
from eventreg.registration.states import CONFIRMED, MANAGE


@dataclass(frozen=True, slots=True)
class Case:
    """One mail being written: to whom, about what, in `speaking(lang)`."""

    registration: Registration
    programme: Programme
    own: Itinerary
    states: Mapping[int, str]
    links: Mapping[str, str]
    """Clear tokens by purpose."""
    base: str
    now: datetime

    @property
    def confirmed(self) -> bool:
        return self.registration.status == CONFIRMED

    @property
    def page(self) -> str:
        return f"{self.base}/mon-inscription/{self.links[MANAGE]}"

    def local(self, instant: datetime) -> datetime:
        return instant.astimezone(self.programme.zone)


def case_of(row: OutboxMail) -> Case | None:
    """None when the registration, or the whole edition, has been erased."""
    registration = db.session.get(Registration, row.registration_id) if row.registration_id else None
    programme = agenda.current()
    if registration is None or programme is None:
        return None
    states = bookings.states(registration.id)
    own = itinerary(programme, status=registration.status, days=registration.days, bookings=states)
    links = issuing.clear_tokens(registration, programme.edition.event.tag)
    return Case(registration, programme, own, states, links, str(row.params["base_url"]), clock.now())


def told_before(case: Case, params: Mapping[str, Any], status: str) -> Itinerary:
    """The personal programme that the mail before this one told."""
    known = case.programme.by_code
    states = {known[code].id: state for code, state in params["before"].items() if code in known}
    days = params.get("days", case.registration.days)
    return itinerary(case.programme, status=status, days=days, bookings=states)


def known_before(case: Case, params: Mapping[str, Any], status: str) -> frozenset[int]:
    """Ids of what that mail told as one's own, also of what was on another day then, or for everybody."""
    days = params.get("days", case.registration.days) if status == CONFIRMED else ()
    told = {session: params.get(f"session.{session.code}", {}) for session in case.programme.sessions}
    attended = {
        session.id
        for session, was in told.items()
        if was.get("kind", BOOKABLE_KIND) not in CHOOSABLE_KINDS and was["starts_at"][:10] in days
    }
    return told_before(case, params, status).ids | attended
