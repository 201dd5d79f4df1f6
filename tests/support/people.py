"""Registrations made through the real services, for tests that are about something else."""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import count

from sqlalchemy import delete

from eventreg.db import db
from eventreg.mail.models import OutboxMail
from eventreg.registration import reminders
from eventreg.registration.choices import Choices, SlotChoice
from eventreg.registration.models import Registration
from eventreg.registration.registering import Application, Needs, Person, register

DAY_1, DAY_2 = date(2026, 3, 3), date(2026, 3, 4)
OPEN = datetime.fromisoformat("2026-02-02T09:00:00+01:00")
_numbers = count(1)


def registered(
    given_name: str = "Camille",
    family_name: str = "Martin",
    *,
    email: str = "",
    organisation: str = "Ville de Paris",
    kind: str = "local",
    job: str = "",
    days: tuple[date, ...] = (DAY_1, DAY_2),
    slots: Mapping[str, SlotChoice] | None = None,
    meals: tuple[str, ...] = (),
    needs: Needs = Needs(),  # noqa: B008 - frozen
    lang: str = "fr",
    now: datetime = OPEN,
    reminded: bool = False,
) -> Registration:
    """One participant, committed; the caller has an application context.

    The mails that are written ahead stay only where `reminded`: others tests count what people are told at once.
    """
    number = next(_numbers)
    person = Person(given_name, family_name, email or f"person{number}@example.org", organisation, kind, job)
    application = Application(person, Choices(days, slots or {}, meals), needs, lang, f"form-{number}", now)
    registration = register(application, now=now).registration
    if not reminded:
        ahead = OutboxMail.kind.in_(reminders.KINDS) & (OutboxMail.registration_id == registration.id)
        db.session.execute(delete(OutboxMail).where(ahead))
    db.session.commit()
    return registration
