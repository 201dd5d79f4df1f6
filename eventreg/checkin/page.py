"""What the door page shows: the settings of this phone, and one verdict with what may be done about it."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from eventreg.agenda.programme import Programme
from eventreg.checkin import lists, queries, rules, scanning, states, undoing
from eventreg.checkin.codes import Code
from eventreg.checkin.lists import ScanList
from eventreg.checkin.models import CheckIn, Scan
from eventreg.checkin.operators import Operator
from eventreg.checkin.queries import Person
from eventreg.checkin.readings import Answer, Reading
from eventreg.db import db
from eventreg.tokens import BADGE_LENGTH, read_badge

ICONS = {
    states.OK: "check", states.OK_ATTENTION: "attention", states.REENTRY: "reentry", states.EXITED: "right",
    states.ALREADY_IN: "already", states.WRONG_DAY: "wrong-day", states.PENDING: "hourglass",
    states.WAITLISTED: "hourglass", states.FULL: "people", states.CANCELLED: "cross",
    states.REVOKED: "broken", states.BLOCKED: "shield", states.OTHER_EVENT: "arrows",
    states.UNKNOWN: "question", states.ERROR: "attention",
}  # fmt: skip
_REFERENCE = re.compile(r"[A-Za-z]{3}-[0-9A-Za-z]{6}")
_NAME = re.compile(r"[^\W\d_][^\d_<>@/\\:=]*")


@dataclass(frozen=True, slots=True)
class Settings:
    list: ScanList | None
    """None where nobody has said which, and no day of the event is today."""
    direction: str = states.ENTRY
    gate: str = ""
    initials: str = ""


def settings(kept: dict[str, str], programme: Programme, now: datetime) -> Settings:
    """What the session keeps. A list chosen on another day counts no more: at midnight the page asks again."""
    chosen = None
    if kept.get("chosen_on") == lists.server_day(programme, now):
        chosen = lists.find(programme, kept.get("list", ""))
    return Settings(
        chosen or lists.today(programme, now),
        kept.get("direction", states.ENTRY), kept.get("gate", ""), kept.get("initials", ""),
    )  # fmt: skip


def is_name(typed: str) -> bool:
    """Whether to search for it: a name or a reference, not what a scanner read off some card."""
    if read_badge("".join(typed.split())) or len("".join(typed.split())) >= BADGE_LENGTH:
        return False
    return bool(_NAME.fullmatch(typed) or _REFERENCE.fullmatch(typed))


def search(typed: str) -> list[Person]:
    if _REFERENCE.fullmatch(typed):
        found = queries.person_by_reference(typed)
        return [found] if found else []
    return queries.people(typed)


def reading(
    subject: Code | int, scan_list: ScanList, direction: str, now: datetime, *,
    scan_id: UUID | None = None, source: str = "keyboard", identity: str | None = None,
) -> Reading:  # fmt: skip
    """A reading made on this page: the server's clock is the device's."""
    return Reading(
        str(scan_id or uuid4()), subject, scan_list, direction, now, now, source, identity=identity
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """One verdict on the page."""

    answer: Answer
    person: Person | None
    list: ScanList
    direction: str
    undoable: int | None = None
    """The movement that the operator may undo."""
    recordable: bool = False
    """Evaluated only so far: a button records it."""

    @property
    def icon(self) -> str:
        return ICONS[self.answer["verdict"]]


def of_scan(scan: Scan, operator: Operator, programme: Programme, now: datetime) -> Shown | None:
    """A verdict that was recorded."""
    scan_list = lists.find(programme, scan.list)
    if scan_list is None:
        return None
    person = queries.person(scan.registration_id) if scan.registration_id is not None else None
    answer = scanning.replayed(scan, operator)
    undoable = _undoable(person, answer, scan_list, operator, now)
    return Shown(answer, person, scan_list, scan.type, undoable)


def of_preview(wanted: Reading, operator: Operator, programme: Programme, now: datetime) -> Shown:
    """A verdict that nothing records until a button is pressed."""
    answer = scanning.preview(wanted, operator, programme)
    person = queries.person(wanted.subject) if wanted.subject is not None else None
    undoable = _undoable(person, answer, wanted.list, operator, now)
    moves = answer["verdict"] in (states.OK, states.REENTRY, states.EXITED)
    return Shown(
        answer, person if answer["person"] else None, wanted.list, wanted.direction, undoable,
        recordable=moves and not answer["identity_required"],
    )  # fmt: skip


def _undoable(
    person: Person | None, answer: Answer, scan_list: ScanList, operator: Operator, now: datetime
) -> int | None:
    if person is None or answer["identity_required"]:
        return None
    stand = rules.standing(queries.movements(person.id, scan_list.code))
    movement = db.session.get(CheckIn, stand[-1].id) if stand else None
    if movement is None or not undoing.may_undo(movement, operator, now):
        return None
    return movement.id
