"""What a display says at an instant. Decides without a database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from eventreg.agenda.programme import SessionEntry
from eventreg.event.specs import RoomSpec
from eventreg.signage.halves import Lunches, half, lunches

Entries = tuple[SessionEntry, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """One room at one instant."""

    now: Entries
    """What takes place: two where a room is given twice."""
    called_off: Entries
    """What would take place and has been cancelled."""
    next: Entries
    """What begins first from now on, today or on a later day."""
    later: Entries
    """What follows in the same half of the day, cancelled sessions too."""
    used: bool
    """Whether the room has any session at all."""

    @property
    def present(self) -> Entries:
        """What the room is looked for now, taking place or not."""
        return self.now + self.called_off

    @property
    def over(self) -> bool:
        return self.used and not (self.present or self.next)


def board(sessions: Sequence[SessionEntry], lunch: Lunches, now: datetime) -> Board:
    """Of the room whose `sessions` these are, by start. What ends at 11:00 is over at 11:00."""
    present = [s for s in sessions if s.starts_at <= now < s.ends_at]
    coming = [s for s in sessions if s.starts_at > now]
    alive = [s for s in coming if not s.cancelled]
    first = tuple(s for s in alive if s.starts_at == alive[0].starts_at)
    return Board(
        now=tuple(s for s in present if not s.cancelled),
        called_off=tuple(s for s in present if s.cancelled),
        next=first,
        later=_later(coming, first, lunch),
        used=bool(sessions),
    )


def _later(coming: Sequence[SessionEntry], first: Entries, lunch: Lunches) -> Entries:
    """A cancelled session that comes before the next one is told as well."""
    if not first:
        return ()
    until = half(first[0], lunch)
    return tuple(
        s
        for s in coming
        if s not in first
        and s.starts_at.date() == first[0].starts_at.date()
        and (half(s, lunch) == until or s.starts_at < first[0].starts_at)
    )


@dataclass(frozen=True, slots=True)
class Hall:
    """Every room that is used on one day, side by side."""

    day: date | None
    """The day that is shown: today as long as something is to come, then the next one; None after the last."""
    rows: tuple[tuple[RoomSpec, Board], ...]


def hall(rooms: Iterable[RoomSpec], sessions: Sequence[SessionEntry], now: datetime) -> Hall:
    """Rooms in the edition's order; those without a session on the day that is shown are left out."""
    to_come = [s for s in sessions if s.ends_at > now]
    if not to_come:
        return Hall(None, ())
    day = max(now.date(), min(s.starts_at.date() for s in to_come))
    lunch = lunches(sessions)
    of_day = [s for s in sessions if s.starts_at.date() == day or s.starts_at <= now < s.ends_at]
    rows = [(room, [s for s in of_day if s.room == room]) for room in rooms]
    return Hall(day, tuple((room, board(held, lunch, now)) for room, held in rows if held))


def seconds_to_next_minute(now: datetime) -> int:
    """Until a second after the minute turns: every session begins and ends on a whole minute."""
    following = now.replace(second=0, microsecond=0) + timedelta(minutes=1, seconds=1)
    return max(1, int((following - now).total_seconds()))
