"""The edition as the database keeps it, as the tables of its file again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from eventreg.agenda.models import Room, Session
from eventreg.event.edition import Edition
from eventreg.event.models import Event


def edition_of(event: Event, rooms: Sequence[Room], rows: Sequence[Session]) -> Edition:
    """The edition file's content, from the database."""
    return Edition.model_validate(tables_of(event, rooms, rows))


def tables_of(event: Event, rooms: Sequence[Room], rows: Sequence[Session]) -> dict[str, Any]:
    """The same, not yet validated; instants in the event's zone."""
    zone = event.zone
    facts = {name: local(getattr(event, name), zone) for name in EVENT_COLUMNS}
    document = event.document
    return {
        **document,
        "event": {**document["event"], **facts},
        "room": [{"code": room.code, **room.document} for room in rooms],
        "session": [_session_table(row, zone) for row in rows],
    }


EVENT_COLUMNS = (
    "tag",
    "timezone",
    "starts_on",
    "ends_on",
    "capacity",
    "registration_opens_at",
    "registration_closes_at",
    "grace_minutes",
    "changes_close_at",
)


def local(value: object, zone: ZoneInfo) -> object:
    return value.astimezone(zone) if isinstance(value, datetime) else value


def _session_table(row: Session, zone: ZoneInfo) -> dict[str, Any]:
    table = {
        "code": row.code,
        "kind": row.kind,
        "status": row.status,
        "starts_at": row.starts_at.astimezone(zone).replace(tzinfo=None),
        "ends_at": row.ends_at.astimezone(zone).replace(tzinfo=None),
        "room": row.room.code if row.room else None,
        "capacity": row.capacity,
        **row.document,
    }
    return {key: value for key, value in table.items() if value is not None}
