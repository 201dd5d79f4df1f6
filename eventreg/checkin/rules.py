"""Decisions of the door, pure: what a reading of a badge comes to, and who may undo it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from eventreg.checkin import states
from eventreg.registration.states import CANCELLED as REGISTRATION_CANCELLED
from eventreg.registration.states import CONFIRMED

UNDO_WITHIN = timedelta(minutes=15)
SKEW_TO_WARN = timedelta(minutes=2)


class Movement(Protocol):
    """A row of the movement log, in the order in which they happened."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def gate(self) -> str: ...
    @property
    def undoes_id(self) -> int | None: ...


def standing(movements: Iterable[Movement]) -> list[Movement]:
    """The entries and exits that nobody has undone."""
    rows = list(movements)
    undone = {row.undoes_id for row in rows}
    return [row for row in rows if row.kind != states.UNDO and row.id not in undone]


@dataclass(frozen=True, slots=True)
class Presence:
    """Where somebody is, by one list's movements."""

    first_entry: Movement | None = None
    inside_since: Movement | None = None
    """The entry by which the person is inside; None outside."""
    movements: int = 0
    """How many stand in the log, undone ones and undoings included."""

    @property
    def inside(self) -> bool:
        return self.inside_since is not None

    @property
    def entered_before(self) -> bool:
        return self.first_entry is not None


def presence(movements: Iterable[Movement]) -> Presence:
    rows = list(movements)
    stand = standing(rows)
    first = next((row for row in stand if row.kind == states.ENTRY), None)
    last = stand[-1] if stand else None
    return Presence(first, last if last is not None and last.kind == states.ENTRY else None, len(rows))


def presence_then(movements: Iterable[Movement], read_at: datetime) -> Presence:
    """Where somebody is; of who is outside now but was inside when a phone without network read the badge: there.

    That reading was of a second person, or of the same one twice. It must not bring in again who has left since.
    """
    rows = list(movements)
    now = presence(rows)
    then = presence(row for row in standing(rows) if row.at <= read_at)
    return replace(then, movements=now.movements) if then.inside and not now.inside else now


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a person at one list. `day` is the ISO date of the list; for a session, of its start."""

    day: str
    days: Sequence[str] = ()
    status: str = CONFIRMED
    revoked: bool = False
    """The badge was replaced by another."""
    has_place: bool = True
    """False at a session with a limited number of seats for one without a booking, when none is left."""
    presence: Presence = Presence()
    identity_known: bool = False
    """A document was seen, or a supervisor waived it, on that day already."""


@dataclass(frozen=True, slots=True)
class Decision:
    verdict: str
    identity_required: bool = False
    movement: str | None = None
    """`entry` or `exit` to be recorded."""
    outcome: str | None = None
    """The identity outcome to be recorded."""
    overruled: str | None = None
    """The refusal in spite of which a supervisor lets the person in."""


def decide(facts: Facts, direction: str, outcome: str | None, *, force: bool = False) -> Decision:
    """What a known badge comes to. `outcome` is what came of looking at the document, if somebody has.

    With `force` a refusal to enter is overruled; the document is asked for all the same.
    """
    refusal = _refusal(facts, direction)
    if refusal and force and direction == states.ENTRY:
        return replace(_allowed(facts, direction, outcome), overruled=refusal)
    return Decision(refusal) if refusal else _allowed(facts, direction, outcome)


def _allowed(facts: Facts, direction: str, outcome: str | None) -> Decision:
    if direction == states.EXIT:
        # Nobody is kept inside; who never entered leaves no movement, or the count of those inside would be wrong.
        return Decision(states.EXITED, movement=states.EXIT if facts.presence.inside else None)
    if outcome is not None and outcome not in states.ADMITTING:
        return Decision(states.BLOCKED, identity_required=True, outcome=outcome)
    if facts.presence.inside:
        return Decision(states.ALREADY_IN)
    return _admission(facts, outcome)


def _refusal(facts: Facts, direction: str) -> str | None:
    if direction == states.EXIT and facts.presence.inside and not facts.revoked:
        return None
    if facts.status == REGISTRATION_CANCELLED:
        return states.CANCELLED
    if facts.revoked:
        return states.REVOKED
    if facts.status != CONFIRMED:
        return states.WAITLISTED
    if facts.day not in facts.days:
        return states.WRONG_DAY
    if direction == states.ENTRY and not facts.has_place and not facts.presence.inside:
        return states.FULL
    return None


def _admission(facts: Facts, outcome: str | None) -> Decision:
    verdict = states.REENTRY if facts.presence.entered_before else states.OK
    if facts.identity_known:
        return Decision(verdict, movement=states.ENTRY)
    if outcome is None:
        return Decision(verdict, identity_required=True)
    return Decision(verdict, movement=states.ENTRY, outcome=outcome)


_CONFLICTS = {
    states.REVOKED: states.ADMITTED_BUT_REVOKED,
    states.CANCELLED: states.ADMITTED_BUT_CANCELLED,
}
_LETS_IN = (states.OK, states.OK_ATTENTION, states.REENTRY)


@dataclass(frozen=True, slots=True)
class Local:
    """What a phone decided by itself about somebody who wanted to enter."""

    verdict: str
    identity: str | None
    """What came of the identity step there."""
    identity_known: bool = False
    """The document had been seen on that day before."""
    forced: bool = False

    @property
    def admitted(self) -> bool:
        let_in = self.verdict in _LETS_IN or self.forced
        looked = self.identity in states.ADMITTING or (self.identity is None and self.identity_known)
        return let_in and looked

    @property
    def refused(self) -> bool:
        return self.verdict not in (*_LETS_IN, states.EXITED, states.ERROR) and not self.forced


def conflict(local: Local, verdict: str, *, by_this_scan: bool = False) -> str | None:
    """What stands between a phone's decision and the server's `verdict`, if they do not say the same.

    `by_this_scan`: of who is inside already, the entry is the one that this scan speaks of.
    """
    if local.admitted and verdict == states.ALREADY_IN:
        return None if by_this_scan else states.DUPLICATE_OFFLINE
    if local.admitted and verdict not in (*_LETS_IN, states.BLOCKED):
        return _CONFLICTS.get(verdict, states.ADMITTED_BUT_REFUSED)
    if local.refused and verdict in _LETS_IN:
        return states.REFUSED_BUT_VALID
    return None


def may_waive(role: str) -> bool:
    return role == states.SUPERVISOR


def may_force(role: str) -> bool:
    """Let somebody in whom the rule refuses, and decide what became of a conflict."""
    return role == states.SUPERVISOR


def seen_by(role: str, given_name: str, family_name: str, organisation: str) -> dict[str, str]:
    """What a role may see of somebody: *scan* gets the first name and an initial."""
    if role == states.SCAN:
        return {"name": f"{given_name} {family_name[:1]}.", "organisation": ""}
    return {"name": f"{given_name} {family_name}", "organisation": organisation}


def may_search(role: str) -> bool:
    return role != states.SCAN


@dataclass(frozen=True, slots=True)
class Author:
    """Who made a movement, or wants to undo one: a device, a member of staff, or one with the other."""

    device_id: int | None
    staff_id: int | None

    def same(self, other: "Author") -> bool:
        if self.device_id is not None or other.device_id is not None:
            return self.device_id == other.device_id
        return self.staff_id == other.staff_id


def may_undo(made_by: Author, made_at: datetime, by: Author, role: str, now: datetime) -> bool:
    """Whoever made it, for a quarter of an hour; a supervisor at any time."""
    return role == states.SUPERVISOR or (made_by.same(by) and now - made_at <= UNDO_WITHIN)


def device_skew(sent_at: datetime, received_at: datetime) -> timedelta:
    """How far the device's clock is ahead."""
    return sent_at - received_at


def happened_at(
    scanned_at: datetime, sent_at: datetime, received_at: datetime, not_before: datetime
) -> datetime:
    """When a scan happened, on the server's clock, never later than now and never before its list's day.

    A device's clock is believed within two minutes; beyond, only the time that passed on it is. What comes out of the
    question (a queue kept while the clock was set, a dead battery) happened when we heard of it.
    """
    believed = scanned_at
    if abs(device_skew(sent_at, received_at)) > SKEW_TO_WARN:
        believed = received_at - (sent_at - scanned_at)
    return believed if not_before <= believed <= received_at else received_at
