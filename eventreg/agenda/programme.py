"""The programme as pages, feeds and forms read it: immutable, in memory, made once for each revision.

A request asks the database for the revision (one indexed row) and gets the same objects until the edition changes,
in whichever process that happened.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select

from eventreg.agenda import grid
from eventreg.agenda.models import BOOKABLE_KIND, CHOOSABLE_KINDS, TICKED_KINDS, Room, Session
from eventreg.db import db, reading
from eventreg.event.edition import CategorySpec, Edition, RoomSpec, SessionSpec, Text, TrackSpec
from eventreg.event.fields import Heading
from eventreg.event.models import EVENT_ID, Event


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who contributes to a session; `code` is None for a plain name."""

    code: str | None
    name: str
    role: Heading | None = None
    organisation: str | None = None

    @property
    def said(self) -> str:
        return f"{self.name} ({self.organisation})" if self.organisation else self.name


@dataclass(frozen=True, slots=True, eq=False)
class SessionEntry:
    """A session as it is shown; instants are aware, in the event's zone."""

    id: int
    code: str
    uid: str
    sequence: int
    kind: str
    status: str
    title: Text
    description: Text | None
    starts_at: datetime
    ends_at: datetime
    room: RoomSpec | None
    capacity: int | None
    people: tuple[Person, ...]
    track: TrackSpec | None
    language: str
    interpretation: tuple[str, ...]
    to_confirm: tuple[str, ...]
    created_at: datetime
    modified_at: datetime
    grid_row_start: int
    grid_row_end: int

    @property
    def contributors(self) -> tuple[str, ...]:
        return tuple(person.said for person in self.people)

    @property
    def bookable(self) -> bool:
        return self.kind == BOOKABLE_KIND

    @property
    def cancelled(self) -> bool:
        return self.status == "cancelled"

    @property
    def choosable(self) -> bool:
        return self.kind in CHOOSABLE_KINDS


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
    spoken: dict[str, Any] = field(default_factory=dict, compare=False)
    """What pages show of it, by language: `agenda.spoken`."""

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
    opening = _openings(rows, zone)
    entries = tuple(
        _entry(row, edition, zone, opening)
        for row in sorted(rows, key=lambda s: (s.starts_at, s.position, s.id))
    )
    return Programme(
        revision=event.revision,
        version=event.release,
        edition=edition,
        zone=zone,
        sessions=entries,
        capacity=event.capacity,
        registration_opens_at=event.registration_opens_at.astimezone(zone),
        registration_closes_at=event.registration_closes_at.astimezone(zone),
        changes_close_at=event.changes_close_at.astimezone(zone),
        grace_minutes=event.grace_minutes,
        modified_at=event.loaded_at,
    )


def edition_of(event: Event, rooms: list[Room] | Any, rows: list[Session] | Any) -> Edition:
    """The edition file's content, from the database."""
    return Edition.model_validate(tables_of(event, rooms, rows))


def tables_of(event: Event, rooms: list[Room] | Any, rows: list[Session] | Any) -> dict[str, Any]:
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


def people_of(spec: SessionSpec, edition: Edition) -> Iterator[Person]:
    """Those of one session, in its order."""
    known = {contributor.code: contributor for contributor in edition.contributors}
    for line in spec.contributors:
        found = known.get(line)
        yield Person(found.code, found.name, found.role, found.organisation) if found else Person(None, line)


def _openings(rows: list[Session] | Any, zone: ZoneInfo) -> dict[date, datetime]:
    """The first start of each day: line 1 of its grid."""
    first: dict[date, datetime] = {}
    for row in rows:
        local = row.starts_at.astimezone(zone)
        first[local.date()] = min(local, first.get(local.date(), local))
    return first


def _entry(row: Session, edition: Edition, zone: ZoneInfo, opening: dict[date, datetime]) -> SessionEntry:
    spec = next(session for session in edition.sessions if session.code == row.code)
    starts_at, ends_at = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
    return SessionEntry(
        id=row.id,
        code=row.code,
        uid=row.uid,
        sequence=row.sequence,
        kind=row.kind,
        status=row.status,
        title=spec.title,
        description=spec.description,
        starts_at=starts_at,
        ends_at=ends_at,
        room=next((room for room in edition.rooms if room.code == spec.room), None),
        capacity=row.capacity,
        people=tuple(people_of(spec, edition)),
        track=next((track for track in edition.tracks if track.code == spec.track), None),
        language=spec.language,
        interpretation=spec.interpretation,
        to_confirm=tuple(spec.to_confirm),
        created_at=row.created_at.astimezone(UTC),
        modified_at=row.modified_at.astimezone(UTC),
        grid_row_start=grid.row(starts_at, opening[starts_at.date()]),
        grid_row_end=grid.row(ends_at, opening[starts_at.date()]),
    )
