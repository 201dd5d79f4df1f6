"""The programme as pages, feeds and forms read it: immutable, in memory, made once for each revision.

A request asks the database for the revision (one indexed row) and gets the same objects until the edition changes,
in whichever process that happened.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select

from eventreg.agenda import grid
from eventreg.agenda.entries import Person, SessionEntry, entries
from eventreg.agenda.models import TICKED_KINDS, Room, Session
from eventreg.agenda.rows import edition_of
from eventreg.db import db, reading
from eventreg.event.edition import CategorySpec, Edition
from eventreg.event.models import EVENT_ID, Event

__all__ = ["Day", "Person", "Programme", "SessionEntry", "Slot", "at_revision", "current", "of", "read"]


TINTS = 6
Slot = grid.Slot[SessionEntry]
Day = grid.Day[SessionEntry]


@dataclass(frozen=True)
class Programme:
    revision: int
    version: int
    """The number of the release that it shows."""
    edition: Edition
    zone: ZoneInfo
    sessions: tuple[SessionEntry, ...]
    capacity: int
    registration_opens_at: datetime
    registration_closes_at: datetime
    changes_close_at: datetime
    grace_minutes: int
    modified_at: datetime
    """When the edition last changed. Unlike the newest of its sessions' own instants it does not go back when the
    newest session is removed."""
    kept: dict[str, Any] = field(default_factory=dict, compare=False)
    """What is made of it and goes with it: by language what pages say, by name what walls show."""

    @cached_property
    def by_code(self) -> dict[str, SessionEntry]:
        return {session.code: session for session in self.sessions}

    @cached_property
    def by_id(self) -> dict[int, SessionEntry]:
        return {session.id: session for session in self.sessions}

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """Every time band; cancelled workshops stay in theirs, so that people see what became of them."""
        return grid.slots(self.sessions, [session for session in self.sessions if session.bookable])

    @cached_property
    def bookable_slots(self) -> tuple[Slot, ...]:
        return tuple(slot for slot in self.slots if slot.bookable)

    @cached_property
    def ticked(self) -> tuple[SessionEntry, ...]:
        """Meals and the evening, which a form offers as `meals`."""
        return tuple(s for s in self.sessions if s.kind in TICKED_KINDS and not s.cancelled)

    @cached_property
    def days(self) -> tuple[Day, ...]:
        return grid.days(self.slots)

    @property
    def ends_on(self) -> date:
        return self.edition.event.ends_on

    @property
    def categories(self) -> tuple[CategorySpec, ...]:
        return self.edition.categories

    @property
    def dates(self) -> tuple[date, ...]:
        return self.edition.days

    def slot_of(self, session: SessionEntry) -> Slot:
        return next(slot for slot in self.slots if session in slot.sessions)

    def beside(self, session: SessionEntry) -> list[int]:
        """Ids of the workshops that take place at its time; itself left out."""
        others = (s for s in self.sessions if s.bookable and not s.cancelled and s is not session)
        return [other.id for other in others if grid.overlap(other, session)]

    def tint(self, session: SessionEntry) -> int:
        """From 1: that of its track, else of its column among parallel workshops; 0 where it has none of its own."""
        if session.track:
            return session.track.tint
        return self.slot_of(session).sessions.index(session) % TINTS + 1 if session.bookable else 0


_REVISION = select(Event.revision)
_kept: WeakKeyDictionary[Engine, Programme] = WeakKeyDictionary()


def current() -> Programme | None:
    """The edition of this instance, or None before the first `event load`."""
    with reading() as connection:
        revision = connection.execute(_REVISION).scalar()
    return at_revision(revision)


def at_revision(revision: int | None) -> Programme | None:
    """The programme when the caller has just read `revision` (perhaps together with something else)."""
    if revision is None:
        return None
    kept = _kept.get(db.engine)
    if kept is None or kept.revision != revision:
        kept = _kept[db.engine] = read()
    return kept


def of(event: Event) -> Programme:
    """The programme of the row that the caller has locked: the truth until the transaction ends."""
    programme = at_revision(event.revision)
    assert programme is not None  # noqa: S101 - it has a revision
    return programme


def read() -> Programme:
    """The programme from its rows."""
    event = db.session.scalars(select(Event).filter_by(id=EVENT_ID)).one()
    rooms = db.session.scalars(select(Room).order_by(Room.position)).all()
    rows = db.session.scalars(select(Session).order_by(Session.position, Session.id)).all()
    edition = edition_of(event, rooms, rows)
    zone = event.zone
    return Programme(
        revision=event.revision,
        version=event.release,
        edition=edition,
        zone=zone,
        sessions=entries(rows, edition, zone),
        capacity=event.capacity,
        registration_opens_at=event.registration_opens_at.astimezone(zone),
        registration_closes_at=event.registration_closes_at.astimezone(zone),
        changes_close_at=event.changes_close_at.astimezone(zone),
        grace_minutes=event.grace_minutes,
        modified_at=event.loaded_at,
    )
