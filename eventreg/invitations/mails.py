"""The message that carries an invitation's link."""

from flask_babel import gettext as _

from eventreg import clock
from eventreg.agenda import programme as agenda
from eventreg.db import db
from eventreg.i18n import date_long, text
from eventreg.invitations.inviting import INVITATION, token_of
from eventreg.invitations.models import Invitation
from eventreg.mail.letters import Composer, Letter
from eventreg.mail.models import OutboxMail
from eventreg.registration.letter import about_the_event, written
from eventreg.registration.sentences import deadline_sentence_for
from eventreg.registration.states import PARTICIPANT
from eventreg.registration.vocabulary import CATEGORY_WORDS


def composers() -> dict[str, Composer]:
    """By kind of outbox row."""
    return {INVITATION: _invitation}


def _invitation(row: OutboxMail) -> Letter | None:
    """None where it was withdrawn, or used before the message left."""
    invitation = db.session.get(Invitation, row.params["invitation"])
    programme = agenda.current()
    if invitation is None or programme is None or invitation.withdrawn_at or invitation.used:
        return None
    base = str(row.params["base_url"])
    facts = about_the_event(programme, base) | {
        "reader": invitation,
        "dates": ", ".join(date_long(day) for day in programme.dates),
        "category": None if invitation.category == PARTICIPANT else CATEGORY_WORDS[invitation.category],
        "page": f"{base}/invitation/{token_of(invitation)}",
        "until": deadline_sentence_for(programme, clock.now(), invitation.category),
    }
    subject = _("Invitation : %(event)s", event=text(programme.edition.event.title))
    return written(INVITATION, subject, facts, ())
