"""Delivering what is due: claim with a lease, compose, send, settle. Nothing is lost when a process dies.

A message is claimed in one transaction and settled in another; between the two no lock is held. A worker that dies in
between leaves its lease to run out, and the message goes again with the same Message-ID.
"""

import logging
import smtplib
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from flask import Flask, current_app
from flask_mail import Attachment, Mail, Message
from sqlalchemy import or_, select, update
from sqlalchemy.orm import aliased

from eventreg import clock
from eventreg.db import db
from eventreg.i18n import speaking
from eventreg.mail.letters import Composer, Enclosure, Letter
from eventreg.mail.models import DEAD, DROPPED, QUEUED, SENT, OutboxMail

log = logging.getLogger(__name__)

BATCH = 20
LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(seconds=30)
MOST_ATTEMPTS = 8
EXTENSION = "eventreg-mail"

extension = Mail()


class Sender(Protocol):
    def send(self, message: Message) -> None: ...


def init_app(app: Flask, composers: dict[str, Composer]) -> None:
    app.config["MAIL_SERVER"] = app.config["MAIL_SERVER"] or ""
    app.config["MAIL_DEBUG"] = 0
    extension.init_app(app)
    app.extensions[EXTENSION] = composers


def send_due() -> int:
    """Deliver everything that is due, one batch after the other; how many were settled."""
    settled = 0
    while claimed := _claim(clock.now()):
        settled += len(claimed)
        _deliver(claimed)
    return settled


def _claim(now: datetime) -> list[int]:
    """Ids, leased to this worker, in the order of writing; nobody's second message overtakes their first."""
    earlier = aliased(OutboxMail)
    overtakes = (
        select(earlier.id)
        .where(earlier.recipient == OutboxMail.recipient, earlier.state == QUEUED)
        .where(earlier.id < OutboxMail.id, earlier.due_at <= now)
        .exists()
    )
    due = (
        select(OutboxMail.id)
        .where(OutboxMail.state == QUEUED, OutboxMail.due_at <= now, ~overtakes)
        .where(or_(OutboxMail.leased_until.is_(None), OutboxMail.leased_until < now))
        .order_by(OutboxMail.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    ids = list(db.session.scalars(due))
    if ids:
        db.session.execute(update(OutboxMail).where(OutboxMail.id.in_(ids)).values(leased_until=now + LEASE))
    db.session.commit()
    return ids


def _deliver(ids: list[int]) -> None:
    letters = {key: _composed(key) for key in ids}
    try:
        with _sender() as sender:
            for key in ids:
                _attempt(key, letters[key], sender)
    except (OSError, smtplib.SMTPException) as error:
        # The server cannot be reached, or the connection broke: all that are not settled try again later.
        for key in ids:
            _settle_failure(key, error)


def _composed(key: int) -> Message | None | Exception:
    """The message, written in a context of its own: another language and base address, and nothing kept after."""
    row = db.session.get_one(OutboxMail, key)
    composer: Composer = current_app.extensions[EXTENSION][row.kind]
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    facts = (row.recipient, row.message_id, row.lang, str(row.params["base_url"]))
    db.session.rollback()
    try:
        with app.test_request_context(base_url=facts[3]), speaking(facts[2]):
            letter = composer(db.session.get_one(OutboxMail, key))
            return letter and _message(letter, facts[0], facts[1])
    except Exception as error:
        log.exception("mail %s cannot be written", key)
        return error


def _message(letter: Letter, recipient: str, message_id: str) -> Message:
    message = Message(
        letter.subject,
        recipients=[recipient],
        body=letter.text,
        html=letter.html,
        reply_to=letter.reply_to,
        sender=current_app.config["MAIL_DEFAULT_SENDER"]
        or letter.reply_to
        or "eventreg@localhost.localdomain",
        attachments=[_attachment(enclosure) for enclosure in letter.enclosures],
        extra_headers={"Auto-Submitted": "auto-generated"},
    )
    message.msgId = message_id
    message.date = clock.now().timestamp()
    return message


def _attachment(enclosure: Enclosure) -> Attachment:
    headers = {"Content-ID": f"<{enclosure.content_id}>"} if enclosure.content_id else None
    disposition = "inline" if enclosure.content_id else "attachment"
    return Attachment(enclosure.filename, enclosure.content_type, enclosure.data, disposition, headers)


def _sender() -> AbstractContextManager[Sender]:
    if current_app.config["MAIL_SERVER"]:
        return extension.connect()
    return CaptureFolder(Path(current_app.config["INSTANCE"]) / "mail")


class CaptureFolder:
    """Without a server each message becomes a file; a reader never sees a half-written one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> "CaptureFolder":
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def send(self, message: Message) -> None:
        name = f"{clock.now():%Y%m%dT%H%M%S}-{str(message.msgId)[1:9]}.eml"
        partial = self.folder / f".{name}.part"
        partial.write_bytes(message.as_bytes())
        partial.rename(self.folder / name)


def _attempt(key: int, message: Message | None | Exception, sender: Sender) -> None:
    if message is None:
        _settle(key, DROPPED)
    elif isinstance(message, Exception):
        _settle_failure(key, message)
    else:
        try:
            sender.send(message)
        except smtplib.SMTPRecipientsRefused as error:
            _settle_failure(key, error, final=_permanent(error))
        else:
            _settle(key, SENT)


def _permanent(error: smtplib.SMTPRecipientsRefused) -> bool:
    return all(500 <= code < 600 for code, _reason in error.recipients.values())


def _settle(key: int, state: str) -> None:
    row = db.session.get_one(OutboxMail, key)
    row.state, row.leased_until, row.error = state, None, None
    row.sent_at = clock.now() if state == SENT else None
    row.attempts += 1
    db.session.commit()


def _settle_failure(key: int, error: Exception, *, final: bool = False) -> None:
    """Try again after 30 s, 1 min, 2 min, … 1 h; dead after eight tries or a refusal for good."""
    row = db.session.get_one(OutboxMail, key)
    if row.state != QUEUED:
        db.session.rollback()
        return
    row.attempts += 1
    row.leased_until = None
    row.due_at = clock.now() + FIRST_PAUSE * 2 ** (row.attempts - 1)
    row.error = _reason(error)
    if final or row.attempts >= MOST_ATTEMPTS:
        row.state = DEAD
    log.warning("mail %s not delivered, try %s: %s", key, row.attempts, row.error)
    db.session.commit()


def _reason(error: Exception) -> str:
    """Class and code: what a server says may repeat the address or the content."""
    code = getattr(error, "smtp_code", None)
    return type(error).__name__ + (f" {code}" if code else "")
