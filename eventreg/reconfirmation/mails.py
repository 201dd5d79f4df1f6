"""The question whether somebody still comes, and the reminder on the eve.

Both can be done without: they carry an address that ends them in one click.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from flask_babel import gettext as _

from eventreg.i18n import text
from eventreg.mail.letters import Composer, Enclosure, Letter
from eventreg.mail.models import OutboxMail
from eventreg.registration import reminders, rules
from eventreg.registration.case import Case, case_of
from eventreg.registration.enclosures import Drawings, calendar, code
from eventreg.registration.letter import letter, queue
from eventreg.registration.reminders import RECONFIRMATION, REMINDER


def composers(drawings: Drawings) -> dict[str, Composer]:
    """By kind of outbox row."""
    return {RECONFIRMATION: _question, REMINDER: partial(_reminder, drawings)}


def _question(row: OutboxMail) -> Letter | None:
    case = _wanted(row)
    if case is None or case.registration.reconfirmed_at is not None or _overtaken(case):
        return None
    subject = _("Venez-vous toujours ? %(event)s", event=text(case.programme.edition.event.title))
    return _letter(RECONFIRMATION, subject, case, (), {"queue": queue(case)})


def _reminder(drawings: Drawings, row: OutboxMail) -> Letter | None:
    case = _wanted(row)
    if case is None:
        return None
    subject = _("Rappel : %(event)s", event=text(case.programme.edition.event.title))
    enclosures = (*code(drawings, case), *calendar(drawings, case, ()))
    first = next((session for session in case.own.sessions if not session.cancelled), None)
    return _letter(REMINDER, subject, case, enclosures, {"queue": queue(case), "first": first})


def _overtaken(case: Case) -> bool:
    """After an outage: the reminder leaves now, and it does not go with a question that comes days too late."""
    instants = reminders.instants(case.programme)
    asked, reminded = instants[RECONFIRMATION], instants[REMINDER]
    return asked is not None and reminded is not None and asked < reminded <= case.now


def _wanted(row: OutboxMail) -> Case | None:
    """None for who waits for a place, has given it up or wants no reminders, and once the event has begun."""
    case = case_of(row)
    if case is None or not case.confirmed or case.registration.reminders_stopped_at is not None:
        return None
    first_day = case.programme.edition.event.starts_on
    return None if rules.has_begun(first_day, case.programme.zone, case.now) else case


def _letter(
    kind: str, subject: str, case: Case, enclosures: tuple[Enclosure, ...], more: Mapping[str, Any]
) -> Letter:
    address = f"{case.page}/rappels"
    return replace(letter(kind, subject, case, enclosures, **more, unsubscribe=address), unsubscribe=address)
