"""`POST /porte/api/leave`: a phone signs out. What it has not sent yet must have been sent before."""

from flask import abort, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventreg import clock
from eventreg.checkin import access, devices, shapes
from eventreg.checkin.api import callers
from eventreg.checkin.calls import Leaving
from eventreg.db import db
from eventreg.web import body


@callers.known
def leave() -> ResponseReturnValue:
    if g.operator.device_id is None:
        abort(403, _("Ce navigateur n’est pas un poste de contrôle."))
    shapes.read(Leaving, body() or b"{}")
    devices.leave(g.operator.device_id, now=clock.now())
    db.session.commit()
    response = callers.answer({"left": True})
    response.delete_cookie(access.COOKIE, secure=request.is_secure, httponly=True, samesite="Strict")
    return response
