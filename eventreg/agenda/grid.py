"""Slots and days, computed from times alone. Pure: no Flask, no SQLAlchemy."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar


class Timed(Protocol):
    """Anything with a start and an end, aware, in the event's zone."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


T = TypeVar("T", bound=Timed)
ROW_MINUTES = 5


@dataclass(frozen=True, slots=True)
class Slot(Generic[T]):
    """The time band in which sessions run in parallel; an item without a parallel one is a slot of one."""

    name: str
    """`20260303T0930`, the local start: the form's fields are `slot-<name>` and `wish-<name>`."""
    starts_at: datetime
    ends_at: datetime
    sessions: tuple[T, ...]
    bookable: bool


@dataclass(frozen=True, slots=True)
class Day(Generic[T]):
    date: date
    slots: tuple[Slot[T], ...]

    @property
    def sessions(self) -> tuple[T, ...]:
        return tuple(session for slot in self.slots for session in slot.sessions)

    @property
    def starts_at(self) -> datetime:
        return self.slots[0].starts_at

    @property
    def ends_at(self) -> datetime:
        return max(slot.ends_at for slot in self.slots)


def overlap(one: Timed, other: Timed) -> bool:
    """Two half-open intervals share an instant; what ends at 11:00 does not clash with what starts then."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def bands(sessions: Iterable[T]) -> list[tuple[T, ...]]:
    """Groups of sessions connected by overlap, by start: 9–11 and 10–12 and 11–13 are one band."""
    groups: list[list[T]] = []
    ends: datetime | None = None
    for session in sorted(sessions, key=lambda s: s.starts_at):
        if ends is None or session.starts_at >= ends:
            groups.append([])
            ends = session.ends_at
        groups[-1].append(session)
        ends = max(ends, session.ends_at)
    return [tuple(group) for group in groups]


def lanes(band: Iterable[Timed]) -> list[int]:
    """For each of a band, by start, the first lane that is free when it starts; from 0."""
    free: list[datetime] = []
    found = []
    for one in band:
        lane = next((number for number, ends in enumerate(free) if ends <= one.starts_at), len(free))
        free[lane : lane + 1] = [one.ends_at]
        found.append(lane)
    return found


def slot_of(sessions: Sequence[T], *, bookable: bool) -> Slot[T]:
    starts_at = min(session.starts_at for session in sessions)
    ends_at = max(session.ends_at for session in sessions)
    return Slot(f"{starts_at:%Y%m%dT%H%M}", starts_at, ends_at, tuple(sessions), bookable)


def slots(sessions: Iterable[T], bookable: Iterable[T]) -> tuple[Slot[T], ...]:
    """Slots of the workshops (bands of those that can be booked) and of everything else, by start."""
    workshops = list(bookable)
    others = [session for session in sessions if session not in workshops]
    made = [slot_of(band, bookable=True) for band in bands(workshops)]
    made += [slot_of(band, bookable=False) for band in bands(others)]
    return tuple(sorted(made, key=lambda slot: (slot.starts_at, slot.ends_at)))


def days(all_slots: Iterable[Slot[T]]) -> tuple[Day[T], ...]:
    by_date: dict[date, list[Slot[T]]] = {}
    for slot in all_slots:
        by_date.setdefault(slot.starts_at.date(), []).append(slot)
    return tuple(Day(day, tuple(found)) for day, found in sorted(by_date.items()))


def lines(start: int, end: int) -> str:
    """The classes of two lines, in tens and units: grid.css."""
    return f"s{start // 10} t{start % 10} e{end // 10} f{end % 10}"
