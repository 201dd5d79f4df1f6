"""`schedule.json`, as frab, pretalx and c3voc's tools write and read it. Pure."""

import json
from typing import Any

from eventreg.feeds.schedule import Day, Item, Person, Room, Schedule
from eventreg.feeds.schedule_xml import GENERATOR, SLOT
from eventreg.feeds.texts import line, plain, uri

SCHEMA = "https://c3voc.de/schedule/schema.json"


def write(schedule: Schedule) -> bytes:
    document = {
        "$schema": SCHEMA,
        "generator": {"name": GENERATOR, "url": uri(schedule.base_url)},
        "schedule": {
            "url": uri(schedule.url),
            "version": line(schedule.version),
            "base_url": uri(schedule.base_url),
            "conference": _conference(schedule),
        },
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _conference(schedule: Schedule) -> dict[str, Any]:
    """Without `description`, which c3voc's own tools would carry into an XML that has no place for it."""
    return {
        "acronym": schedule.acronym,
        "title": line(schedule.title),
        "start": schedule.starts_on.isoformat(),
        "end": schedule.ends_on.isoformat(),
        "daysCount": len(schedule.days),
        "timeslot_duration": SLOT,
        "time_zone_name": schedule.zone,
        "url": uri(schedule.url),
        "tracks": [{"name": line(track.name), "slug": track.slug} for track in schedule.tracks],
        "rooms": [_room(room) for room in schedule.rooms],
        "days": [_day(day) for day in schedule.days],
    }


def _room(room: Room) -> dict[str, Any]:
    return {
        "name": line(room.name),
        "guid": room.guid,
        "description": plain(room.description) or None,
        "capacity": room.capacity,
    }


def _day(day: Day) -> dict[str, Any]:
    rooms: dict[str, list[dict[str, Any]]] = {}
    for room, items in day.rooms:
        rooms.setdefault(line(room.name), []).extend(map(_item, items))
    return {
        "index": day.index,
        "date": day.date.isoformat(),
        "day_start": day.starts_at.isoformat(),
        "day_end": day.ends_at.isoformat(),
        "rooms": rooms,
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "guid": item.guid,
        "id": item.number,
        **item.facts,
        "track": line(item.track) or None,
        "persons": [_person(person) for person in item.persons],
        "links": [
            {"title": line(link.title), "url": uri(link.href), "type": "related"} for link in item.links
        ],
        "attachments": [],
    }


def _person(person: Person) -> dict[str, str]:
    """pretalx's shape. frab's has the number beside `public_name`, and the schema lets a person have one of the two."""
    return {
        "guid": person.guid,
        "name": line(person.name),
        "public_name": line(person.said),
        "biography": plain(person.about),
    }
