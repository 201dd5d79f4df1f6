"""Checks the bytes of a calendar against what makes a feed excellent (rules R01 to R32), with a reader of
its own.

Written from the RFCs without the code or the library under test, so that a fault in either shows. Each
fault names its rule; `check_feed` fails with all of them at once. What needs two files (R20 to R23) is in
`tests.feeds.revisions`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Any

from tests.feeds.event_rules import EMAIL, event_faults
from tests.feeds.expectation import Expectation, Fault, Kind
from tests.feeds.octets import octets
from tests.feeds.reader import UNKNOWN, Component, Line, instant, parse
from tests.feeds.zone_rules import zones

_KNOWN = re.compile(
    "VERSION|PRODID|CALSCALE|METHOD|NAME|DESCRIPTION|URL|SOURCE|COLOR|"
    "REFRESH-INTERVAL|LAST-MODIFIED|IMAGE|BEGIN|END|UID|SEQUENCE|SUMMARY|STATUS|"
    "TRANSP|DTSTART|DTEND|DTSTAMP|CREATED|LOCATION|GEO|CATEGORIES|CLASS|CONTACT|"
    "COMMENT|ORGANIZER|ATTENDEE|RRULE|RDATE|EXDATE|RECURRENCE-ID|DURATION|PRIORITY|"
    "RESOURCES|ATTACH|RELATED-TO|CONFERENCE|TZID|TZNAME|TZOFFSETFROM|TZOFFSETTO|TZURL|"
    "ACTION|TRIGGER|REPEAT|X-.*"
)
_REPEATABLE = re.compile("CATEGORIES|COMMENT|CONTACT|ATTACH|ATTENDEE|IMAGE|CONFERENCE|TZNAME|RDATE")
_TEXT = re.compile("SUMMARY|DESCRIPTION|LOCATION|NAME|X-WR-CALNAME|CATEGORIES|X-WR-CALDESC|COMMENT")
_LEFTOVER = re.compile(r"\{\{|\}\}|\{%|%\(\w+\)s|^(none|null|undefined|nan)$", re.IGNORECASE)
_HTML = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,8});")
_PERSONAL_LINK = re.compile(r"/(?:mon-inscription|calendrier|b)/[A-Za-z0-9_-]{8,}")


def check_feed(
    data: bytes, kind: Kind, *, ignore: Collection[str] = (), should: bool = True, **expected: Any
) -> Component:
    """Assert every rule and return the calendar. `should=False` lets [S] faults pass; other keys:
    `Expectation`.
    """
    found = [f for f in faults(data, kind, **expected) if f.rule not in ignore and (should or f.level == "M")]
    assert not found, "\n".join(map(str, found))
    return parse(data)


def faults(data: bytes, kind: Kind, **expected: Any) -> list[Fault]:
    expectation = Expectation(kind, **expected)
    found = list(octets(data))
    try:
        calendar = parse(data)
    except ValueError as error:
        return [*found, Fault("R05", "M", str(error))]
    for rule in (_calendar, _values, _head, zones, _privacy):
        found += rule(calendar, expectation)
    for event in calendar.kind("VEVENT"):
        found += event_faults(event, expectation)
    return found + list(_overlaps(calendar, expectation))


def _calendar(calendar: Component, expected: Expectation) -> Iterator[Fault]:
    if calendar.value("VERSION") != "2.0":
        yield Fault("R03", "M", "VERSION is not 2.0")
    prodid = calendar.value("PRODID")
    if not prodid or re.search("icalendar|vobject|ics.py|collective", prodid, re.IGNORECASE):
        yield Fault("R03", "M", f"PRODID {prodid!r} is missing or the library's")
    if calendar.value("CALSCALE") not in ("", "GREGORIAN"):
        yield Fault("R03", "M", "CALSCALE")
    if {part.name for part in calendar.parts} - {"VTIMEZONE", "VEVENT"}:
        yield Fault("R03", "M", "a component that is neither VTIMEZONE nor VEVENT")
    yield from _properties(calendar)
    yield from _events_present(calendar, expected)


def _properties(calendar: Component) -> Iterator[Fault]:
    for part in calendar.walk():
        for name, count in Counter(line.name for line in part.lines).items():
            if count > 1 and not _REPEATABLE.fullmatch(name):
                yield Fault("R03", "M", f"{part.name} has {name} {count} times")
            if not _KNOWN.fullmatch(name):
                yield Fault("R05", "M", f"unknown property {name}")


def _events_present(calendar: Component, expected: Expectation) -> Iterator[Fault]:
    events = calendar.kind("VEVENT")
    uids = [event.value("UID") for event in events]
    if expected.uids is not None and Counter(uids) != Counter(expected.uids):
        yield Fault("R04", "M", f"events {sorted(uids)}, expected {sorted(expected.uids)}")
    if not calendar.parts:
        yield Fault("R04", "M", "a calendar without a component")
    if len(set(uids)) != len(uids):
        yield Fault("R20", "M", "a UID twice")
    if expected.kind == "single" and len(events) != 1:
        yield Fault("R04", "M", f"a single file with {len(events)} events")
    keys = [(instant(event.get("DTSTART")) or UNKNOWN, event.value("UID")) for event in events]
    if keys != sorted(keys):
        yield Fault("R31", "M", "events are not sorted by start, then UID")


def _values(calendar: Component, expected: Expectation) -> Iterator[Fault]:
    for part in calendar.walk():
        for line in part.lines:
            if _TEXT.fullmatch(line.name):
                yield from _text_faults(part, line)
            if line.name == "X-ALT-DESC" and not part.get("DESCRIPTION"):
                yield Fault("R07", "M", "X-ALT-DESC without DESCRIPTION")
            yield from _encoding_faults(line)


def _text_faults(part: Component, line: Line) -> Iterator[Fault]:
    bare = re.sub(r"\\[\\;,n]", "", line.value)
    if "\\" in bare or ";" in bare or ("," in bare and line.name != "CATEGORIES"):
        yield Fault("R06", "M", f"{line.name} is not escaped as TEXT: {line.value[:60]!r}")
    if re.search(r"\\[;,]|\\n(?=$|\\| )", line.text):
        yield Fault("R06", "M", f"{line.name} is escaped twice: {line.text[:60]!r}")
    if _HTML.search(line.text):
        yield Fault("R07", "M", f"{line.name} has HTML: {line.text[:60]!r}")
    if not line.text.strip() or _LEFTOVER.search(line.text):
        yield Fault("R24", "M", f"{line.name} is empty or a leftover: {line.text[:60]!r}")


def _encoding_faults(line: Line) -> Iterator[Fault]:
    everything = " ".join([*line.params.values(), line.value])
    if "\ufffd" in everything:
        yield Fault("R08", "M", f"{line.name} has U+FFFD")
    if unicodedata.normalize("NFC", everything) != everything:
        yield Fault("R08", "M", f"{line.name} is not NFC")
    for run in re.findall("[\x80-\uffff]{2,}", everything):
        if _is_mojibake(run):
            yield Fault("R08", "M", f"{line.name} has mojibake {run!r}")


def _is_mojibake(run: str) -> bool:
    """UTF-8 read as Windows-1252 gives back a letter of western Europe or a typographic sign when undone."""
    try:
        undone = run.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return False
    return any("\xa0" <= char <= "\u017f" or "\u2010" <= char <= "\u20ac" for char in undone)


def _head(calendar: Component, expected: Expectation) -> Iterator[Fault]:
    if calendar.get("UID"):
        yield Fault("R13", "M", "UID on the VCALENDAR")
    method = calendar.value("METHOD")
    if method not in (("PUBLISH",) if expected.kind == "mail" else ("", "PUBLISH")):
        yield Fault("R14", "M", f"METHOD {method!r}")
    zone = calendar.value("X-WR-TIMEZONE")
    if zone and zone != expected.tzid:
        yield Fault("R10", "M", f"X-WR-TIMEZONE {zone}")
    yield from _feed_head(calendar, expected) if expected.is_feed else _file_head(calendar)


def _feed_head(calendar: Component, expected: Expectation) -> Iterator[Fault]:
    name = calendar.text("NAME")
    if not name or name != calendar.text("X-WR-CALNAME") or (expected.name and name != expected.name):
        yield Fault("R09", "M", f"NAME {name!r}, X-WR-CALNAME {calendar.text('X-WR-CALNAME')!r}")
    if not calendar.get("X-WR-TIMEZONE"):
        yield Fault("R10", "S", "no X-WR-TIMEZONE")
    yield from _refreshing(calendar)
    if not calendar.value("URL").startswith(f"{expected.scheme}://"):
        yield Fault("R12", "S", f"URL {calendar.value('URL')!r}")
    if not re.fullmatch("[a-z]+", calendar.value("COLOR")):
        yield Fault("R12", "S", f"COLOR {calendar.value('COLOR')!r}")
    source = calendar.get("SOURCE")
    if source and (source.params.get("VALUE") != "URI" or expected.kind != "public"):
        yield Fault("R12", "S", "SOURCE without VALUE=URI or in a feed that is not public")


def _refreshing(calendar: Component) -> Iterator[Fault]:
    interval, ttl = calendar.get("REFRESH-INTERVAL"), calendar.value("X-PUBLISHED-TTL")
    match = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?", ttl)
    minutes = 60 * int(match[1] or 0) + int(match[2] or 0) if match else 0
    if not interval or interval.params.get("VALUE") != "DURATION" or interval.value != ttl:
        yield Fault("R11", "M", "REFRESH-INTERVAL;VALUE=DURATION is not X-PUBLISHED-TTL")
    if not 5 <= minutes <= 24 * 60:
        yield Fault("R11", "M", f"refresh of {ttl!r}")


def _file_head(calendar: Component) -> Iterator[Fault]:
    for name in ("X-WR-CALNAME", "NAME", "X-PUBLISHED-TTL", "REFRESH-INTERVAL", "SOURCE"):
        if calendar.get(name):
            yield Fault("R14", "M", f"{name} in a file that is not a feed")


def _privacy(calendar: Component, expected: Expectation) -> Iterator[Fault]:
    for part in calendar.walk():
        for line in part.lines:
            texts = [line.value, line.text, *line.params.values()]
            found = [secret for secret in expected.secrets if any(secret in text for text in texts)]
            addresses = set(EMAIL.findall(line.text)) - {expected.mailbox}
            if found or (addresses and line.name not in ("UID", "ORGANIZER")):
                yield Fault("R30", "M", f"{line.name} tells {found or sorted(addresses)}")
            if _PERSONAL_LINK.search(line.text):
                yield Fault("R30", "M", f"{line.name} holds a personal link")


def _overlaps(calendar: Component, expected: Expectation) -> Iterator[Fault]:
    busy = sorted(
        (start, end, event.value("UID"))
        for event in calendar.kind("VEVENT")
        if event.value("TRANSP") != "TRANSPARENT"
        and (start := instant(event.get("DTSTART")))
        and (end := instant(event.get("DTEND")))
    )
    for (_, end, first), (start, _, second) in pairwise(busy):
        if start < end:
            yield Fault("R32", "S", f"{first} and {second} are both OPAQUE")
