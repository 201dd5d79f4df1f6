"""R15, R18 to R29, R32: one event."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from tests.feeds.expectation import Expectation, Fault
from tests.feeds.reader import Component, Line, instant

EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_UTC = re.compile(r"\d{8}T\d{6}Z")
_LOCAL = re.compile(r"\d{8}T\d{6}")


def event_faults(event: Component, expected: Expectation) -> Iterator[Fault]:
    for rule in (_event_times, _event_identity, _event_state, _event_place, _event_texts):
        for fault in rule(event, expected):
            yield fault._replace(text=f"{event.value('UID')}: {fault.text}")


def _event_times(event: Component, expected: Expectation) -> Iterator[Fault]:
    start, end = event.get("DTSTART"), event.get("DTEND")
    if not start or not end:
        yield Fault("R18", "M", "no DTSTART or no DTEND")
        return
    if start.params.get("VALUE") == "DATE":
        if event.value("TRANSP") != "TRANSPARENT" or not end.value > start.value:
            yield Fault("R18", "M", "a banner that is not transparent or has no exclusive end")
        return
    for line in (start, end):
        yield from _time_form(line, expected)
    first, last = instant(start), instant(end)
    if first is None or last is None:
        return
    if not timedelta(0) < last - first <= timedelta(hours=12):
        yield Fault("R18", "M", f"lasts {last - first}")
    if expected.days and first.astimezone(ZoneInfo(expected.tzid)).date() not in expected.days:
        yield Fault("R18", "M", f"on {first:%Y-%m-%d}")


def _time_form(line: Line, expected: Expectation) -> Iterator[Fault]:
    tzid = line.params.get("TZID", "")
    if _UTC.fullmatch(line.value):
        yield Fault("R15", "M" if tzid else "S", f"{line.name} in UTC")
    elif not _LOCAL.fullmatch(line.value) or tzid != expected.tzid:
        yield Fault("R15", "M", f"{line.name};TZID={tzid}:{line.value}")


def _event_identity(event: Component, expected: Expectation) -> Iterator[Fault]:
    for name in ("DTSTAMP", "CREATED", "LAST-MODIFIED"):
        if not _UTC.fullmatch(event.value(name)):
            yield Fault("R19", "M", f"{name} {event.value(name)!r}")
    yield from _uid(event.value("UID"), expected)
    if not re.fullmatch(r"\d+", event.value("SEQUENCE")):
        yield Fault("R21", "M", f"SEQUENCE {event.value('SEQUENCE')!r}")
    if expected.kind != "mail" and event.value("DTSTAMP") != event.value("LAST-MODIFIED"):
        yield Fault("R22", "M", "DTSTAMP is not LAST-MODIFIED")
    for name in ("RRULE", "RECURRENCE-ID", "RDATE"):
        if event.get(name):
            yield Fault("R32", "M", name)


def _uid(uid: str, expected: Expectation) -> Iterator[Fault]:
    told = [EMAIL.search(uid), re.search(r"\d{8}T\d{4}", uid), expected.host and expected.host in uid]
    if not uid or any(told):
        yield Fault("R20", "M", f"UID {uid!r}")
    if not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", uid):
        yield Fault("R20", "S", "UID is not a bare UUID")


def _event_state(event: Component, expected: Expectation) -> Iterator[Fault]:
    status, transparency = event.value("STATUS"), event.value("TRANSP")
    if status == "CANCELLED":
        if transparency != "TRANSPARENT":
            yield Fault("R23", "M", "cancelled and not TRANSPARENT")
        if not event.text("SUMMARY").startswith(("ANNULÉ", "CANCELLED")):
            yield Fault("R23", "M", f"cancelled as {event.text('SUMMARY')!r}")
    if not event.value("CATEGORIES") or status not in ("TENTATIVE", "CONFIRMED", "CANCELLED"):
        yield Fault("R27", "S", f"CATEGORIES {event.value('CATEGORIES')!r}, STATUS {status!r}")
    if transparency not in ("OPAQUE", "TRANSPARENT") or event.value("CLASS") not in ("", "PUBLIC"):
        yield Fault("R27", "S", f"TRANSP {transparency!r}, CLASS {event.value('CLASS')!r}")
    yield from _people(event, expected)
    yield from _alarms(event.kind("VALARM"), expected)
    if any(part.name != "VALARM" for part in event.parts):
        yield Fault("R03", "M", "a component inside an event")


def _people(event: Component, expected: Expectation) -> Iterator[Fault]:
    if event.get("ATTENDEE"):
        yield Fault("R28", "M", "ATTENDEE")
    organizer = event.get("ORGANIZER")
    if organizer and (expected.kind != "mail" or organizer.value != f"mailto:{expected.mailbox}"):
        yield Fault("R28", "M", f"ORGANIZER {organizer.value}")


def _alarms(alarms: list[Component], expected: Expectation) -> Iterator[Fault]:
    if any(alarm.value("ACTION") != "DISPLAY" for alarm in alarms):
        yield Fault("R29", "M", "an alarm that is not DISPLAY")
    if len(alarms) > (0 if expected.is_feed else 1):
        yield Fault("R29", "S", f"{len(alarms)} alarms")
    if any(not alarm.value("TRIGGER").startswith("-P") for alarm in alarms):
        yield Fault("R29", "S", "an alarm that is not before the start")


def _event_place(event: Component, expected: Expectation) -> Iterator[Fault]:
    geo, apple = event.get("GEO"), event.get("X-APPLE-STRUCTURED-LOCATION")
    if not geo or not apple:
        yield Fault("R25", "S", "no GEO or no X-APPLE-STRUCTURED-LOCATION")
    match = re.fullmatch(r"(-?\d+\.\d+);(-?\d+\.\d+)", geo.value) if geo else None
    if geo and not (match and 41 < float(match[1]) < 52 and -6 < float(match[2]) < 10):
        yield Fault("R25", "M", f"GEO {geo.value}")
    if apple:
        yield from _apple_place(apple, event.text("LOCATION"), f"geo:{match[1]},{match[2]}" if match else "")


def _apple_place(apple: Line, location: str, point: str) -> Iterator[Fault]:
    if apple.params.get("VALUE") != "URI" or not {"X-ADDRESS", "X-APPLE-RADIUS", "X-TITLE"} <= set(
        apple.params
    ):
        yield Fault("R25", "M", f"X-APPLE-STRUCTURED-LOCATION has {sorted(apple.params)}")
    if apple.value != point:
        yield Fault("R25", "M", f"X-APPLE-STRUCTURED-LOCATION {apple.value}, GEO {point}")
    if apple.params.get("X-TITLE", "") not in location:
        yield Fault("R25", "M", "X-TITLE is not in LOCATION")


def _event_texts(event: Component, expected: Expectation) -> Iterator[Fault]:
    summary = event.text("SUMMARY")
    if not summary.strip() or "\n" in summary:
        yield Fault("R24", "M", f"SUMMARY {summary!r}")
    for line in event.lines:
        if not line.value.strip() or re.search(r"(^|, )(None|null)(,|$)|, ,|^,|,$", line.text):
            yield Fault("R24", "M", f"{line.name} has an unknown value: {line.value[:60]!r}")
    url = event.value("URL")
    if not re.fullmatch(rf"{expected.scheme}://[^\s\\]+", url):
        yield Fault("R26", "M", f"URL {url!r}")
    elif url not in event.text("DESCRIPTION"):
        yield Fault("R26", "S", "URL is not in DESCRIPTION")
