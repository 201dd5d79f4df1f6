"""A phone becomes one of the door's: by the address of a code, or as the own phone of whoever is signed in.

From then on it has the app, works without network, and shows nobody's name before its PIN.
"""

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg import clock
from eventreg.accounts import signin
from eventreg.agenda import programme as agenda
from eventreg.checkin import access, devices, operators
from eventreg.db import db
from eventreg.event.edition import Edition
from eventreg.security import SIGN_IN_LIMIT, limit, private

blueprint = Blueprint("enrolling", __name__)


@blueprint.route("/porte/appareil/<code>", methods=["GET", "POST"])
@limit(SIGN_IN_LIMIT)
def by_code(code: str) -> ResponseReturnValue:
    """One phone, once, within ten minutes. Opening the address uses nothing up: link previews do that too."""
    programme = agenda.current() or abort(404)
    device = devices.enrollable(code, now=clock.now())
    if request.method != "POST":
        return private(make_response(render_template("checkin/enrol.html", device=device)))
    key = devices.enrol(code, now=clock.now())
    db.session.commit()
    return private(_enrolled(key, programme.edition))


@blueprint.post("/porte/poste")
@access.at_the_door
def own_phone() -> ResponseReturnValue:
    """The sign-in ends here: whoever picks the phone up must not be that member of staff."""
    key = devices.own_phone(g.staff, operators.role_of(g.staff), now=clock.now())
    signin.sign_out()
    db.session.commit()
    return _enrolled(key, g.programme.edition)


def _enrolled(key: str, edition: Edition) -> Response:
    return access.remember_device(make_response(redirect(url_for("door.ready"), 303)), key, edition)
