"""`schedule.xml`, in the order of the published schema (c3voc, application/vnd.c3voc.schedule+xml). Pure.

The schema's `recording` is left out: whether a session may be recorded, and under which licence, is a legal fact that
no edition states.
"""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from eventreg.feeds.schedule import Day, Item, Room, Schedule
from eventreg.feeds.texts import line, uri

GENERATOR = "eventreg"
SLOT = "00:05"


def write(schedule: Schedule) -> bytes:
    root = Element("schedule")
    SubElement(root, "generator", name=GENERATOR)
    _texts(root, {"url": uri(schedule.url), "version": line(schedule.version)})
    _add_conference(root, schedule)
    for day in schedule.days:
        _add_day(root, day)
    indent(root, " ")
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _add_conference(root: Element, schedule: Schedule) -> None:
    conference = SubElement(root, "conference")
    values = {
        "acronym": schedule.acronym,
        "title": line(schedule.title),
        "start": schedule.starts_on.isoformat(),
        "end": schedule.ends_on.isoformat(),
        "days": str(len(schedule.days)),
        "timeslot_duration": SLOT,
        "base_url": uri(schedule.base_url),
        "url": uri(schedule.url),
        "time_zone_name": schedule.zone,
    }
    _texts(conference, values)
    for track in schedule.tracks:
        SubElement(conference, "track", name=line(track.name), slug=track.slug)


def _add_day(root: Element, day: Day) -> None:
    known = {
        "index": str(day.index),
        "date": day.date.isoformat(),
        "start": day.starts_at.isoformat(),
        "end": day.ends_at.isoformat(),
    }
    element = SubElement(root, "day", known)
    for room, items in day.rooms:
        _add_room(element, room, items)


def _add_room(day: Element, room: Room, items: tuple[Item, ...]) -> None:
    element = SubElement(day, "room", name=line(room.name), guid=room.guid)
    for item in items:
        _add_item(element, item)


def _add_item(room: Element, item: Item) -> None:
    event = SubElement(room, "event", guid=item.guid, id=str(item.number))
    _texts(event, item.facts)
    persons = SubElement(event, "persons")
    for person in item.persons:
        SubElement(persons, "person", id=str(person.number), guid=person.guid).text = line(person.said)
    links = SubElement(event, "links")
    for link in item.links:
        SubElement(links, "link", href=uri(link.href)).text = line(link.title)
    SubElement(event, "attachments")


def _texts(parent: Element, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        SubElement(parent, name).text = value
