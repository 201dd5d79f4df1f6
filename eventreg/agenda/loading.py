"""Bringing the database to what an edition says. Codes, UIDs and bookings stay; calendars learn what changed."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from eventreg import audit
from eventreg.agenda.models import Room, Session
from eventreg.agenda.programme import EVENT_COLUMNS
from eventreg.db import db, lock
from eventreg.errors import Refusal
from eventreg.event.edition import Edition, SessionSpec
from eventreg.event.models import EVENT_ID, Event


@dataclass(frozen=True, slots=True)
class Change:
    """One difference that a load made: `key` as the edition file names it."""

    key: str
    before: object
    after: object

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.key}: added"
        return f"{self.key}: removed" if self.after is None else f"{self.key}: {self.before} → {self.after}"


class SessionInUse(Refusal):
    """A session that people hold may be cancelled, not left out of the file."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(codes)
        self.codes = codes

    def message(self) -> str:
        return f'{", ".join(self.codes)}: people hold seats; set status = "cancelled" instead of removing it.'


# What a calendar shows of a session. Capacity is not part of it: feeds stay as they are when it changes.
_SHOWN = ("kind", "status", "starts_at", "ends_at", "room_id", "document")
# RFC 5546 2.1.4: what makes a client take the new version of an event for a revised one.
_REVISED = ("status", "starts_at", "ends_at", "room_id")


def load(edition: Edition, *, now: datetime, in_use: frozenset[str] = frozenset()) -> list[Change]:
    """Create or update the edition; an empty list when nothing differs (then nothing is written).

    `in_use` holds the codes of sessions that somebody has a booking in. Raises SessionInUse.
    """
    gone = sorted(in_use - {session.code for session in edition.sessions})
    if gone:
        raise SessionInUse(gone)
    event = _locked_event()
    moved = event is not None and event.document.get("venue") != _document(edition)["venue"]
    changes = _apply_event(event, edition, now)
    rooms = _apply_rooms(edition, changes)
    _apply_sessions(edition, rooms, changes, now, moved=moved)
    if changes:
        db.session.flush()
        current = lock(Event, EVENT_ID)
        current.revision += 1
        current.loaded_at = _later(now, current.loaded_at) if event else now
        data = {"changes": [change.key for change in changes]}
        audit.record("edition.loaded", at=now, actor=audit.SYSTEM, data=data)
    return changes


def _locked_event() -> Event | None:
    statement = select(Event).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(statement).first()


def _document(edition: Edition) -> dict[str, Any]:
    """What is only shown, as JSON; columns are left out."""
    document = edition.model_dump(mode="json", by_alias=True, exclude_none=True)
    del document["room"], document["session"]
    for column in EVENT_COLUMNS:
        document["event"].pop(column, None)
    return document


def _apply_event(event: Event | None, edition: Edition, now: datetime) -> list[Change]:
    columns: dict[str, Any] = {name: getattr(edition.event, name) for name in EVENT_COLUMNS}
    document = _document(edition)
    if event is None:
        db.session.add(Event(id=EVENT_ID, revision=0, document=document, loaded_at=now, **columns))
        return [Change("event", None, edition.event.title.fr)]
    changes = [
        Change(f"event.{name}", getattr(event, name), value)
        for name, value in columns.items()
        if getattr(event, name) != value
    ]
    changes += [
        Change(table, "…", "changed") for table in document if document[table] != event.document.get(table)
    ] + [Change(table, "…", None) for table in event.document if table not in document]
    for name, value in columns.items():
        setattr(event, name, value)
    if event.document != document:
        event.document = document
    return changes


def _apply_rooms(edition: Edition, changes: list[Change]) -> dict[str, Room]:
    known = {room.code: room for room in db.session.scalars(select(Room))}
    for position, spec in enumerate(edition.rooms):
        document = spec.model_dump(mode="json", exclude={"code"}, exclude_none=True)
        room = known.get(spec.code)
        if room is None:
            room = known[spec.code] = Room(code=spec.code, position=position, document=document)
            db.session.add(room)
            changes.append(Change(f"room[{spec.code}]", None, spec.code))
        elif (room.document, room.position) != (document, position):
            room.document, room.position = document, position
            changes.append(Change(f"room[{spec.code}]", "…", "changed"))
    db.session.flush()
    return known


def _apply_sessions(
    edition: Edition, rooms: dict[str, Room], changes: list[Change], now: datetime, *, moved: bool
) -> None:
    changed_rooms = {change.key for change in changes if change.key.startswith("room[")}
    known = {session.code: session for session in db.session.scalars(select(Session).order_by(Session.id))}
    for position, spec in enumerate(edition.sessions):
        values = _session_values(edition, spec, rooms, position)
        session = known.pop(spec.code, None)
        if session is None:
            uid = str(uuid.uuid4())
            db.session.add(Session(uid=uid, sequence=0, created_at=now, modified_at=now, **values))
            changes.append(Change(f"session[{spec.code}]", None, spec.code))
        else:
            elsewhere = moved or (spec.room is not None and f"room[{spec.room}]" in changed_rooms)
            _apply_session(session, values, changes, now, elsewhere=elsewhere)
    for code, session in known.items():
        db.session.delete(session)
        changes.append(Change(f"session[{code}]", "…", None))
    wanted = {spec.code for spec in edition.rooms}
    db.session.flush()
    for code, room in rooms.items():
        if code not in wanted:
            db.session.delete(room)
            changes.append(Change(f"room[{code}]", "…", None))


def _session_values(
    edition: Edition, spec: SessionSpec, rooms: dict[str, Room], position: int
) -> dict[str, Any]:
    held = {"code", "kind", "status", "starts_at", "ends_at", "room", "capacity"}
    return {
        "code": spec.code,
        "kind": spec.kind,
        "status": spec.status,
        "starts_at": edition.starts(spec),
        "ends_at": edition.ends(spec),
        "room_id": rooms[spec.room].id if spec.room else None,
        "capacity": spec.capacity,
        "position": position,
        "document": spec.model_dump(mode="json", exclude=held, exclude_none=True),
    }


def _apply_session(
    session: Session, values: dict[str, Any], changes: list[Change], now: datetime, *, elsewhere: bool
) -> None:
    differing = [name for name, value in values.items() if getattr(session, name) != value]
    for name in differing:
        before = getattr(session, name)
        setattr(session, name, values[name])
        shown = ("…", "changed") if name in ("document", "room_id") else (before, values[name])
        changes.append(Change(f"session[{session.code}].{name.removesuffix('_id')}", *shown))
    if elsewhere or any(name in _REVISED for name in differing):
        session.sequence += 1
    if elsewhere or any(name in _SHOWN for name in differing):
        session.modified_at = _later(now, session.modified_at)


def _later(now: datetime, before: datetime) -> datetime:
    """`now`, but at least a second after `before`: HTTP and iCalendar tell changes apart by whole seconds, and a
    demonstration's clock starts again with each run."""
    return max(now, before + timedelta(seconds=1))
