"""Registering a person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select

from eventreg import audit
from eventreg.agenda import programme as agenda
from eventreg.db import db, lock
from eventreg.event.models import EVENT_ID, Event
from eventreg.mail import outbox
from eventreg.mail.models import OutboxMail
from eventreg.registration import issuing, reminders, rules, seats, states
from eventreg.registration.choices import Choices, book
from eventreg.registration.errors import DeadlinePassed, NotOpenYet
from eventreg.registration.models import Registration, SpecialNeeds
from eventreg.registration.names import email_key, new_reference, search_key
from eventreg.registration.promotion import admit

CONFIRMATION, ALREADY_REGISTERED = "confirmation", "already_registered"
# Whoever types somebody else's address again and again sends them one reminder of their link an hour.
REMINDER_PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Person:
    given_name: str
    family_name: str
    email: str
    """Empty for somebody who was registered at the door and gave none."""
    organisation: str = ""
    organisation_kind: str = ""
    job_title: str = ""


@dataclass(frozen=True, slots=True)
class Needs:
    """Diet and access needs, given with consent."""

    dietary: str = ""
    access_needs: str = ""

    def __bool__(self) -> bool:
        return bool(self.dietary or self.access_needs)


@dataclass(frozen=True, slots=True)
class Added:
    reason: str
    """One of `rules.REASONS`, or WALK_IN; goes into the audit."""
    note: str = ""
    """In the organisers' own words; kept with the registration, and erased with it."""
    beside_capacity: bool = False
    """Who is inside already gets a place, whatever the capacity."""


@dataclass(frozen=True, slots=True)
class Application:
    """What a form asks for. `form_id` and `form_opened_at` come signed with the form."""

    person: Person
    choices: Choices
    needs: Needs
    lang: str
    form_id: str
    form_opened_at: datetime
    category: str = states.PARTICIPANT
    """Another than this takes an invitation, or the organisers."""
    added: Added | None = None
    """Where the organisers register somebody: why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    kind: Literal["registered", "already_registered", "repeated"]
    registration: Registration


def register(application: Application, *, now: datetime, actor: str = audit.PARTICIPANT) -> Outcome:
    """Register, with a seat or a place in the queue of each workshop chosen, and write the confirmation.

    An address that is registered already keeps what it has and gets a mail with its own link.
    Raises NotOpenYet, DeadlinePassed, SessionsClash, SessionUnavailable.
    """
    event = lock(Event, EVENT_ID)
    if not _in_time(application, event, now):
        raise _closed(event, now)
    known = living(application.person.email)
    if known is not None:
        return _known(known, application, now)
    registration = _new(application, event, actor, now)
    db.session.flush()
    programme = agenda.of(event)
    bookings = book(registration, application.choices, programme, now=now)
    if registration.status == states.WAITLISTED and seats.event_seats(event.capacity).left:
        # People wait although places are free, as in a database of before they were given away: nobody goes on so.
        bookings = admit(registration, programme, now=now)
    issuing.issue_all(registration, event.tag, now)
    if application.needs:
        keep_needs(registration, application.needs, now)
    audit.record(
        "registered", at=now, actor=actor, registration_id=registration.id,
        data={"status": registration.status, "bookings": bookings, **_grounds(application)},
    )  # fmt: skip
    outbox.enqueue(CONFIRMATION, registration, now=now)
    reminders.plan(registration, programme, now=now)
    return Outcome("registered", registration)


def living(email: str) -> Registration | None:
    """The registration of this address that is not cancelled."""
    statement = select(Registration).where(
        Registration.email_key == email_key(email), Registration.status != states.CANCELLED
    )
    return db.session.scalars(statement).first()


def keep_needs(registration: Registration, needs: Needs, now: datetime) -> bool:
    """Keep, change or erase diet and access needs; consent was checked by the form. Answers whether they differ."""
    kept = db.session.get(SpecialNeeds, registration.id)
    before = Needs(kept.dietary, kept.access_needs) if kept else Needs()
    if before == needs:
        return False
    if kept is None:
        db.session.add(
            SpecialNeeds(
                registration_id=registration.id,
                dietary=needs.dietary,
                access_needs=needs.access_needs,
                consented_at=now,
            )
        )
    elif needs:
        kept.dietary, kept.access_needs, kept.consented_at = needs.dietary, needs.access_needs, now
    else:
        db.session.delete(kept)
    return True


def _in_time(application: Application, event: Event, now: datetime) -> bool:
    if application.added is not None:
        return rules.may_be_added(event, now, application.added.reason)
    return rules.may_register_as(event, now, application.form_opened_at, application.category)


def _grounds(application: Application) -> dict[str, str]:
    """What let somebody in otherwise than everybody, for the audit."""
    category = {} if application.category == states.PARTICIPANT else {"category": application.category}
    return category | ({"reason": application.added.reason} if application.added else {})


def _closed(event: Event, now: datetime) -> NotOpenYet | DeadlinePassed:
    if rules.registration_state(event, now) == rules.NOT_OPEN:
        return NotOpenYet()
    return DeadlinePassed(event.registration_closes_at.astimezone(event.zone))


def _known(registration: Registration, application: Application, now: datetime) -> Outcome:
    if registration.form_id == application.form_id:
        return Outcome("repeated", registration)
    remind(registration, now)
    return Outcome("already_registered", registration)


def remind(registration: Registration, now: datetime) -> None:
    """Send the link to one's page to the address that it belongs to, not more often than REMINDER_PAUSE allows."""
    recent = select(OutboxMail.id).where(
        OutboxMail.registration_id == registration.id,
        OutboxMail.kind == ALREADY_REGISTERED,
        OutboxMail.created_at > now - REMINDER_PAUSE,
    )
    if db.session.scalars(recent).first() is None:
        outbox.enqueue(ALREADY_REGISTERED, registration, now=now)


def _new(application: Application, event: Event, actor: str, now: datetime) -> Registration:
    person, added = application.person, application.added
    granted = rules.grant(event, application.category).beside_capacity
    beside = granted or (added is not None and added.beside_capacity)
    reference = new_reference(event.tag)
    registration = Registration(
        reference=reference,
        status=rules.admission(seats.event_seats(event.capacity), beside=beside),
        given_name=person.given_name,
        family_name=person.family_name,
        email=person.email.strip(),
        # Of two without an address neither is the other.
        email_key=email_key(person.email) or reference,
        organisation=person.organisation,
        organisation_kind=person.organisation_kind,
        job_title=person.job_title,
        search_key=search_key(person.given_name, person.family_name, person.organisation),
        lang=application.lang,
        category=application.category,
        beside_capacity=beside,
        registered_by=actor,
        note=added.note if added else "",
        days=[day.isoformat() for day in application.choices.days],
        form_id=application.form_id,
        notice_version=str(event.document.get("privacy", {}).get("version", "")),
        id_acknowledged_at=None if added else now,
        created_at=now,
        updated_at=now,
        cancelled_at=None,
        reconfirmed_at=None,
        reminders_stopped_at=None,
    )
    db.session.add(registration)
    return registration
