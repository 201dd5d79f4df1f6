"""People with a place, and the instants at which the shipped edition writes to them."""

from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import time_machine
from flask import Flask
from sqlalchemy import select

from eventreg.db import db
from eventreg.mail.models import OutboxMail
from eventreg.registration import reminders
from eventreg.registration.models import Registration
from tests.mail.letters import captured
from tests.support.databases import EDITION
from tests.support.people import registered

QUESTION = datetime.fromisoformat("2026-02-24T09:00:00+01:00")
REMINDER = datetime.fromisoformat("2026-03-02T09:00:00+01:00")


def attendee(*names: str, **given: Any) -> Registration:
    """A participant with the mails that are written ahead."""
    return registered(*names, **given, reminded=True)


def received(app: Flask, at: datetime, person: Registration) -> list[EmailMessage]:
    """All mail that this person has got until then, oldest first."""
    db.session.rollback()
    with time_machine.travel(at, tick=False):
        return [mail for mail in captured(app) if mail["To"] == person.email]


def subjects(mails: list[EmailMessage]) -> list[str]:
    """What the subjects say before the event's title."""
    return [
        mail["Subject"].replace("\u202f", " ").replace("\u00a0", " ").split(" Renforcer")[0] for mail in mails
    ]


def planned(person: Registration) -> list[tuple[str, str, str]]:
    """Kind, state and instant (in UTC) of both kinds, in the order of writing."""
    db.session.rollback()
    rows = db.session.scalars(
        select(OutboxMail)
        .where(OutboxMail.registration_id == person.id, OutboxMail.kind.in_(reminders.KINDS))
        .order_by(OutboxMail.id)
        .execution_options(populate_existing=True)
    )
    return [(row.kind, row.state, f"{row.due_at:%d/%m %H:%M}") for row in rows]


def load(app: Flask, at: datetime, *changes: tuple[str, str]) -> None:
    """`flask event load` of the shipped edition with some of its text replaced everywhere."""
    content = EDITION.read_text("utf-8")
    for before, after in changes:
        assert before in content, before
        content = content.replace(before, after)
    file = Path(app.instance_path) / "edition.toml"
    file.write_text(content, "utf-8")
    db.session.rollback()
    with time_machine.travel(at, tick=False):
        result = app.test_cli_runner().invoke(args=["event", "load", str(file)])
    assert result.exit_code == 0, result.output
