"""`POST /porte/api/undo`: an entry or exit that was recorded by mistake."""

from flask import g, request
from flask.typing import ResponseReturnValue

from eventreg import clock
from eventreg.checkin import calls, operators, shapes, undoing, verdicts
from eventreg.checkin.api import callers
from eventreg.db import db
from eventreg.web import body


@callers.known
def undo() -> ResponseReturnValue:
    request.max_content_length = shapes.MOST_BYTES
    call = shapes.read(calls.Undoing, body())
    holder = operators.held_by(g.operator, call.operator, call.gate)
    undone = undoing.undo_scan(str(call.scan_id), holder, now=clock.now(), told=call.by_the_phone)
    db.session.commit()
    message = verdicts.message(verdicts.UNDONE if undone else verdicts.NOTHING_TO_UNDO)
    return callers.answer({"undone": undone, "message": message})
