"""Inviting people from a list, sending an invitation again, withdrawing one."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from eventreg import audit, tokens
from eventreg.db import db, lock
from eventreg.event.models import EVENT_ID, Event
from eventreg.invitations import reading
from eventreg.invitations.errors import Faulty, InvitationUsed, InvitationWithdrawn
from eventreg.invitations.models import Invitation
from eventreg.invitations.reading import Invitee, Line
from eventreg.mail import outbox
from eventreg.mail.models import QUEUED
from eventreg.registration.models import Registration
from eventreg.registration.states import CANCELLED

INVITATION, PURPOSE = "invitation", "invitation"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would do."""

    lines: Sequence[Line]
    registered: frozenset[str]
    """Of the addresses in it, by `email_key`, those that have a registration already."""
    invited: frozenset[str]
    """Those that have an invitation already."""

    @property
    def faulty(self) -> list[Line]:
        return [line for line in self.lines if line.invitee is None]

    @property
    def ready(self) -> list[Invitee]:
        known = self.registered | self.invited
        return [line.invitee for line in self.lines if line.invitee and line.invitee.email_key not in known]


@dataclass(frozen=True, slots=True)
class _Addressee:
    """As the outbox knows people. A message to somebody who is not registered belongs to no registration."""

    email: str
    lang: str
    id: None = None


def preview(text: str) -> Preview:
    """Raises Unreadable."""
    lines = reading.lines(text)
    keys = [line.invitee.email_key for line in lines if line.invitee]
    registered = select(Registration.email_key).where(
        Registration.email_key.in_(keys), Registration.status != CANCELLED
    )
    invited = select(Invitation.email_key).where(
        Invitation.email_key.in_(keys), Invitation.withdrawn_at.is_(None)
    )
    return Preview(lines, frozenset(db.session.scalars(registered)), frozenset(db.session.scalars(invited)))


def invite(text: str, *, now: datetime, actor: str) -> Preview:
    """Everybody in the file who is neither registered nor invited, a message each; or, with a fault, nobody.

    Raises Unreadable, Faulty.
    """
    lock(Event, EVENT_ID)
    found = preview(text)
    if found.faulty:
        raise Faulty
    invitations = [_new(invitee, actor, now) for invitee in found.ready]
    db.session.add_all(invitations)
    db.session.flush()
    for invitation in invitations:
        _send(invitation, now)
    categories = Counter(invitation.category for invitation in invitations)
    audit.record("invitations.sent", at=now, actor=actor, data={"categories": dict(categories)})
    return found


def resend(invitation_id: int, *, now: datetime, actor: str) -> bool:
    """The same link once more; False where a message still waits. Raises InvitationWithdrawn, InvitationUsed."""
    invitation = _waiting(invitation_id)
    if invitation.mail is not None and invitation.mail.state == QUEUED:
        return False
    _send(invitation, now)
    audit.record("invitation.resent", at=now, actor=actor, data={"invitation": invitation.id})
    return True


def withdraw(invitation_id: int, *, now: datetime, actor: str) -> None:
    """The link opens nothing from now on; a message that still waits is dropped when it would leave.

    Raises InvitationWithdrawn, InvitationUsed.
    """
    invitation = _waiting(invitation_id)
    invitation.withdrawn_at = now
    audit.record("invitation.withdrawn", at=now, actor=actor, data={"invitation": invitation.id})


def token_of(invitation: Invitation) -> str:
    return tokens.derive(PURPOSE, invitation.nonce)


def _waiting(invitation_id: int) -> Invitation:
    lock(Event, EVENT_ID)
    invitation = lock(Invitation, invitation_id)
    if invitation.withdrawn_at is not None:
        raise InvitationWithdrawn
    if invitation.used:
        raise InvitationUsed
    return invitation


def _send(invitation: Invitation, now: datetime) -> None:
    to = _Addressee(invitation.email, invitation.lang)
    invitation.mail = outbox.enqueue(INVITATION, to, now=now, params={"invitation": invitation.id})


def _new(invitee: Invitee, actor: str, now: datetime) -> Invitation:
    nonce = tokens.new_nonce()
    return Invitation(
        given_name=invitee.given_name,
        family_name=invitee.family_name,
        email=invitee.email,
        email_key=invitee.email_key,
        organisation=invitee.organisation,
        organisation_kind=invitee.organisation_kind,
        job_title=invitee.job_title,
        category=invitee.category,
        lang=invitee.lang,
        nonce=nonce,
        hash=tokens.sha256(tokens.derive(PURPOSE, nonce)),
        invited_by=actor,
        created_at=now,
        withdrawn_at=None,
    )
