"""Reading captured mail: one file per message in the instance folder."""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_binary_file, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

_NAME = re.compile(r"[0-9]{8}T[0-9]{6}-[0-9A-Za-z-]+\.eml")
_HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A message of the list."""

    name: str
    subject: str
    to: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Attachment:
    number: int
    """Its place among all parts."""
    filename: str
    content_type: str
    size: int
    """Bytes."""


def names(folder: Path) -> list[str]:
    """Newest first, by the file's own time: the demonstration's clock may have gone back."""
    found = [path for path in folder.glob("*.eml") if _NAME.fullmatch(path.name)]
    return [path.name for path in sorted(found, key=lambda path: path.stat().st_mtime_ns, reverse=True)]


def lines(folder: Path, chosen: list[str]) -> list[Line]:
    return [line(name, message) for name in chosen if (message := read(folder, name))]


def line(name: str, message: EmailMessage) -> Line:
    date = message["Date"]
    return Line(
        name, str(message["Subject"] or ""), str(message["To"] or ""), date.datetime if date else None
    )


def read(folder: Path, name: str) -> EmailMessage | None:
    """None for a name that is not a captured message's."""
    if not _NAME.fullmatch(name) or not (folder / name).is_file():
        return None
    with (folder / name).open("rb") as file:
        return message_from_binary_file(file, policy=policy.default)


def text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    return str(body.get_content()) if body else ""


def html(message: EmailMessage) -> str | None:
    """The HTML part with its inline images inside it and its links leaving the frame."""
    body = message.get_body(("html",))
    if body is None:
        return None
    page = str(body.get_content())
    for content_id, address in _inline(message):
        page = page.replace(f"cid:{content_id}", address)
    head = _HEAD.search(page)
    position = head.end() if head else 0
    return page[:position] + '<base target="_top">' + page[position:]


def attachments(message: EmailMessage) -> list[Attachment]:
    return [
        Attachment(number, part.get_filename() or "", part.get_content_type(), len(_octets(part)))
        for number, part in enumerate(message.walk())
        if part.get_filename()
    ]


def attachment(message: EmailMessage, number: int) -> tuple[Attachment, bytes] | None:
    found = next((item for item in attachments(message) if item.number == number), None)
    return (found, _octets(list(message.walk())[number])) if found else None


def _inline(message: EmailMessage) -> Iterator[tuple[str, str]]:
    for part in message.walk():
        if part["Content-ID"] and part.get_content_maintype() == "image":
            data = base64.b64encode(_octets(part)).decode()
            yield str(part["Content-ID"]).strip("<> "), f"data:{part.get_content_type()};base64,{data}"


def _octets(part: EmailMessage) -> bytes:
    return cast(bytes, part.get_payload(decode=True) or b"")
