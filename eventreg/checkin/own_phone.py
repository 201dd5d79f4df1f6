"""`POST /porte/poste`: a member of staff makes the phone in their hand an enrolled one, with their own role.

From then on it has the app, works without network, and shows nobody's name before its PIN.
"""

from flask import Blueprint, g, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from eventreg import clock
from eventreg.accounts import signin
from eventreg.checkin import access, devices, operators
from eventreg.db import db

blueprint = Blueprint("own_phone", __name__)


@blueprint.post("/porte/poste")
@access.at_the_door
def enrol() -> ResponseReturnValue:
    """The sign-in ends here: whoever picks the phone up must not be that member of staff."""
    key = devices.own_phone(g.staff, operators.role_of(g.staff), now=clock.now())
    signin.sign_out()
    db.session.commit()
    response = make_response(redirect(url_for("door.ready"), 303))
    return access.remember_device(response, key, g.programme.edition)
