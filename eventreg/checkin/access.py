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
from eventreg.checkin.models import Device
from eventreg.checkin.operators import Operator
from eventreg.db import only_looks
from eventreg.event.edition import Edition
from eventreg.security import private

COOKIE = "door"
SETTINGS = "door"
"""Where the session keeps gate, direction, list and initials."""
TO_SEND = timedelta(hours=1)
P = ParamSpec("P")


def has_bearer() -> bool:
    """Not what a browser adds by itself for a site that stands behind a password."""
    return request.headers.get("Authorization", "").partition(" ")[0].lower() == "bearer"


def by_bearer() -> Operator | None:
    """The device whose key came with the request."""
    key = request.headers.get("Authorization", "").partition(" ")[2]
    return _seen(devices.by_key(key.strip()))


def by_device_cookie() -> Operator | None:
    """The device that was enrolled in this browser, whoever else is signed in there."""
    key = request.cookies.get(COOKIE)
    return _seen(devices.by_cookie(key) if key else None)


def by_session() -> Operator | None:
    """The member of staff who signed in in this browser."""
    staff = signin.staff()
    if staff is None or not staff.may(STEWARD):
        return None
    kept = session.get(SETTINGS, {})
    return operators.of_staff(staff, kept.get("gate", ""), kept.get("initials", ""))


def is_phone() -> bool:
    """An enrolled device, where nobody has signed in with a password: it has the app."""
    key = request.cookies.get(COOKIE)
    device = devices.by_cookie(key) if key and by_session() is None else None
    return device is not None and operators.of_device(device) is not None


def _seen(device: Device | None) -> Operator | None:
    operator = operators.of_device(device) if device is not None else None
    if device is not None and operator is not None and not only_looks():
        devices.seen(device, now=clock.now())
    return operator


def at_the_door(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Guard of the staff's pages: sets `g.operator`, `g.staff` and `g.programme`; others sign in first.

    The cookie of a device opens none of them: it knows no PIN.
    """

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        operator = by_session()
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

    As a duration: in a demonstration the browser's clock is another than ours. A phone that is enrolled later still has
    something to send, and an hour for it.
    """
    left = datetime.combine(edition.days[-1] + timedelta(days=1), time(), edition.zone) - clock.now()
    left = max(left, TO_SEND)
    response.set_cookie(COOKIE, key, max_age=left, httponly=True, secure=request.is_secure, samesite="Strict")
    return response
