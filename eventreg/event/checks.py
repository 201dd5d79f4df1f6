"""What the keys of an edition file must be to each other. Pure.

They look at the file's raw values and pass over those of a wrong type, which are faults of their own: so one
reading finds every fault.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from eventreg.event.faults import Key

T = TypeVar("T")
Found = tuple[Key, str]

LONGEST_EVENT = timedelta(days=31)
LONGEST_SESSION = timedelta(hours=12)
NIGHT_ENDS = time(6)
"""What began in the evening may last until then, and belongs to that evening's day."""


def relations(data: Mapping[str, Any]) -> Iterator[Found]:
    """Every fault that shows only when values are compared."""
    event = data.get("event")
    event = event if isinstance(event, dict) else {}
    rooms, sessions = _rows(data, "room"), _rows(data, "session")
    yield from _dates(event)
    yield from _deadlines(event)
    yield from _same_codes("room", rooms)
    yield from _same_codes("session", sessions)
    for name in ("track", "contributor", "category"):
        yield from _same_codes(name, _rows(data, name))
    tracks = {_value(row.table, "code", str) for row in _rows(data, "track")}
    capacities = {_value(row.table, "code", str): _value(row.table, "capacity", int) for row in rooms}
    for row in sessions:
        yield from _times(row, event)
        yield from _seats(row, capacities)
        yield from _track(row, tracks)
    yield from _shared_rooms(sessions)


class _Row(NamedTuple):
    key: Key
    table: dict[str, Any]


def _rows(data: Mapping[str, Any], name: str) -> list[_Row]:
    value = data.get(name)
    entries = value if isinstance(value, list) else []
    return [_Row((name, index), table) for index, table in enumerate(entries) if isinstance(table, dict)]


def _value(table: Mapping[str, Any], key: str, kind: type[T]) -> T | None:
    """Exactly of that type: a bool is no int, a date-time no date."""
    value = table.get(key)
    return value if type(value) is kind else None


def _local(table: Mapping[str, Any], key: str) -> datetime | None:
    value = _value(table, key, datetime)
    return value if value is not None and value.tzinfo is None else None


def _aware(table: Mapping[str, Any], key: str) -> datetime | None:
    value = _value(table, key, datetime)
    return value if value is not None and value.tzinfo is not None else None


def _dates(event: Mapping[str, Any]) -> Iterator[Found]:
    first, last = _value(event, "starts_on", date), _value(event, "ends_on", date)
    if first and last and last < first:
        yield ("event", "ends_on"), "must not be before starts_on"
    elif first and last and last - first > LONGEST_EVENT:
        yield ("event", "ends_on"), "must be within a month of starts_on"


def _deadlines(event: Mapping[str, Any]) -> Iterator[Found]:
    opens = _aware(event, "registration_opens_at")
    for key in ("registration_closes_at", "changes_close_at"):
        closes = _aware(event, key)
        if opens and closes and closes <= opens:
            yield ("event", key), "must be after registration_opens_at"


def _same_codes(name: str, rows: list[_Row]) -> Iterator[Found]:
    seen: set[str] = set()
    for row in rows:
        code = _value(row.table, "code", str)
        if code is not None and code in seen:
            yield (*row.key, "code"), f"is used by another {name} already"
        seen.add(code or "")


def _times(row: _Row, event: Mapping[str, Any]) -> Iterator[Found]:
    starts, ends = _local(row.table, "starts_at"), _local(row.table, "ends_at")
    if starts and ends and ends <= starts:
        yield (*row.key, "ends_at"), "must be after starts_at"
    elif starts and ends and ends - starts > LONGEST_SESSION:
        yield (*row.key, "ends_at"), "makes the session longer than 12 hours"
    for key, instant in (("starts_at", starts), ("ends_at", ends)):
        if instant and _outside(key, instant, event):
            yield (*row.key, key), "is outside the event's days (starts_on to ends_on)"
        if instant and _skipped(instant, _value(event, "timezone", str)):
            yield (*row.key, key), "does not exist: clocks go forward over it"


def _outside(key: str, instant: datetime, event: Mapping[str, Any]) -> bool:
    first, last = _value(event, "starts_on", date), _value(event, "ends_on", date)
    if first and instant.date() < first:
        return True
    if last is None:
        return False
    return instant > night_after(last) if key == "ends_at" else instant.date() > last


def night_after(day: date) -> datetime:
    """The latest end of what begins on that day."""
    return datetime.combine(day, NIGHT_ENDS) + timedelta(days=1)


def _skipped(instant: datetime, timezone: str | None) -> bool:
    try:
        zone = ZoneInfo(timezone or "UTC")
        return instant.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) != instant
    except (KeyError, ValueError, OSError, OverflowError):
        return False  # an unknown zone is a fault of its own


def _seats(row: _Row, rooms: Mapping[str | None, int | None]) -> Iterator[Found]:
    kind, room = _value(row.table, "kind", str), _value(row.table, "room", str)
    capacity = _value(row.table, "capacity", int)
    if kind == "workshop" and "capacity" not in row.table:
        yield (*row.key, "capacity"), "is missing: a workshop needs one"
    if kind is not None and kind != "workshop" and "capacity" in row.table:
        yield (*row.key, "capacity"), "is for workshops only"
    if room is not None and room not in rooms:
        yield (*row.key, "room"), f"names {room!r}, which is no room of this file"
    most = rooms.get(room) if row.table.get("status") != "cancelled" else None
    if capacity is not None and most is not None and capacity > most:
        yield (*row.key, "capacity"), f"is more than the room holds ({most})"


def _track(row: _Row, tracks: set[str | None]) -> Iterator[Found]:
    track = _value(row.table, "track", str)
    if track is not None and track not in tracks:
        yield (*row.key, "track"), f"names {track!r}, which is no track of this file"


def _shared_rooms(sessions: list[_Row]) -> Iterator[Found]:
    held = [
        row for row in sessions if _value(row.table, "room", str) and row.table.get("status") != "cancelled"
    ]
    for one, other in combinations(held, 2):
        if one.table["room"] == other.table["room"] and _overlap(one.table, other.table):
            yield (*other.key, "room"), f"is taken at that time by {one.table.get('code', 'another session')}"


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    starts, ends = _local(one, "starts_at"), _local(one, "ends_at")
    begins, finishes = _local(other, "starts_at"), _local(other, "ends_at")
    return bool(starts and ends and begins and finishes and starts < finishes and begins < ends)
