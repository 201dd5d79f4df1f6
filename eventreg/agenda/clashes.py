"""What an organiser should look at before publishing, found in the tables of an agenda. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from eventreg.agenda.tables import Row, Tables, ends, starts
from eventreg.event.checks import LONGEST_SESSION, night_after

LONGEST_WITHOUT_BREAK = timedelta(minutes=150)
SHORTEST_BREAK = timedelta(minutes=15)
_REST = ("break", "meal", "social")


@dataclass(frozen=True, slots=True)
class Clash:
    kind: str
    """`no_french_title`, `outside_days`, `ends_first`, `too_long`, `no_capacity`, `over_room`, `unknown_room`,
    `unknown_track`, `room_twice` keep the agenda from being published; `contributor_twice` and `no_break` are worth a
    look."""
    code: str
    """Of the session where it shows."""
    other: str | None = None
    """The code of the other session, or the contributor; for `over_room` the room's capacity."""
    blocking: bool = True


def clashes(tables: Tables, days: Sequence[date]) -> list[Clash]:
    """Those of each session, in the order of the table; `days` are the event's."""
    sessions = tables["session"]
    held = [row for row in sessions if row["status"] != "cancelled"]
    capacities = {row["code"]: row.get("capacity") for row in tables["room"]}
    found = [clash for row in sessions for clash in _alone(row, capacities, days)]
    tracks = {row["code"] for row in tables["track"]}
    found += [clash for row in sessions for clash in _unknown(row, capacities, tracks)]
    found += [
        clash for one, other in combinations(held, 2) if overlap(one, other) for clash in _pair(one, other)
    ]
    found += _no_break(held)
    place = {row["code"]: number for number, row in enumerate(sessions)}
    return sorted(found, key=lambda clash: (not clash.blocking, place[clash.code]))


def overlap(one: Row, other: Row) -> bool:
    return starts(one) < ends(other) and starts(other) < ends(one)


def _alone(row: Row, capacities: dict[str, int | None], days: Sequence[date]) -> Iterator[Clash]:
    code = row["code"]
    if "fr" not in row.get("title", {}):
        yield Clash("no_french_title", code)
    if ends(row) <= starts(row):
        yield Clash("ends_first", code)
    if not days[0] <= starts(row).date() <= days[-1] or ends(row) > night_after(days[-1]):
        yield Clash("outside_days", code)
    if ends(row) - starts(row) > LONGEST_SESSION:
        yield Clash("too_long", code)
    if row["kind"] == "workshop" and "capacity" not in row:
        yield Clash("no_capacity", code)
    most = capacities.get(row.get("room", "")) if row["status"] != "cancelled" else None
    if most is not None and row.get("capacity", 0) > most:
        yield Clash("over_room", code, str(most))


def _unknown(row: Row, rooms: Collection[str], tracks: Collection[str]) -> Iterator[Clash]:
    if "room" in row and row["room"] not in rooms:
        yield Clash("unknown_room", row["code"])
    if "track" in row and row["track"] not in tracks:
        yield Clash("unknown_track", row["code"])


def _pair(one: Row, other: Row) -> Iterator[Clash]:
    """Said at both."""
    if "room" in one and one["room"] == other.get("room"):
        yield Clash("room_twice", one["code"], other["code"])
        yield Clash("room_twice", other["code"], one["code"])
    shared = set(one.get("contributors", ())) & set(other.get("contributors", ()))
    if shared:
        yield Clash("contributor_twice", one["code"], other["code"], blocking=False)
        yield Clash("contributor_twice", other["code"], one["code"], blocking=False)


def _no_break(held: list[Row]) -> Iterator[Clash]:
    """Where a participant would sit for longer than `LONGEST_WITHOUT_BREAK`: said at the session that makes it so."""
    by_day: dict[date, list[Row]] = defaultdict(list)
    for row in held:
        by_day[starts(row).date()].append(row)
    for rows in by_day.values():
        yield from _too_long(sorted(rows, key=lambda row: (starts(row), row["kind"] in _REST)))


def _too_long(rows: list[Row]) -> Iterator[Clash]:
    since = until = starts(rows[0])
    told = False
    for row in rows:
        if row["kind"] in _REST or starts(row) - until >= SHORTEST_BREAK:
            since, told = (ends(row) if row["kind"] in _REST else starts(row)), False
        until = max(until, ends(row))
        if not told and until - since > LONGEST_WITHOUT_BREAK:
            told = True
            yield Clash("no_break", row["code"], blocking=False)
