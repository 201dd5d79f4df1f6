"""A notification that a message was delayed or not delivered: found, and settled."""

from collections.abc import Iterator
from datetime import datetime
from enum import Enum

from sqlalchemy import select

from eventreg.db import db
from eventreg.mail import envelope, notifications, settling
from eventreg.mail.answers import Answer, speaks_of_address, tidy
from eventreg.mail.models import QUEUED, SENT, OutboxMail
from eventreg.mail.notifications import DELAYED, FAILED, Notification, Report


class Outcome(Enum):
    """As one sentence for the log of whoever delivers notifications."""

    BOUNCED = "The message is marked as returned."
    DELAYED = "The delay is noted beside the message."
    KNOWN = "Nothing new: the message was settled before."
    NOTHING = "The notification tells neither a failure nor a delay."
    STRANGER = "The notification is about no message of this instance."
    NO_NOTIFICATION = "This is no delivery status notification."


def take(data: bytes, *, now: datetime) -> Outcome:
    """Settle the message that these octets are about. Taking the same twice changes nothing."""
    notification = notifications.read(data)
    if notification is None:
        return Outcome.NO_NOTIFICATION
    report = notification.gravest
    if report is None:
        return Outcome.NOTHING
    row = next(_meant(notification), None)
    if row is None:
        return Outcome.STRANGER
    return _settle(row, report, now)


def _settle(row: OutboxMail, report: Report, now: datetime) -> Outcome:
    """A failure is the end of this message, whatever its status; only a permanent one speaks of the address."""
    answer = _answer(report, row.recipient)
    if report.action == FAILED and row.state in (SENT, QUEUED):
        settling.bounced(row, answer, now=now)
        return Outcome.BOUNCED
    if report.action == DELAYED and row.state == SENT:
        settling.delayed(row, answer, now=now)
        return Outcome.DELAYED
    return Outcome.KNOWN


def _answer(report: Report, recipient: str) -> Answer:
    words = report.said if report.status in report.said else f"{report.status} {report.said}"
    final = report.action == FAILED and report.status.startswith("5")
    address = final and speaks_of_address(report.status, otherwise=True)
    return Answer(tidy(words, recipient), final, address)


def _meant(notification: Notification) -> Iterator[OutboxMail]:
    """By the sealed envelope; else by the Message-ID, which only those know who had the message."""
    for claim in envelope.claims(notification.addresses):
        row = db.session.get(OutboxMail, claim.number)
        if row is not None and envelope.holds(claim, row):
            yield row
    if notification.message_ids:
        known = select(OutboxMail).where(OutboxMail.message_id.in_(notification.message_ids[:20]))
        yield from db.session.scalars(known.order_by(OutboxMail.id.desc()))
