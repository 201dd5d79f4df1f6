"""Morning, afternoon and evening of a day, as people speak of them. Decides without a database."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Literal, Protocol, TypeVar

Half = Literal["morning", "afternoon", "evening"]
HALVES: tuple[Half, ...] = ("morning", "afternoon", "evening")
NOON, EVENING = time(12, 30), time(18)
LUNCH = (time(11), time(15))


class Held(Protocol):
    """A session; its instants are aware, in the event's zone."""

    @property
    def kind(self) -> str: ...
    @property
    def cancelled(self) -> bool: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


T = TypeVar("T", bound=Held)
Lunches = dict[date, datetime]


def lunches(sessions: Iterable[Held]) -> Lunches:
    """When the lunch of each day begins, where there is one."""
    found: Lunches = {}
    for session in sessions:
        starts_at = session.starts_at
        if session.kind == "meal" and not session.cancelled and LUNCH[0] <= starts_at.time() < LUNCH[1]:
            found[starts_at.date()] = min(starts_at, found.get(starts_at.date(), starts_at))
    return found


def half(session: Held, lunch: Lunches) -> Half:
    """The morning ends with the lunch of the day, which belongs to it; a social gathering is the evening."""
    starts_at = session.starts_at
    noon = lunch.get(starts_at.date(), datetime.combine(starts_at.date(), NOON, starts_at.tzinfo))
    if starts_at <= noon:
        return "morning"
    evening = starts_at.time() >= EVENING or (session.kind == "social" and starts_at.time() >= time(17))
    return "evening" if evening else "afternoon"
