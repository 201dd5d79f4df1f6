"""Reading a delivery status notification (RFC 3464) as mail servers write it. Pure.

The bytes come from anybody: whatever cannot be read is no notification.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message

from eventreg.mail.answers import status

FAILED, DELAYED = "failed", "delayed"
_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
_RETURNED_TYPES = (
    "message/rfc822", "message/global", "message/rfc822-headers", "message/global-headers",
    "text/rfc822-headers",
)  # fmt: skip
# Where the servers on the way write whom the notification is for.
_ENVELOPE = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Failed-Sender", "Cc")
_ID = re.compile(r"<[!-;=?-~]+>")


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the message for one recipient."""

    action: str
    status: str
    """Three-part, or empty."""
    said: str
    """The words of the server that refused it."""


@dataclass(frozen=True, slots=True)
class Notification:
    reports: tuple[Report, ...]
    addresses: tuple[str, ...]
    """Header values that may hold the envelope sender of the message."""
    message_ids: tuple[str, ...]
    """That may be the message's: of what was returned, or of what the notification answers."""

    @property
    def gravest(self) -> Report | None:
        """The failure, where there are several recipients: a permanent one first."""
        order = [(FAILED, "5"), (FAILED, ""), (DELAYED, "")]
        for action, kind in order:
            for report in self.reports:
                if report.action == action and report.status.startswith(kind):
                    return report
        return None


def read(data: bytes) -> Notification | None:
    """None for anything else: an answer of a person or of a machine, junk."""
    try:
        return _read(message_from_bytes(data))
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError):
        return None  # what no mail server wrote


def _read(message: Message) -> Notification | None:
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return None
    parts = _messages(message)
    blocks = [block for part in parts if part.get_content_type() in _STATUS_TYPES for block in _blocks(part)]
    reports = tuple(_report(block) for block in blocks if "Action" in block)
    if not reports:
        return None
    returned = [found for part in parts for found in _returned(part)]
    addresses = [*_values(message, *_ENVELOPE), *(v for one in returned for v in _values(one, "Return-Path"))]
    ids = [v for one in returned for v in _values(one, "Message-ID")]
    ids += [v for block in blocks for v in _values(block, "X-Original-Message-ID", "Original-Message-ID")]
    ids += _values(message, "In-Reply-To", "References")
    found = tuple(dict.fromkeys(one for value in ids for one in _ID.findall(value)))
    return Notification(reports, tuple(addresses), found)


def _messages(part: Message) -> list[Message]:
    """The parts of a multipart, the message of a message/rfc822, the blocks of a message/delivery-status."""
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _blocks(part: Message) -> Iterator[Message]:
    """Header-like blocks: one about the message, then one for each recipient.

    Those of an internationalised notification, or of one in a transfer encoding, are read from their text.
    """
    for block in _messages(part) or [part]:
        yield block
        rest = block.get_payload(decode=True)
        text = rest.decode("utf-8", "replace") if isinstance(rest, bytes) else ""
        for lines in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
            if lines.strip():
                yield message_from_string(lines.strip() + "\n\n")


def _returned(part: Message) -> Iterator[Message]:
    """The message that did not arrive, or its headers."""
    if part.get_content_type() not in _RETURNED_TYPES:
        return
    text = part.get_payload(decode=True)
    yield from _messages(part) or [message_from_bytes(text if isinstance(text, bytes) else b"")]


def _report(block: Message) -> Report:
    said = _text(block["Diagnostic-Code"]).partition(";")
    words = " ".join((said[2] or said[0]).split())
    action = _text(block["Action"]).split()
    return Report(action[0].lower() if action else "", _status(_text(block["Status"]), words), words)


def _status(stated: str, words: str) -> str:
    """Some servers state 5.0.0 whatever happened, and keep the status that they were told in the words."""
    own, told = status(stated), status(words)
    if told and (not own or own.endswith(".0.0")) and told[0] == (own or told)[0]:
        return told
    return own or told


def _values(message: Message, *names: str) -> list[str]:
    return [_text(value) for name in names for value in message.get_all(name, ())]


def _text(value: object) -> str:
    """A header with octets that are no ASCII is an object of its own kind."""
    return "" if value is None else str(value)
