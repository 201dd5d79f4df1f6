"""Rooms and sessions as an edition gives them, into their rows. UIDs stay; SEQUENCE and LAST-MODIFIED move with what
calendars show, and only then.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from eventreg.agenda.models import RetiredSession, Room, Session
from eventreg.db import db
from eventreg.event.differences import Tables
from eventreg.event.edition import Edition, SessionSpec

# What a calendar shows of a session. Capacity is not part of it: feeds stay as they are when it changes.
_SHOWN = ("kind", "status", "starts_at", "ends_at", "room_id", "said")
# RFC 5546 2.1.4: what makes a client take the new version of an event for a revised one.
_REVISED = ("status", "starts_at", "ends_at", "room_id")
_SAID = ("title", "description", "contributors")
_ON_THE_WAY = frozenset({"access", "to_confirm"})
"""Of the venue, what no calendar says."""


class Altered:
    """What changed of the sessions without a change of their own: where they are, and who speaks."""

    def __init__(self, before: Tables, edition: Edition) -> None:
        names = {room["code"]: room["name"] for room in before.get("room", ())}
        self._rooms = {
            room.code
            for room in edition.rooms
            if names.get(room.code) != room.name.model_dump(exclude_none=True)
        }
        known = {row["code"]: _said(row) for row in before.get("contributor", ())}
        given = {person.code: (person.name, person.organisation) for person in edition.contributors}
        self._people = {code for code in known.keys() | given.keys() if known.get(code) != given.get(code)}
        self._everywhere = bool(before) and _whereabouts(before) != _whereabouts(
            edition.model_dump(exclude_none=True)
        )

    def elsewhere(self, spec: SessionSpec) -> bool:
        return self._everywhere or spec.room in self._rooms

    def otherwise(self, spec: SessionSpec) -> bool:
        return self.elsewhere(spec) or not self._people.isdisjoint(spec.contributors)


def _whereabouts(tables: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """The place and the time zone, which stand in each event of a calendar."""
    place = {key: value for key, value in tables["venue"].items() if key not in _ON_THE_WAY}
    return place, tables["event"]["timezone"]


def _said(contributor: Mapping[str, Any]) -> tuple[str, str | None]:
    """What a calendar says of somebody."""
    return contributor["name"], contributor.get("organisation")


def apply_rooms(edition: Edition) -> dict[str, Room]:
    """By code, those that are to go included."""
    known = {room.code: room for room in db.session.scalars(select(Room))}
    for position, spec in enumerate(edition.rooms):
        document = spec.model_dump(mode="json", exclude={"code"}, exclude_none=True)
        room = known.get(spec.code)
        if room is None:
            room = known[spec.code] = Room(code=spec.code, position=position, document=document)
            db.session.add(room)
        room.position = position
        if room.document != document:
            room.document = document
    db.session.flush()
    return known


def apply_sessions(edition: Edition, rooms: dict[str, Room], altered: Altered, now: datetime) -> None:
    known = {session.code: session for session in db.session.scalars(select(Session).order_by(Session.id))}
    for position, spec in enumerate(edition.sessions):
        values = _session_values(edition, spec, rooms, position)
        session = known.pop(spec.code, None)
        if session is None:
            db.session.add(_new_session(values, now))
        else:
            _apply_session(
                session, values, now, elsewhere=altered.elsewhere(spec), otherwise=altered.otherwise(spec)
            )
    for session in known.values():
        _retire(session)
    wanted = {spec.code for spec in edition.rooms}
    db.session.flush()
    for code, room in rooms.items():
        if code not in wanted:
            db.session.delete(room)


def _new_session(values: dict[str, Any], now: datetime) -> Session:
    """One that comes back goes on where calendars left it."""
    retired = db.session.get(RetiredSession, values["code"])
    if retired is None:
        return Session(uid=str(uuid.uuid4()), sequence=0, created_at=now, modified_at=now, **values)
    db.session.delete(retired)
    return Session(
        uid=retired.uid,
        sequence=retired.sequence + 1,
        created_at=retired.created_at,
        modified_at=later(now, retired.modified_at),
        **values,
    )


def _retire(session: Session) -> None:
    kept = ("code", "uid", "sequence", "created_at", "modified_at")
    db.session.add(RetiredSession(**{name: getattr(session, name) for name in kept}))
    db.session.delete(session)


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
    session: Session, values: dict[str, Any], now: datetime, *, elsewhere: bool, otherwise: bool
) -> None:
    differing = {name for name, value in values.items() if getattr(session, name) != value}
    if _read(session.document) != _read(values["document"]):
        differing.add("said")
    for name in differing & values.keys():
        setattr(session, name, values[name])
    if elsewhere or not differing.isdisjoint(_REVISED):
        session.sequence += 1
    if otherwise or not differing.isdisjoint(_SHOWN):
        session.modified_at = later(now, session.modified_at)


def _read(document: dict[str, Any]) -> list[Any]:
    """What a calendar says of it: neither its language nor its track, nor the organisers' assumptions."""
    return [document.get(key) for key in _SAID]


def later(now: datetime, before: datetime) -> datetime:
    """`now`, but at least a second after `before`: HTTP and iCalendar tell changes apart by whole seconds, and a
    demonstration's clock starts again with each run."""
    return max(now, before + timedelta(seconds=1))
