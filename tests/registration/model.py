"""What registration should come to, said as simply as possible and without a database.

People, workshops and queues are dictionaries and lists; after every act `settle` gives free seats away until nothing
moves. Workshops and people are known by code and number, instants are datetimes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

PRIORITY = timedelta(hours=48)


@dataclass
class Workshop:
    code: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    cancelled: bool = False

    def overlaps(self, other: "Workshop | Lost") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass
class Wait:
    joined_at: datetime
    preference: int
    order: int
    """Of joining, for those who joined at one instant."""


@dataclass
class Lost:
    """The time of a seat that was taken away."""

    starts_at: datetime
    ends_at: datetime
    since: datetime
    open: bool = True


@dataclass
class Someone:
    number: int
    created_at: datetime
    admitted: bool = False
    living: bool = True
    seats: set[str] = field(default_factory=set)
    waits: dict[str, Wait] = field(default_factory=dict)
    lost: list[Lost] = field(default_factory=list)

    @property
    def states(self) -> dict[str, str]:
        return dict.fromkeys(self.seats, "booked") | dict.fromkeys(self.waits, "waitlisted")

    @property
    def status(self) -> str:
        return "cancelled" if not self.living else "confirmed" if self.admitted else "waitlisted"


class Model:
    def __init__(self, workshops: Iterable[Workshop], capacity: int) -> None:
        self.workshops = {workshop.code: workshop for workshop in workshops}
        self.capacity = capacity
        self.people: list[Someone] = []
        self.joined = 0

    # What people do

    def register(self, number: int, asked: dict[str, tuple[str | None, str | None]], now: datetime) -> None:
        person = Someone(number, now)
        free = sum(p.living and p.admitted for p in self.people) < self.capacity
        person.admitted = free and not any(p.living and not p.admitted for p in self.people)
        self.people.append(person)
        self._ask(person, asked, now)

    def change(self, number: int, asked: dict[str, tuple[str | None, str | None]], now: datetime) -> None:
        self._ask(self.living(number), asked, now)

    def cancel(self, number: int, now: datetime) -> None:
        person = self.living(number)
        person.living, person.seats, person.waits = False, set(), {}
        self.settle(now)

    def _ask(self, person: Someone, asked: dict[str, tuple[str | None, str | None]], now: datetime) -> None:
        for slot, (seat, wish) in asked.items():
            there = self.slot(slot)
            live = [code for code in person.seats if code in there and not self._off(code)]
            live.sort(key=lambda code: (self.workshops[code].starts_at, code))
            if seat in live[1:]:
                person.seats -= set(live) - {seat}
                live = [seat]
            held = next((code for code in (wish, seat, *live) if code in live), None)
            ranked = [code for code in dict.fromkeys((wish, seat)) if code]
            better = ranked[: ranked.index(held)] if held in ranked else ranked
            if held not in ranked and seat is None:
                person.seats -= set(live)
            for code in there & person.waits.keys() - set(better):
                del person.waits[code]
            for preference, code in enumerate(better, start=1):
                self._wait(person, code, preference, now)
        self.settle(now)

    def _wait(self, person: Someone, code: str, preference: int, now: datetime) -> None:
        if code in person.waits:
            person.waits[code].preference = preference
            return
        workshop = self.workshops[code]
        since = [lost.since for lost in person.lost if self._kept(lost, now) and workshop.overlaps(lost)]
        self.joined += 1
        person.waits[code] = Wait(min([now, *since]), preference, self.joined)

    # What organisers do

    def revise(self, changes: dict[str, dict[str, Any]], now: datetime) -> None:
        """Of several workshops at once; what follows is decided in the order of the new programme."""
        known = {code: Workshop(**vars(self.workshops[code])) for code in changes}
        for code, values in changes.items():
            for name, value in values.items():
                setattr(self.workshops[code], name, value)
        for code in sorted(changes, key=lambda code: (self.workshops[code].starts_at, code)):
            self._revised(known[code], self.workshops[code], now)
        for person in self.people:
            for lost in person.lost:
                seated = any(self.workshops[c].overlaps(lost) for c in person.seats if not self._off(c))
                lost.open = lost.open and not seated
        self.settle(now)

    def _revised(self, was: Workshop, workshop: Workshop, now: datetime) -> None:
        moved = (was.starts_at, was.ends_at) != (workshop.starts_at, workshop.ends_at)
        for person in self.people:
            if workshop.cancelled and not was.cancelled:
                person.waits.pop(workshop.code, None)
                if workshop.code in person.seats:
                    self._lose(person, was, now)
            elif not workshop.cancelled and (moved or was.cancelled) and self._clashes(person, workshop):
                person.seats.remove(workshop.code)
                if not was.cancelled:
                    self._lose(person, was, now)
            if moved and not workshop.cancelled and self._another_swap(person, was, workshop):
                person.waits.pop(workshop.code, None)

    def _another_swap(self, person: Someone, was: Workshop, workshop: Workshop) -> bool:
        """The workshop has moved into the time of a seat that was not beside it before."""
        seats = [self.workshops[code] for code in person.seats if not self._off(code)]
        return any(seat.overlaps(workshop) and not seat.overlaps(was) for seat in seats)

    def _clashes(self, person: Someone, workshop: Workshop) -> bool:
        others = [code for code in person.seats if code != workshop.code and not self._off(code)]
        return workshop.code in person.seats and any(self.workshops[c].overlaps(workshop) for c in others)

    def _lose(self, person: Someone, was: Workshop, now: datetime) -> None:
        if not any(self.workshops[c].overlaps(was) for c in person.seats if not self._off(c)):
            person.lost.append(Lost(was.starts_at, was.ends_at, now))

    # What follows

    def settle(self, now: datetime) -> None:
        for person in self.people:
            for lost in person.lost:
                lost.open = lost.open and self._kept(lost, now)
        while free := self.capacity - sum(p.living and p.admitted for p in self.people):
            waiting = [p for p in self.people if p.living and not p.admitted]
            if free < 0 or not waiting:
                break
            min(
                waiting, key=lambda p: p.created_at
            ).admitted = True  # the first in the list of those of one instant
        while any(self._fill(code, now) for code in sorted(self.workshops)):
            pass

    def _fill(self, code: str, now: datetime) -> bool:
        moved = False
        while (first := self.first(code)) is not None and self._has_a_seat_for(code, first, now):
            self._seat(code, first)
            moved = True
        return moved

    def first(self, code: str) -> Someone | None:
        queue = self.queue(code)
        return queue[0] if queue and not self._off(code) else None

    def queue(self, code: str) -> list[Someone]:
        """Those who could have a seat, in order."""
        waiting = [p for p in self.people if p.living and p.admitted and code in p.waits]
        return sorted(waiting, key=lambda p: (p.waits[code].joined_at, p.waits[code].order))

    def _has_a_seat_for(self, code: str, person: Someone, now: datetime) -> bool:
        joined_at = person.waits[code].joined_at
        before = [
            other
            for other in self.people
            if other is not person and other.living and other.admitted
            if any(
                self._kept(lost, now) and lost.since < joined_at and self.workshops[code].overlaps(lost)
                for lost in other.lost
            )
        ]
        return self.taken(code) + len(before) < self.workshops[code].capacity

    def _seat(self, code: str, person: Someone) -> None:
        got = person.waits.pop(code)
        there = {other for other in self.slot_of(code) if not self._off(other)}
        person.seats -= {other for other in there if self.workshops[other].overlaps(self.workshops[code])}
        for other in there & person.waits.keys():
            if person.waits[other].preference > got.preference:
                del person.waits[other]
        person.seats.add(code)
        for lost in person.lost:
            lost.open = lost.open and not self.workshops[code].overlaps(lost)

    # What is

    def taken(self, code: str) -> int:
        return sum(code in person.seats for person in self.people)

    def living(self, number: int) -> Someone:
        return next(person for person in self.people if person.number == number)

    def slot_of(self, code: str) -> set[str]:
        """Workshops connected by overlap."""
        found, more = {code}, True
        while more:
            more = False
            for other in self.workshops.values():
                if other.code not in found and any(self.workshops[c].overlaps(other) for c in found):
                    found.add(other.code)
                    more = True
        return found

    def slot(self, name: str) -> set[str]:
        return next(
            band
            for band in map(self.slot_of, self.workshops)
            if f"{min(self.workshops[c].starts_at for c in band):%Y%m%dT%H%M}" == name
        )

    def slots(self) -> dict[str, list[str]]:
        bands = {frozenset(self.slot_of(code)) for code in self.workshops}
        return {
            f"{min(self.workshops[c].starts_at for c in band):%Y%m%dT%H%M}": sorted(band) for band in bands
        }

    def _off(self, code: str) -> bool:
        return self.workshops[code].cancelled

    @staticmethod
    def _kept(lost: Lost, now: datetime) -> bool:
        return lost.open and now < lost.since + PRIORITY
