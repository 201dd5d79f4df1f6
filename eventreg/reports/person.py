"""Everything that the organisers see of one participant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, select

from eventreg.accounts.staff import emails
from eventreg.agenda.programme import Programme, SessionEntry
from eventreg.audit import AuditEntry
from eventreg.checkin.models import CheckIn, Device, IdentityCheck
from eventreg.db import db
from eventreg.mail.models import FAILED, QUEUED, SENT, OutboxMail
from eventreg.registration import bookings
from eventreg.registration import colleagues as colleague
from eventreg.registration.models import Registration, SpecialNeeds
from eventreg.registration.resending import may_resend

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Held:
    """A seat, or a place in a queue (1 is the first who waits)."""

    session: SessionEntry
    place: int | None


@dataclass(frozen=True, slots=True)
class Posted:
    """A message, with what staff may do about it."""

    mail: OutboxMail
    again: bool

    @property
    def at(self) -> datetime:
        """When it came to what is told of it."""
        if self.mail.state == SENT:
            return self.mail.sent_at or self.mail.created_at
        return (self.mail.answered_at if self.mail.state in FAILED else None) or self.mail.created_at


@dataclass(frozen=True, slots=True)
class Dossier:
    registration: Registration
    needs: SpecialNeeds | None
    held: Sequence[Held]
    mails: Sequence[Posted]
    movements: Sequence[CheckIn]
    identity: Sequence[IdentityCheck]
    trail: Sequence[AuditEntry]


def dossier(registration: Registration, programme: Programme) -> Dossier:
    key = registration.id
    return Dossier(
        registration=registration,
        needs=db.session.get(SpecialNeeds, key),
        held=_held(key, programme),
        mails=_posted(registration),
        movements=_all(select(CheckIn).filter_by(registration_id=key).order_by(CheckIn.id.desc())),
        identity=_all(select(IdentityCheck).filter_by(registration_id=key).order_by(IdentityCheck.id.desc())),
        trail=_all(select(AuditEntry).filter_by(registration_id=key).order_by(AuditEntry.id.desc())),
    )


def actors(dossier: Dossier) -> dict[str, str]:
    return names({entry.actor for entry in dossier.trail})


def names(named: set[str]) -> dict[str, str]:
    """Who stands behind the audit's `staff:<id>`, `device:<id>` and `registration:<id>`: an address or a name."""
    devices = _all(select(Device).where(Device.id.in_(_numbers(named, "device:"))))
    colleagues = _all(select(Registration).where(Registration.id.in_(_numbers(named, colleague.PREFIX))))
    return (
        emails(named)
        | {f"device:{device.id}": device.name for device in devices}
        | {colleague.actor(person): person.name for person in colleagues}
    )


def _numbers(actors: set[str], prefix: str) -> list[int]:
    return [int(actor.removeprefix(prefix)) for actor in actors if actor.startswith(prefix)]


def _posted(registration: Registration) -> list[Posted]:
    """Newest first."""
    rows = _all(select(OutboxMail).filter_by(registration_id=registration.id).order_by(OutboxMail.id.desc()))
    waiting = {row.kind for row in rows if row.state == QUEUED}
    return [Posted(row, may_resend(row, registration) and row.kind not in waiting) for row in rows]


def _held(registration_id: int, programme: Programme) -> list[Held]:
    places = bookings.places_in_queues(registration_id)
    held = [programme.by_id[key] for key in bookings.states(registration_id)]
    return [Held(session, places.get(session.id)) for session in sorted(held, key=lambda s: s.starts_at)]


def _all(statement: Select[T]) -> Sequence[T]:
    return db.session.scalars(statement).all()
