"""What becomes of a message: sent, dropped, tried again, refused, bounced or given up."""

import logging
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select, update

from eventreg import clock
from eventreg.db import db
from eventreg.mail.addresses import Addresses
from eventreg.mail.answers import Answer
from eventreg.mail.models import BOUNCED, DEAD, DROPPED, QUEUED, REFUSED, SENT, OutboxMail

log = logging.getLogger(__name__)

EXTENSION = "eventreg-mail-addresses"
FIRST_PAUSE = timedelta(seconds=30)
PAUSE_FACTOR = 3
MOST_ATTEMPTS = 8


def sent(key: int) -> None:
    row = db.session.get_one(OutboxMail, key)
    if row.registration_id is not None:
        _addresses().accepted(row.registration_id, row.recipient, written_at=row.created_at)
    _settle(key, state=SENT, sent_at=clock.now(), answer=None, answered_at=None)


def dropped(key: int) -> None:
    _settle(key, state=DROPPED, answer=None, answered_at=None)


def failed(key: int, answer: Answer) -> None:
    """Try again after 30 s, 90 s, … 6 h, nine hours in all; refused when that is final, dead after eight tries."""
    db.session.rollback()
    row, now = db.session.get_one(OutboxMail, key), clock.now()
    attempts = row.attempts + 1
    state = REFUSED if answer.final else DEAD if attempts >= MOST_ATTEMPTS else QUEUED
    log.warning("mail %s not delivered, try %s: %s", key, attempts, answer.text)
    if answer.address:
        _refuse_address(row, now)
    due_at = now + FIRST_PAUSE * PAUSE_FACTOR ** (attempts - 1)
    _settle(key, state=state, due_at=due_at, answer=answer.text, answered_at=now)


def revive(*, now: datetime) -> int:
    """Everything that was given up waits again, with all its tries; how many there were. What was refused stays."""
    keys = db.session.scalars(select(OutboxMail.id).filter_by(state=DEAD)).all()
    for key in keys:
        _change(key, (DEAD,), state=QUEUED, attempts=0, due_at=now)
    return len(keys)


def bounced(row: OutboxMail, answer: Answer, *, now: datetime) -> None:
    """Given back. Also a message that waits for another try: its server took it, and the answer was lost."""
    if answer.address:
        _refuse_address(row, now)
    _change(row.id, (SENT, QUEUED), state=BOUNCED, leased_until=None, answer=answer.text, answered_at=now)


def delayed(row: OutboxMail, answer: Answer, *, now: datetime) -> None:
    """Under way for longer than usual: noted."""
    _change(row.id, (SENT,), answer=answer.text, answered_at=now)


def _settle(key: int, **values: Any) -> None:
    """A notification that was quicker than the worker stands."""
    _change(key, (QUEUED,), leased_until=None, attempts=OutboxMail.attempts + 1, **values)
    db.session.commit()


def _change(key: int, states: tuple[str, ...], **values: Any) -> None:
    changes = update(OutboxMail).where(OutboxMail.id == key, OutboxMail.state.in_(states)).values(values)
    db.session.execute(changes, execution_options={"synchronize_session": False})


def _refuse_address(row: OutboxMail, now: datetime) -> None:
    if row.registration_id is not None:
        _addresses().refused(row.registration_id, row.recipient, at=now)


def _addresses() -> Addresses:
    addresses: Addresses = current_app.extensions[EXTENSION]
    return addresses
