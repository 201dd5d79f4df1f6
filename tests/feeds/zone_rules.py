"""R04, R16, R17: the time zones of a calendar, compared with tzdata hour by hour."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr  # type: ignore[import-untyped]

from tests.feeds.expectation import Expectation, Fault
from tests.feeds.reader import Component


def zones(calendar: Component, expected: Expectation) -> Iterator[Fault]:
    zones = [zone.value("TZID") for zone in calendar.kind("VTIMEZONE")]
    events = calendar.kind("VEVENT")
    used = {line.params["TZID"] for event in events for line in event.lines if "TZID" in line.params}
    if len(zones) != len(set(zones)) or used - set(zones) or (events and set(zones) - used):
        yield Fault("R16", "M", f"VTIMEZONE {zones}, used {sorted(used)}")
    if not events and zones != [expected.tzid]:
        yield Fault("R04", "M", f"a feed without events has VTIMEZONE {zones}")
    names = [part.name for part in calendar.parts]
    if "VTIMEZONE" in names[names.index("VEVENT") if "VEVENT" in names else len(names) :]:
        yield Fault("R16", "M", "VTIMEZONE after an event")
    for zone in calendar.kind("VTIMEZONE"):
        yield from zone_rules(zone, expected.days[0].year)


def zone_rules(zone: Component, year: int) -> Iterator[Fault]:
    if any(part.get("COMMENT") for part in zone.walk()):
        yield Fault("R17", "M", "COMMENT in the VTIMEZONE")
    tzid = zone.value("TZID")
    if _has_summer_time(tzid, year):
        if sorted(part.name for part in zone.parts) != ["DAYLIGHT", "STANDARD"]:
            yield Fault("R17", "M", "not one STANDARD and one DAYLIGHT")
        if not all("FREQ=YEARLY" in part.value("RRULE") for part in zone.parts):
            yield Fault("R17", "M", "no yearly RRULE")
    onsets = tuple(
        (part.value("DTSTART"), part.value("RRULE"), part.value("TZOFFSETFROM"), part.value("TZOFFSETTO"))
        for part in zone.parts
    )
    wrong = wrong_hours(tzid, onsets, year)
    if wrong:
        yield Fault("R17", "M", f"{tzid} differs from tzdata in {len(wrong)} hours, first {wrong[0]}")


def _has_summer_time(tzid: str, year: int) -> bool:
    zone = ZoneInfo(tzid)
    return len({datetime(year, month, 15, tzinfo=zone).utcoffset() for month in range(1, 13)}) > 1


@lru_cache(maxsize=64)
def wrong_hours(tzid: str, onsets: tuple[tuple[str, str, str, str], ...], year: int) -> list[str]:
    """The hours (UTC) of year-1 to year+1 at which the onsets, expanded, give another offset than tzdata."""
    try:
        changes = sorted(change for onset in onsets for change in _changes(*onset, until=year + 2))
    except ValueError as error:
        return [str(error)]
    instants = [instant for instant, _ in changes]
    zone, wrong = ZoneInfo(tzid), []
    hour = datetime(year - 1, 1, 1, tzinfo=UTC)
    while hour.year <= year + 1:
        index = bisect_right(instants, hour) - 1
        if index < 0 or hour.astimezone(zone).utcoffset() != changes[index][1]:
            wrong.append(hour.isoformat())
        hour += timedelta(hours=1)
    return wrong


def _changes(start: str, rule: str, before: str, after: str, until: int) -> list[tuple[datetime, timedelta]]:
    first = datetime.strptime(start, "%Y%m%dT%H%M%S")  # noqa: DTZ007  # an onset is local time
    end = first.replace(year=until)
    local = rrulestr(rule, dtstart=first).between(first, end, inc=True) if rule else [first]
    if local[0] != first:
        raise ValueError(f"DTSTART {start} is not in its RRULE")
    return [((moment - _offset(before)).replace(tzinfo=UTC), _offset(after)) for moment in local]


def _offset(text: str) -> timedelta:
    match = re.fullmatch(r"([+-])(\d\d)(\d\d)", text)
    if not match:
        raise ValueError(f"offset {text!r}")
    return (1 if match[1] == "+" else -1) * timedelta(hours=int(match[2]), minutes=int(match[3]))
