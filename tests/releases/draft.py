"""An organiser's acts on the draft, through the real services."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from eventreg.agenda import drafting
from eventreg.agenda import programme as agenda
from eventreg.agenda.models import Release
from eventreg.agenda.tables import Row, fingerprint
from eventreg.db import db
from eventreg.registration.foreseeing import Foreseen
from eventreg.releases import publishing
from tests.support.people import OPEN

SOMEBODY = "staff:1"
PRIORITY = timedelta(hours=48)
LATER = OPEN + timedelta(hours=1)


def row(code: str, table: str = "session") -> Row:
    found = drafting.read().row(table, code)
    assert found is not None
    return found


def edit(code: str, changes: Mapping[str, Any], *, table: str = "session", now: datetime = LATER) -> None:
    """`changes` of keys; None takes a key away."""
    was = row(code, table)
    values = {key: value for key, value in {**was, **changes}.items() if key != "code" and value is not None}
    drafting.put(
        table, values, code=code, seen=fingerprint(was), action=drafting.EDITED, now=now, actor=SOMEBODY
    )
    db.session.commit()


def create(values: Row, *, table: str = "session", now: datetime = LATER) -> str:
    code = drafting.put(table, values, code=None, seen=None, action=drafting.CREATED, now=now, actor=SOMEBODY)
    db.session.commit()
    return code


def release(
    *, now: datetime = LATER, wait: timedelta = timedelta(), note: Mapping[str, str] | None = None
) -> Release:
    seen = fingerprint(drafting.read().tables)
    made = publishing.publish(
        seen=seen, note=note or {}, wait=wait, priority=PRIORITY, now=now, actor=SOMEBODY
    )
    db.session.commit()
    return made


def foreseen() -> Foreseen:
    """What publishing would mean to people now."""
    return publishing.foreseen(agenda.read(), drafting.read())


def take_up(number: int, *, now: datetime = LATER) -> None:
    drafting.take_up(number, now=now, actor=SOMEBODY)
    db.session.commit()


def undo() -> None:
    step = drafting.read().undo
    assert step is not None
    drafting.undo(step.id)
    db.session.commit()


def redo() -> None:
    step = drafting.read().redo
    assert step is not None
    drafting.redo(step.id)
    db.session.commit()


WORKSHOP: Row = {
    "kind": "workshop",
    "title": {"fr": "Financer la rénovation", "en": "Financing renovation"},
    "starts_at": "2026-03-03T09:30:00",
    "ends_at": "2026-03-03T11:00:00",
    "room": "salle-3",
    "capacity": 40,
    "status": "provisional",
    "language": "fr",
}
