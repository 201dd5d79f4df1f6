"""Putting a message into the outbox, in the transaction whose outcome it tells."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import Select, and_, bindparam, event, insert, orm, select
from sqlalchemy.orm import aliased

from eventreg.db import ALONE, batches, db
from eventreg.mail import worker
from eventreg.mail.models import DROPPED, QUEUED, OutboxMail
from eventreg.web import base_url

EXTENSION = "eventreg-mail-merged"
BASE_URL = "base_url"
"""Among the params of every message: the site's address when it was written, for links."""


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
    wait: timedelta = timedelta(),
) -> OutboxMail | None:
    """Add one message; it leaves `wait` after the commit, or at `due_at`, and never when the transaction fails.

    Of a kind that is merged (`create_app` says which) a message that nobody has begun to send is taken instead: it
    tells the last state anyway. It keeps the `params` of the first, which say what the person knew before, and
    its time, unless this one is in more of a hurry.

    None for who gave no address, as one may at the door.
    """
    if not to.email:
        return None
    merged = kind in current_app.extensions[EXTENSION] and to.id is not None
    row = _waiting_for_the_same(kind, [to.id]).get(to.id) if merged else None
    return _put(row, kind, to, params or {}, now, due_at, now + wait)


def enqueue_each(
    kind: str, told: Sequence[tuple[Addressee, Mapping[str, Any]]], *, now: datetime, wait: timedelta
) -> None:
    """One message of a kind that is merged to each of many, with their params, as `enqueue` does for one."""
    waiting = _waiting_for_the_same(kind, [to.id for to, _params in told])
    new = []
    for to, params in told:
        if to.id in waiting:
            _put(waiting[to.id], kind, to, params, now, None, now + wait)
        elif to.email:
            new.append(_values(kind, to, params, now, now + wait))
    if new:
        db.session.execute(insert(OutboxMail), new)
        db.session.info["mail_queued"] = True


def _put(
    row: OutboxMail | None,
    kind: str,
    to: Addressee,
    params: Mapping[str, Any],
    now: datetime,
    due_at: datetime | None,
    latest: datetime,
) -> OutboxMail:
    if row is None:
        row = OutboxMail(**_values(kind, to, params, now, due_at or latest))
        db.session.add(row)
    else:
        row.recipient, row.lang = to.email, to.lang
        row.params = {**params, **row.params}
        row.due_at = due_at or min(row.due_at, latest)
    db.session.info["mail_queued"] = True
    return row


def withdraw(kind: str, to: Addressee, *, now: datetime) -> Mapping[str, Any]:
    """Drop what waits of this kind, such as a reminder of a place that was given up; the params of it."""
    params: Mapping[str, Any] = {}
    for row in db.session.scalars(_waiting(kind, [to.id])):
        row.state, row.due_at, params = DROPPED, now, row.params
    return params


_mine, _later = aliased(OutboxMail), aliased(OutboxMail)
_FOLLOWED = (
    select(_later.id)
    .join(_mine, and_(_later.registration_id == _mine.registration_id, _later.kind == _mine.kind))
    .where(_mine.id == bindparam("key"), _mine.kind.in_(bindparam("merged", expanding=True)))
    .where(_mine.attempts == 0, _later.attempts == 0, _later.state == QUEUED, _later.leased_until.is_(None))
    .where(_later.id > _mine.id)
    .limit(1)
)


def hand_on(key: int) -> bool:
    """Let a later message tell what this one, which a worker has leased and not begun, was to tell; whether one does.

    It was written meanwhile to the same person. This one would tell the same state, and then that one again. The
    caller settles this one, and with it commits.
    """
    with db.engine.connect() as connection:  # of most there is none: that is found without a lock
        values = {"key": key, "merged": list(current_app.extensions[EXTENSION])}
        if connection.execution_options(**ALONE).execute(_FOLLOWED, values).first() is None:
            return False
    mine = db.session.get_one(OutboxMail, key)
    later = _waiting_for_the_same(mine.kind, [mine.registration_id or 0]).get(mine.registration_id or 0)
    if later is None:  # another worker has begun to send it
        db.session.rollback()
        return False
    later.params = {**later.params, **mine.params}
    later.due_at = min(later.due_at, mine.due_at)
    return True


def _waiting_for_the_same(kind: str, registrations: Iterable[int]) -> dict[int, OutboxMail]:
    """By registration, the first. Not one that was tried before: its server may have taken it, and only the answer was
    lost."""
    found: dict[int, OutboxMail] = {}
    for keys in batches(registrations):
        untouched = _waiting(kind, keys).where(OutboxMail.attempts == 0).order_by(OutboxMail.id)
        for row in db.session.scalars(untouched):
            if row.registration_id is not None:
                found.setdefault(row.registration_id, row)
    return found


def _waiting(kind: str, registrations: Sequence[int]) -> Select[OutboxMail]:
    """Locked, so that no worker claims it before the transaction ends; what a worker claims just now is passed by."""
    return (
        select(OutboxMail)
        .filter_by(kind=kind, state=QUEUED, leased_until=None)
        .where(OutboxMail.registration_id.in_(registrations))
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


def _values(
    kind: str, to: Addressee, params: Mapping[str, Any], now: datetime, due_at: datetime
) -> dict[str, Any]:
    """Of a new row."""
    base = base_url()
    return {
        "kind": kind,
        "registration_id": to.id,
        "recipient": to.email,
        "lang": to.lang,
        "params": {**params, BASE_URL: base},
        "message_id": f"<{uuid.uuid4()}@{urlsplit(base).hostname}>",
        "state": QUEUED,
        "created_at": now,
        "due_at": due_at,
        "leased_until": None,
        "attempts": 0,
        "sent_at": None,
        "answer": None,
        "answered_at": None,
    }


@event.listens_for(orm.Session, "after_commit")
def _wake_the_worker(session: orm.Session) -> None:
    if session.info.pop("mail_queued", False):
        worker.wake()


@event.listens_for(orm.Session, "after_rollback")
def _forget(session: orm.Session) -> None:
    session.info.pop("mail_queued", None)
