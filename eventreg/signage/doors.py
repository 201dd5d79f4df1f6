"""The signs of the rooms' doors: an A4 sheet for each room and half of a day, in both languages.

Drawn by typst from data: tagged PDF (PDF/UA-1).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import gettext as _

from eventreg import typesetting
from eventreg.agenda.programme import Programme, SessionEntry
from eventreg.event.specs import RoomSpec
from eventreg.i18n import date_long, sentence, text
from eventreg.signage import paper, words
from eventreg.signage.both import Pair, both, titled
from eventreg.signage.halves import HALVES, Half, half, lunches
from eventreg.signage.shown import ShownSession, shown

SOURCE = paper.HERE / "door.typ"
MOST = 8  # sessions of a sheet


@dataclass(frozen=True, slots=True)
class Sign:
    day: date
    half: Half
    room: RoomSpec
    sessions: tuple[SessionEntry, ...]


def signs(programme: Programme, day: date | None = None, room: str | None = None) -> list[Sign]:
    """By day and half, then in the rooms' order: as one goes round to put them up. Cancelled sessions stay."""
    lunch = lunches(programme.sessions)
    return [
        Sign(on, part, spec, held)
        for on in sorted({session.starts_at.date() for session in programme.sessions})
        if day in (None, on)
        for part in HALVES
        for spec in programme.edition.rooms
        if room in (None, spec.code)
        if (held := _held(programme, on, part, spec, lunch))
    ]


def _held(programme: Programme, on: date, part: Half, spec: RoomSpec, lunch: Any) -> tuple[SessionEntry, ...]:
    return tuple(
        session
        for session in programme.sessions
        if session.room == spec and session.starts_at.date() == on and half(session, lunch) == part
    )


def document(programme: Programme, found: Sequence[Sign]) -> bytes:
    """A sheet for each, in French with English beside it."""
    return typesetting.draw(SOURCE, content(programme, found))[0]


def content(programme: Programme, found: Sequence[Sign]) -> dict[str, Any]:
    """To be called speaking French, the signs' first language."""
    return paper.common(programme) | {
        "document_title": _("Affichage des salles – %(event)s", event=text(programme.edition.event.title)),
        "cancelled": shown(programme).words["cancelled"],
        "signs": [sheet for one in found for sheet in _sheets(programme, one)],
    }


def _sheets(programme: Programme, sign: Sign) -> list[dict[str, Any]]:
    """One, or as many as it takes to keep the sessions legible from where one stands."""
    number = -(-len(sign.sessions) // MOST)
    each = -(-len(sign.sessions) // number)
    parts = [sign.sessions[first : first + each] for first in range(0, len(sign.sessions), each)]
    return [
        _sheet(programme, replace(sign, sessions=part), f" · {n}/{number}" if number > 1 else "")
        for n, part in enumerate(parts, start=1)
    ]


def _sheet(programme: Programme, sign: Sign, which: str) -> dict[str, Any]:
    made = shown(programme)
    part = words.halves(sign.half)
    day = both(lambda: sentence(date_long(sign.day)))
    return {
        "room": titled(sign.room.name),
        "access": made.rooms[sign.room.code].access,
        "when": Pair(f"{day.fr} · {part.fr.lower()}{which}", f"{day.en} · {part.en.lower()}{which}"),
        "sessions": [_session(made.sessions[session.id]) for session in sign.sessions],
    }


def _session(session: ShownSession) -> dict[str, Any]:
    return {
        "starts": session.starts,
        "ends": session.ends,
        "title": session.title,
        "people": session.people,
        "languages": session.languages,
        "tint": session.tint,
        "cancelled": session.cancelled,
    }
