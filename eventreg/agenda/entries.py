"""Sessions as they are shown: immutable, made of their rows and what the edition says of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from eventreg.agenda.models import BOOKABLE_KIND, CHOOSABLE_KINDS, Session
from eventreg.event.edition import Edition, RoomSpec, SessionSpec, Text, TrackSpec
from eventreg.event.fields import Heading


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


def entries(rows: Sequence[Session], edition: Edition, zone: ZoneInfo) -> tuple[SessionEntry, ...]:
    """By start."""
    in_order = sorted(rows, key=lambda row: (row.starts_at, row.position, row.id))
    return tuple(_entry(row, edition, zone) for row in in_order)


def people_of(spec: SessionSpec, edition: Edition) -> Iterator[Person]:
    """Those of one session, in its order."""
    known = {contributor.code: contributor for contributor in edition.contributors}
    for line in spec.contributors:
        found = known.get(line)
        yield Person(found.code, found.name, found.role, found.organisation) if found else Person(None, line)


def _entry(row: Session, edition: Edition, zone: ZoneInfo) -> SessionEntry:
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
    )
