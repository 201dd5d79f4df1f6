"""What the published schema of `schedule.xml` asks for (c3voc, application/vnd.c3voc.schedule+xml), written as rules
of our own; and what the apps that read it ask for beyond it. Knows nothing of the code that writes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from xml.etree.ElementTree import Element, fromstring

Check = Callable[[str], bool]
ANY: Check = lambda value: True  # noqa: E731


def matches(pattern: str) -> Check:
    return lambda value: re.fullmatch(pattern, value) is not None


def parses(read: Callable[[str], object], pattern: str) -> Check:
    def check(value: str) -> bool:
        try:
            read(value)
        except ValueError:
            return False
        return re.fullmatch(pattern, value) is not None

    return check


FILLED = matches(r"\S(?s:.*\S)?")
DATE = parses(date.fromisoformat, r"\d{4}-\d\d-\d\d")
INSTANT = parses(datetime.fromisoformat, r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
START = matches(r"[0-2]\d:[0-5]\d(:[0-5]\d)?")
DURATION = matches(r"\d{1,2}:\d\d(:\d{1,2})?")
UUID = matches(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
POSITIVE = matches(r"\+?0*[1-9]\d*")
ACRONYM = matches(r"[a-z0-9_-]{4,}")
SLUG = matches(r"[a-z0-9_]{4,}-[a-z0-9\-_]{4,}")
TRACK_SLUG = matches(r"[a-z][a-z0-9-]+")
HTTP = matches(r"https?://\S+")
LANGUAGE = matches(r"[a-z]{2}")


@dataclass(frozen=True)
class Part:
    """An element by name; its children stand in the order of `children`, where "?" may be missing, "*" may be many."""

    text: Check | None = None
    children: dict[str, str] = field(default_factory=dict)
    required: dict[str, Check] = field(default_factory=dict)
    optional: dict[str, Check] = field(default_factory=dict)


PARTS = {
    "schedule": Part(children={"generator": "?", "url": "?", "version": "1", "conference": "1", "day": "+"}),
    "schedule/generator": Part(optional={"name": FILLED, "version": FILLED}),
    "schedule/url": Part(HTTP),
    "schedule/version": Part(FILLED),
    "conference": Part(
        children={
            "acronym": "1",
            "title": "1",
            "start": "1",
            "end": "1",
            "days": "1",
            "timeslot_duration": "1",
            "base_url": "1",
            "url": "?",
            "time_zone_name": "1",
            "track": "*",
        }
    ),
    "conference/acronym": Part(ACRONYM),
    "conference/title": Part(FILLED),
    "conference/start": Part(DATE),
    "conference/end": Part(DATE),
    "conference/days": Part(POSITIVE),
    "conference/timeslot_duration": Part(DURATION),
    "conference/base_url": Part(HTTP),
    "conference/url": Part(HTTP),
    "conference/time_zone_name": Part(matches(r"[A-Z]\w+(/[\w+-]+)*")),
    "conference/track": Part(required={"name": FILLED}, optional={"slug": TRACK_SLUG}),
    "day": Part(
        children={"room": "*"}, required={"index": POSITIVE, "date": DATE, "start": INSTANT, "end": INSTANT}
    ),
    "room": Part(children={"event": "+"}, required={"name": FILLED, "guid": UUID}),
    "event": Part(
        children={
            "date": "1",
            "start": "1",
            "duration": "1",
            "room": "1",
            "slug": "1",
            "url": "1",
            "title": "1",
            "subtitle": "1",
            "track": "1",
            "type": "1",
            "language": "1",
            "abstract": "1",
            "description": "1",
            "persons": "1",
            "links": "1",
            "attachments": "1",
        },
        required={"id": POSITIVE, "guid": UUID},
    ),
    "event/date": Part(INSTANT),
    "event/start": Part(START),
    "event/duration": Part(DURATION),
    "event/room": Part(FILLED),
    "event/slug": Part(SLUG),
    "event/url": Part(HTTP),
    "event/title": Part(FILLED),
    "event/subtitle": Part(ANY),
    "event/track": Part(ANY),
    "event/type": Part(FILLED),
    "event/language": Part(LANGUAGE),
    "event/abstract": Part(ANY),
    "event/description": Part(ANY),
    "persons": Part(children={"person": "*"}),
    "persons/person": Part(FILLED, required={"id": POSITIVE, "guid": UUID}),
    "links": Part(children={"link": "*"}),
    "links/link": Part(FILLED, required={"href": HTTP}),
    "attachments": Part(),
}
BRANCHES = {"conference", "day", "event", "persons", "links", "attachments"}
"""Elements whose rules do not depend on where they stand. A room is a branch of a day and a leaf of an event."""


def faults(data: bytes) -> list[str]:
    """What is wrong, each with the place; an empty list for a good schedule."""
    if not data.startswith(b"<?xml version='1.0' encoding='utf-8'?>\n"):
        return ["no declaration in UTF-8"]
    root = fromstring(data)  # noqa: S314 - our own
    if root.tag != "schedule":
        return [f"the root is {root.tag}"]
    return [*_shape(root, "schedule", "schedule"), *_twice(root), *_disagreements(root)]


def _shape(element: Element, key: str, place: str) -> Iterator[str]:
    part = PARTS[key]
    yield from _attributes(element, part, place)
    if not part.children:
        yield from _leaf(element, part, place)
        return
    if (element.text or "").strip():
        yield f"{place}: text between elements"
    names = [child.tag for child in element]
    yield from _order(names, part, place)
    for child in element:
        if child.tag in part.children:
            inner = child.tag if child.tag in BRANCHES or key == "day" else f"{element.tag}/{child.tag}"
            yield from _shape(
                child, inner, f"{place}/{child.tag}[{child.get('id') or child.get('name') or ''}]"
            )


def _leaf(element: Element, part: Part, place: str) -> Iterator[str]:
    if len(element):
        yield f"{place}: holds elements"
    if part.text and not part.text(element.text or ""):
        yield f"{place}: {element.text!r}"


def _order(names: list[str], part: Part, place: str) -> Iterator[str]:
    counts = Counter(names)
    yield from (f"{place}: unknown {name}" for name in counts if name not in part.children)
    for name, many in part.children.items():
        if many in "1+" and not counts[name]:
            yield f"{place}: no {name}"
        if many in "1?" and counts[name] > 1:
            yield f"{place}: {name} twice"
    known = [name for name in names if name in part.children]
    if known != sorted(known, key=list(part.children).index):
        yield f"{place}: out of order"


def _attributes(element: Element, part: Part, place: str) -> Iterator[str]:
    yield from (f"{place}: no @{name}" for name in part.required if name not in element.attrib)
    for name, value in element.attrib.items():
        check = (part.required | part.optional).get(name)
        if check is None:
            yield f"{place}: unknown @{name}"
        elif not check(value):
            yield f"{place}: @{name} {value!r}"


def _twice(root: Element) -> Iterator[str]:
    events = root.findall("day/room/event")
    values = {
        "guid": [event.get("guid") for event in events],
        "id": [event.get("id") for event in events],
        "slug": [event.findtext("slug") for event in events],
        "index": [day.get("index") for day in root.findall("day")],
    }
    for name, found in values.items():
        yield from (f"{name} {value} twice" for value, times in Counter(found).items() if times > 1)


def _disagreements(root: Element) -> Iterator[str]:
    """What apps read in two places says the same in both."""
    for day in root.findall("day"):
        for room in day.findall("room"):
            for event in room.findall("event"):
                yield from _disagreement(day, room, event)
    if root.findtext("conference/days") != str(len(root.findall("day"))):
        yield "conference/days is not the number of days"


def _disagreement(day: Element, room: Element, event: Element) -> Iterator[str]:
    place, begins = f"event[{event.get('id')}]", event.findtext("date") or ""
    if event.findtext("room") != room.get("name"):
        yield f"{place}: in another room"
    if begins[11:16] != event.findtext("start"):
        yield f"{place}: date and start differ"
    if not INSTANT(begins) or not (day.get("start") or "") <= begins < (day.get("end") or ""):
        yield f"{place}: on another day"
    if event.findtext("duration") in ("00:00", "0:00"):
        yield f"{place}: takes no time"
