"""What has changed in the programme of a day since people last read it. Decides without a database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from eventreg.agenda import differences
from eventreg.agenda.tables import Row, Tables, ends, starts
from eventreg.event.fields import Heading

Kind = Literal["cancelled", "moved", "retimed", "added"]
GONE = frozenset({differences.CANCELLED, differences.REMOVED})
CAME = frozenset({differences.ADDED, differences.REINSTATED})


@dataclass(frozen=True, slots=True)
class Place:
    """When and where a session is held; instants aware, in the event's zone."""

    starts_at: datetime
    ends_at: datetime
    room: str | None

    @property
    def span(self) -> tuple[datetime, datetime]:
        return self.starts_at, self.ends_at


@dataclass(frozen=True, slots=True)
class Change:
    kind: Kind
    code: str
    title: Heading
    place: Place
    """Where it is held now; of a cancelled session, where it would have been."""
    was: Place | None
    """As announced; None of what was added."""

    @property
    def retimed(self) -> bool:
        """Also of a session that has moved to another room."""
        return self.was is not None and self.was.span != self.place.span

    def concerns(self, room: str) -> bool:
        """The room where people are sent, or the one where they would come in vain."""
        return room in {self.place.room, self.was.room if self.was else None}


def changes(before: Tables, after: Tables, zone: ZoneInfo) -> tuple[Change, ...]:
    """Of time, place and status, by start: what sends somebody elsewhere. Other texts are no news to a wall."""
    found = (_change(difference, zone) for difference in differences.differences(before, after))
    return tuple(sorted((change for change in found if change), key=lambda change: change.place.starts_at))


def of_today(found: Iterable[Change], now: datetime) -> tuple[Change, ...]:
    """Those about this day and not yet over."""
    return tuple(change for change in found if _matters(change, now))


def _change(difference: differences.Difference, zone: ZoneInfo) -> Change | None:
    kind = _kind(difference)
    if difference.table != "session" or kind is None:
        return None
    row = difference.row
    was = _place(difference.before, zone) if difference.before and kind != "added" else None
    return Change(kind, difference.code, Heading.model_validate(row["title"]), _place(row, zone), was)


def _kind(difference: differences.Difference) -> Kind | None:
    names = {field.name for field in difference.fields}
    if difference.kind in GONE:
        return "cancelled"
    if difference.row.get("status") == "cancelled":
        return None
    if difference.kind in CAME:
        return "added"
    return "moved" if "room" in names else "retimed" if "time" in names else None


def _place(row: Row, zone: ZoneInfo) -> Place:
    return Place(starts(row).replace(tzinfo=zone), ends(row).replace(tzinfo=zone), row.get("room"))


def _matters(change: Change, now: datetime) -> bool:
    places = [place for place in (change.place, change.was) if place]
    today = any(place.starts_at.date() == now.date() for place in places)
    return today and max(place.ends_at for place in places) > now
