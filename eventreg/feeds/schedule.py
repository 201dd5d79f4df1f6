"""The programme as conference apps know it (pentabarf, frab, pretalx), in one language. Pure.

Apps keep what somebody marked under the number or the GUID of an item: both are made from what never changes.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from eventreg.feeds.texts import line, plain, uri

NUMBERS = 2**31 - 1  # apps keep them as signed integers of 32 bits
_NAMESPACE = uuid.UUID("6f3c1b8e-2f0a-5d4b-9f5e-0d6f9f3f7a11")
_SHORTEST = 4  # letters behind the hyphen of a slug


@dataclass(frozen=True, slots=True)
class Person:
    guid: str
    number: int
    name: str
    said: str
    """The name with the organisation, for who has no place of its own for it."""
    about: str


@dataclass(frozen=True, slots=True)
class Link:
    href: str
    title: str


@dataclass(frozen=True, slots=True)
class Room:
    guid: str
    name: str
    description: str = ""
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class Track:
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """A session; instants are aware, in the event's zone."""

    guid: str
    number: int
    slug: str
    url: str
    starts_at: datetime
    ends_at: datetime
    room: str
    title: str
    subtitle: str
    track: str
    type: str
    language: str
    abstract: str
    description: str
    persons: tuple[Person, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def facts(self) -> dict[str, str]:
        """What both forms say as texts, under the same names and in the schema's order."""
        return {
            "date": self.starts_at.isoformat(),
            "start": self.start,
            "duration": self.duration,
            "room": line(self.room),
            "slug": self.slug,
            "url": uri(self.url),
            "title": line(self.title),
            "subtitle": line(self.subtitle),
            "track": line(self.track),
            "type": line(self.type),
            "language": self.language,
            "abstract": plain(self.abstract),
            "description": plain(self.description),
        }

    @property
    def start(self) -> str:
        return f"{self.starts_at:%H:%M}"

    @property
    def duration(self) -> str:
        """Hours and minutes that pass, also in the night in which the clock is changed."""
        passed = self.ends_at.astimezone(UTC) - self.starts_at.astimezone(UTC)
        hours, minutes = divmod(int(passed.total_seconds()) // 60, 60)
        return f"{hours:02}:{minutes:02}"


@dataclass(frozen=True, slots=True)
class Day:
    index: int
    date: date
    starts_at: datetime
    ends_at: datetime
    rooms: tuple[tuple[Room, tuple[Item, ...]], ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    version: str
    url: str
    base_url: str
    acronym: str
    title: str
    starts_on: date
    ends_on: date
    zone: str
    tracks: tuple[Track, ...]
    rooms: tuple[Room, ...]
    days: tuple[Day, ...]


def guid(acronym: str, kind: str, key: str) -> str:
    """Of a room or a person, which have no UUID of their own; the same wherever the site stands."""
    return str(uuid.uuid5(_NAMESPACE, f"{acronym}/{kind}/{key}"))


def numbers(guids: Iterable[str]) -> dict[str, int]:
    """A positive number for each GUID, which depends on that GUID alone unless two meet (a chance in a million)."""
    taken: dict[int, str] = {}
    for each in sorted(set(guids)):
        number = int(uuid.UUID(each)) % NUMBERS
        while number + 1 in taken:
            number = (number + 1) % NUMBERS
        taken[number + 1] = each
    return {each: number for number, each in taken.items()}


def slug(acronym: str, code: str) -> str:
    return f"{acronym}-{code}" if len(code) >= _SHORTEST else f"{acronym}-item-{code}"


def track_slug(code: str) -> str:
    """It begins with a letter and has two at least."""
    return code if code[0].isalpha() and len(code) > 1 else f"track-{code}"
