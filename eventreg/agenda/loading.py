"""Bringing the database to what an edition says. Codes, UIDs and bookings stay; calendars learn what changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from eventreg import audit
from eventreg.agenda.applying import Altered, apply_rooms, apply_sessions, later
from eventreg.agenda.models import Room, Session
from eventreg.agenda.recording import Publication, record
from eventreg.agenda.rows import EVENT_COLUMNS, local, tables_of
from eventreg.db import db, lock
from eventreg.errors import Refusal
from eventreg.event.differences import Change, Tables, differences
from eventreg.event.edition import Edition
from eventreg.event.models import EVENT_ID, Event


class SessionInUse(Refusal):
    """A session that people hold may be cancelled, not left out of the file."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(codes)
        self.codes = codes

    def message(self) -> str:
        return f'{", ".join(self.codes)}: people hold seats; set status = "cancelled" instead of removing it.'


def load(
    edition: Edition,
    *,
    now: datetime,
    in_use: frozenset[str] = frozenset(),
    publication: Publication | None = None,
) -> list[Change]:
    """Create or update the edition; an empty list when nothing differs (then nothing is written). Another agenda is
    another release.

    `in_use` holds the codes of sessions that somebody has a booking in. Raises SessionInUse.
    """
    gone = sorted(in_use - {session.code for session in edition.sessions})
    if gone:
        raise SessionInUse(gone)
    event = _locked_event()
    stored = _stored(event)
    changes = differences(stored, _given(edition))
    _apply_event(event, edition, now)
    rooms = apply_rooms(edition)
    apply_sessions(edition, rooms, Altered(stored, edition), now)
    if changes:
        _note(changes, edition, publication or Publication(), now, first=event is None)
    return changes


def _note(
    changes: list[Change], edition: Edition, publication: Publication, now: datetime, *, first: bool
) -> None:
    db.session.flush()
    event = lock(Event, EVENT_ID)
    event.revision += 1
    release = record(event, edition, publication, now)
    event.loaded_at = now if first else later(now, event.loaded_at)
    data = {"changes": [change.key for change in changes], "release": release.number if release else None}
    audit.record("edition.loaded", at=now, actor=publication.actor, data=data)


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
            Event(
                id=EVENT_ID,
                revision=0,
                release=0,
                seats_revision=0,
                document=document,
                loaded_at=now,
                **columns,
            )
        )
        return
    for name, value in columns.items():
        setattr(event, name, value)
    if event.document != document:
        event.document = document
