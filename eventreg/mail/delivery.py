"""Delivering what is due: claim with a lease, compose, send, settle. Nothing is lost when a process dies.

A message is claimed in one transaction and settled in another; between the two no lock is held. A worker that dies in
between leaves its lease to run out, and the message goes again with the same Message-ID.
"""

import logging
import smtplib
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from flask import Flask, current_app
from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import aliased

from eventreg import clock
from eventreg.db import UTCDateTime, db
from eventreg.i18n import speaking
from eventreg.mail import answers, carriers, envelope, mime, outbox, settling
from eventreg.mail.addresses import Addresses
from eventreg.mail.answers import Answer
from eventreg.mail.carriers import Carrier, Parcel, carrier
from eventreg.mail.letters import Composer
from eventreg.mail.models import QUEUED, OutboxMail

log = logging.getLogger(__name__)

BATCH = 20
LEASE = timedelta(minutes=5)
# A message is not begun so late in its lease that another worker might take it meanwhile.
LEAST_LEASE = timedelta(minutes=2)
EXTENSION = "eventreg-mail"
NOBODY = "eventreg@localhost.localdomain"


def init_app(
    app: Flask, composers: Mapping[str, Composer], *, addresses: Addresses, merged: Collection[str] = ()
) -> None:
    """`composers` by kind of message; of a kind that is `merged`, one person has at most one waiting."""
    app.config["MAIL_SERVER"] = app.config["MAIL_SERVER"] or ""
    carriers.extension.init_app(app)
    app.extensions[EXTENSION] = composers
    app.extensions[outbox.EXTENSION] = frozenset(merged)
    app.extensions[settling.EXTENSION] = addresses


def send_due() -> int:
    """Deliver everything that is due, one batch after the other; how many were settled."""
    settled = 0
    while claimed := _claim(clock.now()):
        settled += _deliver(claimed, until=clock.now() + LEASE - LEAST_LEASE)
    return settled


# Written once: making these statements costs more than running them.
_now = bindparam("now", type_=UTCDateTime())
_earlier = aliased(OutboxMail)
_OVERTAKES = (
    select(_earlier.id)
    .where(_earlier.recipient == OutboxMail.recipient, _earlier.state == QUEUED)
    .where(_earlier.id < OutboxMail.id, or_(_earlier.due_at <= _now, _earlier.attempts > 0))
    .exists()
)
_DUE = (
    select(OutboxMail.id)
    .where(OutboxMail.state == QUEUED, OutboxMail.due_at <= _now, ~_OVERTAKES)
    .where(or_(OutboxMail.leased_until.is_(None), OutboxMail.leased_until < _now))
    .order_by(OutboxMail.id)
    .limit(BATCH)
    .with_for_update(skip_locked=True)
)
_mails = OutboxMail.__table__
_LEASED = (
    update(_mails)  # type: ignore[arg-type]
    .where(_mails.c.id.in_(bindparam("ids", expanding=True)))
    .values(leased_until=bindparam("until"))
)


def _claim(now: datetime) -> list[int]:
    """Ids, leased to this worker, in the order of writing.

    Nobody's second message overtakes their first, not even while the first waits for its next try. A reminder
    written long before it is due holds nothing up.
    """
    ids = list(db.session.scalars(_DUE, {"now": now}))
    if ids:
        db.session.execute(_LEASED, {"ids": ids, "until": now + LEASE})
    db.session.commit()
    return ids


def _deliver(ids: list[int], *, until: datetime) -> int:
    """Each message by itself: what is wrong with one, or with the line during one, is no other's failure."""
    settled = 0
    with carrier() as open_carrier:
        for key in ids:
            if clock.now() > until:
                _give_back(ids[settled:])
                break
            _attempt(key, open_carrier)
            settled += 1
    return settled


def _attempt(key: int, open_carrier: Carrier) -> None:
    parcel = None
    try:
        parcel = None if outbox.hand_on(key) else _parcel(key)
        if parcel is not None:
            open_carrier.send(parcel)
    except (OSError, smtplib.SMTPException) as error:
        settling.failed(key, answers.of_error(error, parcel.recipient if parcel else ""))
    except mime.NoAddress as error:
        settling.failed(key, Answer(type(error).__name__, final=True, address=True))
    except Exception as error:
        log.exception("mail %s cannot be written", key)
        settling.failed(key, Answer(type(error).__name__))
    else:
        (settling.sent if parcel else settling.dropped)(key)


def _parcel(key: int) -> Parcel | None:
    """The message, written in contexts of its own: their session, and so their transaction, ends with them.

    The request is a GET, whose transaction takes no write lock. Its address is nobody's: composers take theirs
    from the row.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    with app.app_context(), app.test_request_context():
        row = db.session.get_one(OutboxMail, key)
        with speaking(row.lang):
            return _packed(row)


def _packed(row: OutboxMail) -> Parcel | None:
    composer: Composer = current_app.extensions[EXTENSION][row.kind]
    letter = composer(row)
    if letter is None:
        return None
    now, recipient = clock.now(), mime.recipient(row.recipient)
    sender = current_app.config["MAIL_DEFAULT_SENDER"] or letter.reply_to or NOBODY
    data = mime.octets(letter, sender=sender, recipient=recipient, message_id=row.message_id, sent_at=now)
    name = f"{now:%Y%m%dT%H%M%S}-{row.id:06d}-{row.message_id[1:9]}"
    return Parcel(name, envelope.sender(row) or mime.bare_address(sender), recipient, data)


def _give_back(ids: list[int]) -> None:
    db.session.execute(update(OutboxMail).where(OutboxMail.id.in_(ids)).values(leased_until=None))
    db.session.commit()
