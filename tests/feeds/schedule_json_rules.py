"""What the published schema of `schedule.json` asks for (c3voc.de/schedule/schema.json), as a schema of our own:
stricter where pretalx and frab always write a key, and without what we do not write."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
FILLED: Schema = {"type": "string", "pattern": r"\S"}
DATE: Schema = {"type": "string", "format": "date"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
URI: Schema = {"type": "string", "format": "uri", "pattern": "^https?://"}
UUID: Schema = {"type": "string", "format": "uuid"}
DURATION: Schema = {"type": "string", "pattern": "^[0-9]+:[0-9]{2}$"}


def table(**properties: Schema) -> Schema:
    """Exactly these keys."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": list(properties),
    }


def many(items: Schema, least: int = 0) -> Schema:
    return {"type": "array", "items": items, "minItems": least}


PERSON = table(guid=UUID, name=FILLED, public_name=FILLED, biography=TEXT)
LINK = table(title=FILLED, url=URI, type={"const": "related"})
EVENT = table(
    guid=UUID,
    id={"type": "integer", "minimum": 1},
    date=INSTANT,
    start={"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"},
    duration=DURATION,
    room=FILLED,
    slug={"type": "string", "pattern": "^[a-z0-9_-]+[a-z0-9]$"},
    url=URI,
    title=FILLED,
    subtitle=TEXT,
    track={"type": ["string", "null"], "minLength": 1},
    type=FILLED,
    language={"type": "string", "pattern": "^[a-z]{2}$"},
    abstract=TEXT,
    description=TEXT,
    persons=many(PERSON),
    links=many(LINK),
    attachments=many({}),
)
DAY = table(
    index={"type": "integer", "minimum": 1},
    date=DATE,
    day_start=INSTANT,
    day_end=INSTANT,
    rooms={"type": "object", "additionalProperties": many(EVENT, 1)},
)
ROOM = table(
    name=FILLED, guid=UUID, description={"type": ["string", "null"]}, capacity={"type": ["integer", "null"]}
)
CONFERENCE = table(
    acronym={"type": "string", "pattern": "^[a-z0-9_-][a-z0-9_]{3,}(-2[0-9]{3}-[a-z]+)?$"},
    title=FILLED,
    start=DATE,
    end=DATE,
    daysCount={"type": "integer", "minimum": 1},
    timeslot_duration=DURATION,
    time_zone_name={"type": "string", "pattern": "^([A-Z][a-z]+/[A-Z][a-z]+)|UTC$"},
    url=URI,
    tracks=many(table(name=FILLED, slug=FILLED)),
    rooms=many(ROOM),
    days=many(DAY, 1),
)
DOCUMENT: Schema = table(
    **{"$schema": {"const": "https://c3voc.de/schedule/schema.json"}},
    generator=table(name=FILLED, url=URI),
    schedule=table(url=URI, version=FILLED, base_url=URI, conference=CONFERENCE),
)


def events(document: dict[str, Any]) -> list[dict[str, Any]]:
    days = document["schedule"]["conference"]["days"]
    return [event for day in days for room in day["rooms"].values() for event in room]


def faults(data: bytes) -> list[str]:
    """What is wrong, each with the place; an empty list for a good schedule."""
    document = json.loads(data)
    validator = Draft202012Validator(DOCUMENT, format_checker=FormatChecker())
    found = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]
    return found or _disagreements(document)


def _disagreements(document: dict[str, Any]) -> list[str]:
    conference = document["schedule"]["conference"]
    known = {room["name"] for room in conference["rooms"]}
    found = [
        f"{event['slug']}: in another room"
        for day in conference["days"]
        for name, items in day["rooms"].items()
        for event in items
        if event["room"] != name or name not in known
    ]
    for key in ("guid", "id", "slug"):
        counts = Counter(event[key] for event in events(document))
        found += [f"{key} {value} twice" for value, times in counts.items() if times > 1]
    if conference["daysCount"] != len(conference["days"]):
        found.append("daysCount is not the number of days")
    return found
