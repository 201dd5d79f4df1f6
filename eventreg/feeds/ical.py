"""iCalendar (RFC 5545, RFC 7986): programme entries in, bytes out.

Rendering an event costs far more than sending it, so an event becomes a `Block` once per revision and a
calendar is those blocks joined between a head and a tail. The same block serves every file, which is what
makes a session added by hand, received by mail and subscribed to one and the same event in a client.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vText, vUri

from eventreg.feeds.texts import joined, line, plain, uri
from eventreg.feeds.vtimezone import vtimezone

Status = Literal["TENTATIVE", "CONFIRMED", "CANCELLED"]

CANCELLED_LABEL = "ANNULÉ\u00a0: "
REFRESH = timedelta(hours=1)
_PRODID = "-//eventreg//Programme//FR"
_APPLE_RADIUS = "100"  # metres around the place within which a phone says that one has arrived
_TAIL = b"END:VCALENDAR\r\n"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a session takes place; what is unknown is empty or None and is not written."""

    room: str | None = None
    venue: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None

    @property
    def address(self) -> str:
        return joined(self.street, f"{self.postcode} {self.city}", self.country)


@dataclass(frozen=True, slots=True)
class Entry:
    """One session as one reader sees it: texts in one language, plain.

    `starts_at` and `ends_at` are in the event's zone (ZoneInfo), `created_at` and `modified_at` aware.
    `uid` is stored with the session and never changes; `sequence` and `modified_at` move with its
    revisions.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str
    place: Place | None
    url: str
    category: str
    status: Status
    transparent: bool
    created_at: datetime
    modified_at: datetime


class Block(NamedTuple):
    """One VEVENT, ready to be sent. Blocks sort as a calendar lists them: by start, then UID."""

    starts_at: datetime
    uid: str
    data: bytes


class _Text(vText):
    """A TEXT value whose every letter arrives: the library's own takes a typed "\\N" for a line end."""

    def to_ical(self) -> bytes:
        text = str(self).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        return text.replace("\n", "\\n").encode()


def event_block(entry: Entry, *, cancelled_label: str = CANCELLED_LABEL) -> Block:
    """Raises ValueError for what no calendar could show: no title, no time zone, an end before the start."""
    _refuse_unusable(entry)
    cancelled = entry.status == "CANCELLED"
    event = Event()
    event.add("uid", line(entry.uid))
    event.add("sequence", entry.sequence)
    event.add("summary", _Text(line(f"{cancelled_label if cancelled else ''}{entry.summary}")))
    event.add("status", entry.status)
    event.add("transp", "TRANSPARENT" if cancelled or entry.transparent else "OPAQUE")
    event.add("dtstart", entry.starts_at)
    event.add("dtend", entry.ends_at)
    _add_revision(event, entry)
    _add_texts(event, entry)
    if entry.place:
        _add_place(event, entry.place)
    return Block(entry.starts_at.astimezone(UTC), entry.uid, event.to_ical())


def feed(
    blocks: Iterable[Block],
    *,
    name: str,
    url: str,
    tzid: str,
    source: str | None = None,
    color: str | None = None,
) -> bytes:
    """A calendar to subscribe to. `source`: its own address, only if public; `color`: a CSS3 colour name."""
    return _calendar(_feed_head(name, url, tzid, source, color), blocks)


def attachment(blocks: Iterable[Block], *, tzid: str) -> bytes:
    """The file sent by mail. PUBLISH, not REQUEST: nobody is asked to accept (RFC 5546 3.2.1)."""
    return _calendar(_file_head(tzid, "PUBLISH"), blocks)


def single(block: Block, *, tzid: str) -> bytes:
    """The file of one session, to add by hand."""
    return _calendar(_file_head(tzid, None), [block])


def _calendar(head: bytes, blocks: Iterable[Block]) -> bytes:
    return b"".join([head, *[block.data for block in sorted(blocks)], _TAIL])


@lru_cache(maxsize=32)
def _feed_head(name: str, url: str, tzid: str, source: str | None, color: str | None) -> bytes:
    calendar = _bare_calendar()
    # The library writes a str here without escaping "," and ";", and some clients cut the name there.
    calendar.add("name", _Text(line(name)))
    calendar.add("x-wr-calname", _Text(line(name)))
    calendar.add("x-wr-timezone", vText(tzid))
    # Both of these leave out VALUE in the library's own setters, and RFC 7986 requires it.
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vText(f"PT{REFRESH // timedelta(hours=1)}H"))
    calendar.add("url", vUri(uri(url)))
    if source:
        calendar.add("source", vUri(uri(source)), parameters={"VALUE": "URI"})
    if color:
        calendar.add("color", vText(color))
    return _head(calendar, tzid)


@lru_cache(maxsize=32)
def _file_head(tzid: str, method: str | None) -> bytes:
    calendar = _bare_calendar()
    if method:
        calendar.add("method", method)
    return _head(calendar, tzid)


def _bare_calendar() -> Calendar:
    """Not Calendar.new(): it adds a random UID, new at every request, and vdirsyncer then keeps one event."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", _PRODID)
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _head(calendar: Calendar, tzid: str) -> bytes:
    """Always with the VTIMEZONE: a calendar without any component is invalid (RFC 5545 3.6)."""
    head: bytes = calendar.to_ical()
    return head.removesuffix(_TAIL) + vtimezone(tzid)


def _refuse_unusable(entry: Entry) -> None:
    if not line(entry.summary):
        raise ValueError(f"The session {entry.uid} has no title.")
    if not isinstance(entry.starts_at.tzinfo, ZoneInfo) or entry.starts_at.tzinfo is not entry.ends_at.tzinfo:
        raise ValueError(f"The times of the session {entry.uid} are not in one named time zone.")
    if entry.ends_at <= entry.starts_at:
        raise ValueError(f"The session {entry.uid} ends before it starts.")


def _add_revision(event: Event, entry: Entry) -> None:
    """DTSTAMP = LAST-MODIFIED, as RFC 5545 3.8.7.2 has it without METHOD.

    In mail (METHOD:PUBLISH) DTSTAMP dates the object instead. The object is made with the revision and only
    sent later, and a client that compares SEQUENCE, then DTSTAMP (RFC 5546 2.1.5) must not take a second
    copy of the same revision for news: the same block is right there too.
    """
    modified_at = entry.modified_at.astimezone(UTC)
    event.add("dtstamp", modified_at)
    event.add("created", entry.created_at.astimezone(UTC))
    event.add("last-modified", modified_at)


def _add_texts(event: Event, entry: Entry) -> None:
    url = uri(entry.url)
    event.add("url", vUri(url))
    # Many clients do not show URL, so the description ends with it.
    event.add("description", _Text(plain(f"{entry.description}\n\n{url}")))
    if category := line(entry.category):
        event.add("categories", _Text(category))


def _add_place(event: Event, place: Place) -> None:
    if location := joined(place.room or "", place.venue, place.address):
        event.add("location", _Text(location))
    if place.latitude is None or place.longitude is None:
        return
    event.add("geo", (place.latitude, place.longitude))
    if title := line(place.venue):
        parameters = {"VALUE": "URI", "X-APPLE-RADIUS": _APPLE_RADIUS, "X-TITLE": title}
        if place.address:
            parameters["X-ADDRESS"] = place.address
        point = vUri(f"geo:{place.latitude},{place.longitude}", params=parameters)
        event.add("x-apple-structured-location", point)
