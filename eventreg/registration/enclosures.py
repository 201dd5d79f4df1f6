"""The files of a mail: the code of the badge, the calendar, the emblem of the funding."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Protocol

from eventreg.agenda.programme import Programme
from eventreg.mail.letters import Enclosure
from eventreg.registration.case import Case
from eventreg.registration.states import BADGE

EMBLEM = Path(__file__).parents[2] / "static" / "img" / "eu-emblem.png"
CODE_ID, EMBLEM_ID = "badge", "emblem"


class Calendar(Protocol):
    """Draws the calendar file of one mail, of session ids."""

    def __call__(
        self,
        programme: Programme,
        lang: str,
        base: str,
        *,
        booked: Collection[int],
        dropped: Collection[int],
        made_at: datetime,
    ) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Drawings:
    """What later packages draw into a mail; create_app brings them together."""

    code: Callable[[str, str], bytes]
    """From base address and badge token, the PNG of the code."""
    calendar: Calendar


def code(drawings: Drawings, case: Case) -> tuple[Enclosure, ...]:
    """The code alone, so that it can be saved and shown as it is; a person without a place has none."""
    if not case.confirmed:
        return ()
    return (Enclosure("badge.png", "image/png", drawings.code(case.base, case.links[BADGE]), CODE_ID),)


def calendar(drawings: Drawings, case: Case, dropped: Collection[int]) -> tuple[Enclosure, ...]:
    if not case.own.sessions and not dropped:
        return ()
    data = drawings.calendar(
        case.programme,
        case.registration.lang,
        case.base,
        booked=case.own.ids,
        dropped=dropped,
        made_at=case.now,
    )
    return (Enclosure("programme.ics", "text/calendar; charset=utf-8; method=PUBLISH", data),)


def emblem() -> Enclosure:
    return Enclosure("emblem.png", "image/png", _emblem_octets(), EMBLEM_ID)


@cache
def _emblem_octets() -> bytes:
    return EMBLEM.read_bytes()
