"""Mails written in tests, and how golden files name what is made anew each time."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from flask import Flask

from eventreg.agenda import programme as agenda
from eventreg.mail import delivery
from eventreg.registration import issuing
from eventreg.registration.models import Registration
from tests.support.pages import spaced


def captured(app: Flask) -> list[EmailMessage]:
    """Delivers what is due into the instance folder and reads all of it, in the order of writing."""
    delivery.send_due()
    folder = Path(app.config["INSTANCE"]) / "mail"
    paths = sorted(folder.glob("*.eml"), key=lambda path: path.name.split("-")[1])
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]


def last_to(app: Flask, person: Registration) -> EmailMessage:
    return [mail for mail in captured(app) if mail["To"] == person.email][-1]


def told(app: Flask, person: Registration) -> str:
    """The words of the last message to them."""
    return spaced(text(last_to(app, person)))


def text(message: EmailMessage) -> str:
    return _body(message, "plain")


def html(message: EmailMessage) -> str:
    return _body(message, "html")


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    content: str = part.get_content()
    return content.replace("\r\n", "\n")


def part(message: EmailMessage, content_type: str) -> EmailMessage | None:
    found = [one for one in message.walk() if one.get_content_type() == content_type]
    assert len(found) <= 1, f"{len(found)} parts {content_type}"
    assert not found or isinstance(found[0], EmailMessage)
    return found[0] if found else None


def calendar(message: EmailMessage) -> bytes:
    found = part(message, "text/calendar")
    assert found is not None
    data = found.get_payload(decode=True)
    assert isinstance(data, bytes)
    return data


def plain(content: str, person: Registration) -> str:
    """With names in place of secrets, references and UIDs."""
    for purpose, token in issuing.clear_tokens(person, "STO").items():
        content = content.replace(token, f"{purpose.upper()}-TOKEN")
    content = content.replace(person.reference, "REFERENCE")
    content = re.sub(r"(?m)^(CREATED|LAST-MODIFIED):\w+$", r"\1:INSTANT", content)
    programme = agenda.current()
    assert programme is not None
    for session in programme.sessions:
        content = content.replace(session.uid, f"uid-of-{session.code}")
    return content
