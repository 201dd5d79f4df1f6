"""What registration writes to people: one composer for each kind of outbox row.

A mail is written when it is delivered, from what is true then; only what is gone by then travels in its `params`.

Another kind takes four steps: a name for it beside the service that calls `outbox.enqueue`, a composer here (or, where
this module grows long, in one like it that `create_app` adds to `COMPOSERS`), its templates `mail/<kind>.html` and
`.txt`, its words in `reports/words.py`. `tests/mail/test_mails.py` keeps what it reads like.
"""

from functools import partial

from flask_babel import gettext as _

from eventreg.i18n import text
from eventreg.mail.letters import Composer, Letter
from eventreg.mail.models import OutboxMail
from eventreg.registration import rules
from eventreg.registration.case import case_of, known_before, told_before
from eventreg.registration.changing import CANCELLED
from eventreg.registration.differences import differences, revisions
from eventreg.registration.enclosures import Drawings, calendar, code
from eventreg.registration.letter import letter, offered, queue, registrant
from eventreg.registration.promotion import ADMITTED, CHANGED
from eventreg.registration.registering import ALREADY_REGISTERED, CONFIRMATION
from eventreg.registration.states import CONFIRMED

# A chain of changes is one mail: it tells the way from the first to what is true when it leaves.
MERGED = frozenset({CHANGED})


def composers(drawings: Drawings) -> dict[str, Composer]:
    """By kind of outbox row."""
    written = {
        CONFIRMATION: _confirmation,
        ALREADY_REGISTERED: _already_registered,
        ADMITTED: _admitted,
        CHANGED: _programme_changed,
        CANCELLED: _cancelled,
    }
    return {kind: partial(write, drawings) for kind, write in written.items()}


def _confirmation(drawings: Drawings, row: OutboxMail) -> Letter | None:
    case = case_of(row)
    if case is None or not case.registration.living:
        return None
    title = text(case.programme.edition.event.title)
    if case.confirmed:
        subject = _("Inscription enregistrée : %(event)s", event=title)
    else:
        subject = _("Liste d’attente : %(event)s", event=title)
    enclosures = (*code(drawings, case), *calendar(drawings, case, ()))
    by = registrant(case)
    return letter("confirmation", subject, case, enclosures, queue=queue(case), registered_by=by)


def _admitted(drawings: Drawings, row: OutboxMail) -> Letter | None:
    """The confirmation of somebody who waited for a place at the event."""
    case = case_of(row)
    if case is None or not case.confirmed:
        return None
    subject = _("Votre inscription est confirmée : %(event)s", event=text(case.programme.edition.event.title))
    enclosures = (*code(drawings, case), *calendar(drawings, case, ()))
    changes = revisions(case, row.params)
    return letter(
        "confirmation", subject, case, enclosures, queue=queue(case), admitted=True, changes=changes
    )


def _already_registered(drawings: Drawings, row: OutboxMail) -> Letter | None:
    case = case_of(row)
    if case is None or not case.registration.living:
        return None
    subject = _("Votre inscription : %(event)s", event=text(case.programme.edition.event.title))
    return letter(
        "already_registered", subject, case, (), asked_at=case.local(row.created_at), queue=queue(case)
    )


def _programme_changed(drawings: Drawings, row: OutboxMail) -> Letter | None:
    case = case_of(row)
    if case is None or not case.registration.living:
        return None
    before = known_before(case, row.params, case.registration.status)
    told = differences(case, row.params)
    if not told and before == case.own.ids:
        return None  # changed back before anything was sent
    subject = _("Votre programme a changé : %(event)s", event=text(case.programme.edition.event.title))
    enclosures = (*code(drawings, case), *calendar(drawings, case, before - case.own.ids))
    left = offered(case)
    return letter(
        "programme_changed", subject, case, enclosures, changes=told, offers=left, queue=queue(case)
    )


def _cancelled(drawings: Drawings, row: OutboxMail) -> Letter | None:
    case = case_of(row)
    if case is None or case.registration.living:
        return None
    before = told_before(case, row.params, row.params.get("status", CONFIRMED))
    again = rules.registration_state(case.programme, case.now) == rules.OPEN
    subject = _("Inscription annulée : %(event)s", event=text(case.programme.edition.event.title))
    cancelled_at = case.local(case.registration.cancelled_at or row.created_at)
    return letter(
        "cancelled", subject, case, calendar(drawings, case, before.ids),
        again=again, cancelled_at=cancelled_at, dropped=bool(before.ids), reason=row.params.get("reason"),
    )  # fmt: skip
