"""Putting a message into the outbox, in the transaction whose outcome it tells."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from sqlalchemy import event, orm

from eventreg.db import db
from eventreg.mail import worker
from eventreg.mail.models import QUEUED, OutboxMail
from eventreg.web import base_url


class Addressee(Protocol):
    """A registration; this package does not know of them."""

    @property
    def id(self) -> Any: ...
    @property
    def email(self) -> Any: ...
    @property
    def lang(self) -> Any: ...


def enqueue(
    kind: str,
    to: Addressee,
    *,
    now: datetime,
    params: Mapping[str, Any] | None = None,
    due_at: datetime | None = None,
) -> OutboxMail:
    """Add one message; it leaves after the commit, or at `due_at`, and never when the transaction fails."""
    base = base_url()
    row = OutboxMail(
        kind=kind,
        registration_id=to.id,
        recipient=to.email,
        lang=to.lang,
        params={**(params or {}), "base_url": base},
        message_id=f"<{uuid.uuid4()}@{urlsplit(base).hostname}>",
        state=QUEUED,
        created_at=now,
        due_at=due_at or now,
        leased_until=None,
        attempts=0,
        sent_at=None,
        error=None,
    )
    db.session.add(row)
    db.session.info["mail_queued"] = True
    return row


@event.listens_for(orm.Session, "after_commit")
def _wake_the_worker(session: orm.Session) -> None:
    if session.info.pop("mail_queued", False):
        worker.wake()


@event.listens_for(orm.Session, "after_rollback")
def _forget(session: orm.Session) -> None:
    session.info.pop("mail_queued", None)
