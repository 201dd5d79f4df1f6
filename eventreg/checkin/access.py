"""Who is asking: a key, the cookie of an enrolled device, or a member of staff who signed in."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import wraps
from typing import ParamSpec

from flask import Response, abort, g, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from eventreg import clock
from eventreg.accounts import signin
from eventreg.accounts.models import STEWARD
from eventreg.agenda import programme as agenda
from eventreg.checkin import devices, operators
from eventreg.checkin.operators import Operator
from eventreg.event.edition import Edition
from eventreg.security import private

COOKIE = "door"
SETTINGS = "door"
"""Where the session keeps gate, direction, list and initials."""
P = ParamSpec("P")


def by_bearer() -> Operator | None:
    """The device whose key came with the request."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    device = devices.by_key(key.strip()) if scheme.lower() == "bearer" else None
    if device is None:
        return None
    devices.seen(device, now=clock.now())
    return operators.of_device(device)


def by_cookie() -> Operator | None:
    """The member of staff, or the enrolled device, behind the browser's cookies."""
    staff = signin.staff()
    kept = session.get(SETTINGS, {})
    gate, initials = kept.get("gate", ""), kept.get("initials", "")
    if staff is not None and staff.may(STEWARD):
        return operators.of_staff(staff, gate, initials)
    key = request.cookies.get(COOKIE)
    device = devices.by_cookie(key) if key else None
    return operators.of_device(device, gate, initials) if device else None


def at_the_door(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Guard of the door's pages: sets `g.operator`, `g.staff` and `g.programme`; others sign in first."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        operator = by_cookie()
        if operator is None:
            return redirect(url_for("accounts.sign_in", suite=url_for("door.ready")), 303)
        programme = agenda.current()
        if programme is None:
            abort(404)
        g.operator, g.programme, g.staff = operator, programme, signin.staff()
        return private(make_response(view(*args, **kwargs)))

    return guarded


def remember_device(response: Response, key: str, edition: Edition) -> Response:
    """The device's cookie: for this site's own requests, read by no script, over when the event's last day is.

    As a duration: in a demonstration the browser's clock is another than ours.
    """
    left = datetime.combine(edition.days[-1] + timedelta(days=1), time(), edition.zone) - clock.now()
    response.set_cookie(COOKIE, key, max_age=left, httponly=True, secure=request.is_secure, samesite="Strict")
    return response
