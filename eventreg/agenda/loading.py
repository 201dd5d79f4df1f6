"""Bringing the database to what an edition says. Codes, UIDs and bookings stay; calendars learn what changed."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from eventreg import audit
from eventreg.agenda.models import Room, Session
from eventreg.agenda.programme import EVENT_COLUMNS, local, tables_of
from eventreg.db import db, lock
from eventreg.errors import Refusal
from eventreg.event.differences import Change, Tables, differences
from eventreg.event.edition import Edition, SessionSpec
from eventreg.event.models import EVENT_ID, Event


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
    changes = differences(_stored(event), _given(edition))
    moved = event is not None and event.document.get("venue") != _document(edition)["venue"]
    _apply_event(event, edition, now)
    rooms, altered = _apply_rooms(edition)
    _apply_sessions(edition, rooms, altered, now, moved=moved)
    if changes:
        _note(changes, now, first=event is None)
    return changes


def _note(changes: list[Change], now: datetime, *, first: bool) -> None:
    db.session.flush()
    event = lock(Event, EVENT_ID)
    event.revision += 1
    event.loaded_at = now if first else _later(now, event.loaded_at)
    data = {"changes": [change.key for change in changes]}
    audit.record("edition.loaded", at=now, actor=audit.SYSTEM, data=data)


def _locked_event() -> Event | None:
    statement = select(Event).with_for_update(key_share=True).execution_options(populate_existing=True)
    return db.session.scalars(statement).first()


def _document(edition: Edition) -> dict[str, Any]:
    """What is only shown, as JSON; columns are left out."""
    document = edition.model_dump(mode="json", by_alias=True, exclude_none=True)
    del document["room"], document["session"]
    for column in EVENT_COLUMNS:
        document["event"].pop(column, None)
    return document


def _stored(event: Event | None) -> Tables:
    """Not read as an Edition: loading a good file is how a stored one that has become faulty is mended."""
    if event is None:
        return {}
    rooms = db.session.scalars(select(Room).order_by(Room.position)).all()
    rows = db.session.scalars(select(Session).order_by(Session.position, Session.id)).all()
    return tables_of(event, rooms, rows)


def _given(edition: Edition) -> Tables:
    tables = edition.model_dump(by_alias=True, exclude_none=True)
    tables["event"] = {name: local(value, edition.zone) for name, value in tables["event"].items()}
    return tables


def _apply_event(event: Event | None, edition: Edition, now: datetime) -> None:
    columns: dict[str, Any] = {name: getattr(edition.event, name) for name in EVENT_COLUMNS}
    document = _document(edition)
    if event is None:
        db.session.add(
            Event(id=EVENT_ID, revision=0, seats_revision=0, document=document, loaded_at=now, **columns)
        )
        return
    for name, value in columns.items():
        setattr(event, name, value)
    if event.document != document:
        event.document = document


def _apply_rooms(edition: Edition) -> tuple[dict[str, Room], set[str]]:
    """The rooms by code, those that are to go included, and the codes of those that read differently now."""
    known = {room.code: room for room in db.session.scalars(select(Room))}
    altered: set[str] = set()
    for position, spec in enumerate(edition.rooms):
        document = spec.model_dump(mode="json", exclude={"code"}, exclude_none=True)
        room = known.get(spec.code)
        if room is None:
            room = known[spec.code] = Room(code=spec.code, position=position, document=document)
            db.session.add(room)
        room.position = position
        if room.document != document:
            room.document = document
            altered.add(spec.code)
    db.session.flush()
    return known, altered


def _apply_sessions(
    edition: Edition, rooms: dict[str, Room], altered: set[str], now: datetime, *, moved: bool
) -> None:
    known = {session.code: session for session in db.session.scalars(select(Session).order_by(Session.id))}
    for position, spec in enumerate(edition.sessions):
        values = _session_values(edition, spec, rooms, position)
        session = known.pop(spec.code, None)
        if session is None:
            uid = str(uuid.uuid4())
            db.session.add(Session(uid=uid, sequence=0, created_at=now, modified_at=now, **values))
        else:
            _apply_session(session, values, now, elsewhere=moved or spec.room in altered)
    for session in known.values():
        db.session.delete(session)
    wanted = {spec.code for spec in edition.rooms}
    db.session.flush()
    for code, room in rooms.items():
        if code not in wanted:
            db.session.delete(room)


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


def _apply_session(session: Session, values: dict[str, Any], now: datetime, *, elsewhere: bool) -> None:
    differing = [name for name, value in values.items() if getattr(session, name) != value]
    for name in differing:
        setattr(session, name, values[name])
    if elsewhere or any(name in _REVISED for name in differing):
        session.sequence += 1
    if elsewhere or any(name in _SHOWN for name in differing):
        session.modified_at = _later(now, session.modified_at)


def _later(now: datetime, before: datetime) -> datetime:
    """`now`, but at least a second after `before`: HTTP and iCalendar tell changes apart by whole seconds, and a
    demonstration's clock starts again with each run."""
    return max(now, before + timedelta(seconds=1))
