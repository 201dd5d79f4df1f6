"""What has changed in the programme of a day since it began. Decides without a database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from eventreg.agenda.programme import SessionEntry

Kind = Literal["cancelled", "moved", "retimed", "added"]
CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Past:
    """A session as it was announced; instants aware, in the event's zone."""

    starts_at: datetime
    ends_at: datetime
    room: str | None
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Change:
    kind: Kind
    session: SessionEntry
    was: Past | None
    """None of what was added."""

    @property
    def retimed(self) -> bool:
        """Also of a session that has moved to another room."""
        return self.was is not None and (self.was.starts_at, self.was.ends_at) != (
            self.session.starts_at,
            self.session.ends_at,
        )

    def concerns(self, room: str) -> bool:
        """The room where people are sent, or the one where they would come in vain."""
        now = self.session.room.code if self.session.room else None
        return room in {now, self.was.room if self.was else None}


def announced(rows: Iterable[Mapping[str, Any]], zone: ZoneInfo) -> dict[str, Past]:
    """By code, from a release's sessions, whose instants are local ISO."""
    return {
        row["code"]: Past(
            datetime.fromisoformat(row["starts_at"]).replace(tzinfo=zone),
            datetime.fromisoformat(row["ends_at"]).replace(tzinfo=zone),
            row.get("room"),
            row.get("status") == CANCELLED,
        )
        for row in rows
    }


def changes(before: Mapping[str, Past], sessions: Iterable[SessionEntry], now: datetime) -> tuple[Change, ...]:
    """Of what takes place today, or should have, and is not over; by start."""
    found = [_change(before.get(session.code), session) for session in sessions]
    return tuple(change for change in found if change and _matters(change, now))


def _change(was: Past | None, session: SessionEntry) -> Change | None:
    kind = _kind(was, session)
    return Change(kind, session, was) if kind else None


def _kind(was: Past | None, session: SessionEntry) -> Kind | None:
    if session.cancelled:
        return "cancelled" if was and not was.cancelled else None
    if was is None or was.cancelled:
        return "added"
    if was.room != (session.room.code if session.room else None):
        return "moved"
    retimed = (was.starts_at, was.ends_at) != (session.starts_at, session.ends_at)
    return "retimed" if retimed else None


def _matters(change: Change, now: datetime) -> bool:
    spans: list[SessionEntry | Past] = [change.session, *([change.was] if change.was else [])]
    today = any(span.starts_at.date() == now.date() for span in spans)
    return today and max(span.ends_at for span in spans) > now
