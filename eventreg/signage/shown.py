"""The sessions and rooms as displays show them: in both languages, written once per revision."""

import math
from dataclasses import dataclass

from eventreg.agenda.programme import Programme, SessionEntry
from eventreg.event.specs import RoomSpec
from eventreg.signage import words
from eventreg.signage.both import Pair, titled
from eventreg.signage.changes import Change, Kind

KEPT = "screens"
SPOKEN_KINDS = frozenset({"plenary", "workshop"})
"""Those whose language matters to who decides to come."""
LENGTHS = {"short": 45, "medium": 80, "long": math.inf}  # letters of a title


@dataclass(frozen=True, slots=True)
class ShownSession:
    title: Pair
    times: Pair
    starts: Pair
    ends: Pair
    room: Pair
    people: str
    languages: Pair
    tint: str
    length: str
    """`short`, `medium` or `long`: how large its title may stand."""
    cancelled: bool


@dataclass(frozen=True, slots=True)
class ShownRoom:
    code: str
    name: Pair
    access: Pair


@dataclass(frozen=True, slots=True)
class ShownChange:
    kind: Kind
    title: Pair
    news: Pair


@dataclass(frozen=True)
class Shown:
    words: dict[str, Pair]
    event: Pair
    sessions: dict[int, ShownSession]
    rooms: dict[str, ShownRoom]


def shown(programme: Programme) -> Shown:
    """Kept with the programme, which is of one revision."""
    if KEPT not in programme.kept:
        programme.kept[KEPT] = Shown(
            words.constants(),
            titled(programme.edition.event.title),
            {session.id: _session(programme, session) for session in programme.sessions},
            {room.code: _room(room) for room in programme.edition.rooms},
        )
    made: Shown = programme.kept[KEPT]
    return made


def change(programme: Programme, found: Change) -> ShownChange:
    rooms = {room.code: room for room in programme.edition.rooms}
    return ShownChange(found.kind, titled(found.title), words.news(found, rooms))


def tint(programme: Programme, session: SessionEntry) -> str:
    """The name of its tint, as on the programme's page."""
    if number := programme.tint(session):
        return f"track-{number}"
    return "plenary" if session.kind == "plenary" else "pause"


def _session(programme: Programme, session: SessionEntry) -> ShownSession:
    return ShownSession(
        title=titled(session.title),
        times=words.times(session),
        starts=words.clock(session.starts_at),
        ends=words.clock(session.ends_at),
        room=titled(session.room.name if session.room else None),
        people=", ".join(session.contributors),
        languages=words.languages(session) if session.kind in SPOKEN_KINDS else Pair("", ""),
        tint=tint(programme, session),
        length=_length(len(session.title.fr)),
        cancelled=session.cancelled,
    )


def _length(letters: int) -> str:
    return next(name for name, most in LENGTHS.items() if letters <= most)


def _room(room: RoomSpec) -> ShownRoom:
    return ShownRoom(room.code, titled(room.name), words.access(room))
