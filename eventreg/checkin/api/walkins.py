"""`POST /porte/api/walkins`: people who are registered at the door, also those whom a phone let in without network."""

from flask import current_app, g, request
from flask.typing import ResponseReturnValue

from eventreg import clock
from eventreg.checkin import lists, operators, shapes, states, verdicts, walking_in, walkins
from eventreg.checkin.api import callers
from eventreg.checkin.readings import Answer
from eventreg.checkin.walking_in import Outcome
from eventreg.checkin.walkins import Batch, WalkIn
from eventreg.db import db
from eventreg.web import body


@callers.supervisor
def take() -> ResponseReturnValue:
    request.max_content_length = shapes.MOST_BYTES
    batch, entrants = walkins.read(body())
    results = [
        _answer(raw.get("walkin_id"), entrant, batch)
        for raw, entrant in zip(batch.walkins, entrants, strict=True)
    ]
    return callers.answer({"results": results})


def _answer(walkin_id: object, entrant: WalkIn | None, batch: Batch) -> Answer:
    """One person in a transaction of its own: what becomes of them is nothing to the others."""
    said = walkin_id[:64] if isinstance(walkin_id, str) else None
    if entrant is None:
        return _nobody(said, states.ERROR, verdicts.MALFORMED_PERSON)
    scan_list = lists.find(g.programme, entrant.list)
    if scan_list is None or scan_list.session is not None:
        return _nobody(said, states.ERROR, verdicts.UNKNOWN_LIST)
    holder = operators.held_by(g.operator, entrant.operator, entrant.gate)
    try:
        outcome = walking_in.walk_in(entrant, scan_list, batch.sent_at, holder, now=clock.now())
        db.session.commit()
    except Exception:
        current_app.logger.exception("a walk-in failed")
        db.session.rollback()
        return _nobody(said, states.ERROR, states.ERROR)
    return _nobody(said, states.FULL, verdicts.NO_PLACE) if outcome is None else _told(said, outcome)


def _told(walkin_id: str | None, outcome: Outcome) -> Answer:
    answer = outcome.answer
    return {
        "walkin_id": walkin_id,
        "verdict": answer["verdict"],
        "person": outcome.person.seen_by(g.operator.role),
        "reference": outcome.person.reference,
        "token_hash": outcome.badge,
        "conflict": answer["conflict"],
        "message": answer["message"],
    }


def _nobody(walkin_id: str | None, verdict: str, message: str) -> Answer:
    return {
        "walkin_id": walkin_id,
        "verdict": verdict,
        "person": None,
        "reference": None,
        "token_hash": None,
        "conflict": None,
        "message": verdicts.message(message),
    }
