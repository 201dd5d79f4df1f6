"""Answers of the door: a decision in the words and fields of the API."""

from datetime import datetime

from eventreg.agenda.programme import Programme
from eventreg.checkin import rules, states, verdicts
from eventreg.checkin.readings import Answer, Reading


def answer(
    reading: Reading, decision: rules.Decision, facts: rules.Facts | None, programme: Programme,
    moving: tuple[datetime, str] | None, conflict: str | None = None,
) -> Answer:  # fmt: skip
    """`moving`: when and where the movement happens, if one is recorded."""
    first = facts.presence.first_entry if facts else None
    entered = (first.at, first.gate) if first else None
    if entered is None and decision.movement == states.ENTRY:
        entered = moving
    return {
        "scan_id": reading.scan_id,
        "verdict": decision.verdict,
        "identity_required": decision.identity_required,
        "first_entry_at": entered[0].astimezone(programme.zone).isoformat() if entered else None,
        "gate": entered[1] if entered else None,
        "conflict": conflict,
        "message": _message(decision, facts, programme),
    }


def _message(decision: rules.Decision, facts: rules.Facts | None, programme: Programme) -> verdicts.Message:
    verdict = decision.verdict
    if facts and facts.presence.inside_since and verdict == states.ALREADY_IN:
        since = facts.presence.inside_since
        return verdicts.already_in(since.at, since.gate, programme.zone)
    if facts and verdict == states.WRONG_DAY:
        return verdicts.wrong_day(facts.days)
    if verdict == states.BLOCKED and decision.outcome:
        return verdicts.message(decision.outcome)
    if verdict == states.OK and decision.identity_required:
        return verdicts.message(verdicts.IDENTITY)
    if verdict == states.EXITED and decision.movement is None:
        return verdicts.message(verdicts.EXIT_UNSEEN)
    return verdicts.message(verdict)


def failure(scan_id: str | None, key: str = states.ERROR) -> Answer:
    """`error`, which claims nothing about what was recorded unless its message does."""
    return {
        "scan_id": scan_id,
        "verdict": states.ERROR,
        "identity_required": False,
        "first_entry_at": None,
        "gate": None,
        "conflict": None,
        "message": verdicts.message(key),
        "person": None,
    }
