"""What a composer makes of a row of the outbox: one message, text and HTML."""

from collections.abc import Callable
from dataclasses import dataclass

from eventreg.mail.models import OutboxMail


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file of the message; one with a `content_id` is shown inside the HTML as `cid:<content_id>`."""

    filename: str
    content_type: str
    data: bytes
    content_id: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str
    html: str
    enclosures: tuple[Enclosure, ...] = ()
    reply_to: str | None = None
    unsubscribe: str | None = None
    """Of a message that one may do without: where a mailbox ends its kind in one click (RFC 8058)."""


Composer = Callable[[OutboxMail], Letter | None]
"""None: there is nothing left to tell, the message is dropped."""
