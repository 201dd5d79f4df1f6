"""`/porte/api/conflicts`: what waits for a supervisor, and what a supervisor says of it."""

from datetime import datetime

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from eventreg import clock
from eventreg.checkin import calls, closing, conflicts, operators, shapes
from eventreg.checkin.api import callers
from eventreg.checkin.conflicts import Dispute
from eventreg.db import db
from eventreg.web import body


@callers.supervisor
def show() -> ResponseReturnValue:
    return callers.answer({"conflicts": [_told(one) for one in conflicts.waiting(g.programme)]})


@callers.supervisor
def close(number: int) -> ResponseReturnValue:
    request.max_content_length = shapes.MOST_BYTES
    call = shapes.read(calls.Closing, body())
    holder = operators.held_by(g.operator, call.operator, call.gate)
    closed = closing.close(number, call.reason, holder, g.programme, now=clock.now())
    if closed is None or closed.closed_at is None:
        abort(404)
    db.session.commit()
    return callers.answer({"id": number, "reason": closed.reason, "closed_at": _local(closed.closed_at)})


def _told(one: Dispute) -> dict[str, object]:
    person, scan, first = one.person, one.scan, one.first_entry
    return {
        "id": one.id,
        "kind": one.kind,
        "at": _local(one.at),
        "list": scan.list,
        "person": person.seen_by(g.operator.role) if person else None,
        "reference": person.reference if person else None,
        "device": one.device,
        "operator": scan.operator,
        "scan_gate": scan.gate,
        "local_verdict": scan.local_verdict,
        "verdict": scan.verdict,
        "first_entry_at": _local(first.at) if first else None,
        "gate": first.gate if first else None,
    }


def _local(instant: datetime) -> str:
    return instant.astimezone(g.programme.zone).isoformat(timespec="seconds")
