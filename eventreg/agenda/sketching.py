"""The published programme as a draft would have it: the sessions that people know, with the draft's facts."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from eventreg.agenda.programme import Programme, SessionEntry
from eventreg.agenda.tables import Row, Tables, ends, find, starts
from eventreg.event.edition import RoomSpec


def sketched(published: Programme, draft: Tables) -> Programme:
    """For asking what it means to people. Sessions that only the draft knows are left out: nobody holds them yet."""
    rooms = {row["code"]: RoomSpec.model_validate(row) for row in draft["room"]}
    entries = [
        _entry(session, row, rooms, published.zone)
        for session in published.sessions
        if (row := find(draft["session"], session.code))
    ]
    return replace(published, sessions=tuple(entries), kept={})


def _entry(session: SessionEntry, row: Row, rooms: dict[str, RoomSpec], zone: ZoneInfo) -> SessionEntry:
    return replace(
        session,
        kind=row["kind"],
        status=row["status"],
        starts_at=starts(row).replace(tzinfo=zone),
        ends_at=ends(row).replace(tzinfo=zone),
        room=rooms.get(row.get("room", "")),
        capacity=row.get("capacity"),
    )
