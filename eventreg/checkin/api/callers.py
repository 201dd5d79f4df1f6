"""Who calls the API: a key, an enrolled phone's cookie, or a member of staff who signed in."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import ParamSpec

from flask import Response, abort, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventreg.agenda import programme as agenda
from eventreg.checkin import access, rules
from eventreg.checkin.operators import Operator
from eventreg.security import private
from eventreg.web import error_response

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]
HEADER = "X-Door"
"""No other site's page can send it without asking first, which nothing here allows; a bare navigation has none."""


def known(view: View[P]) -> View[P]:
    """Guard of the API's views: sets `g.operator` and `g.programme`; others get 401."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        operator = _operator()
        if operator is None:
            return _unknown()
        programme = agenda.current()
        if programme is None:
            return error_response(404, _("Aucune édition n’est chargée."))
        g.operator, g.programme = operator, programme
        return view(*args, **kwargs)

    return guarded


def supervisor(view: View[P]) -> View[P]:
    """Guard of what decides about people: other roles get 403."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if not rules.may_force(g.operator.role):
            abort(403)
        return view(*args, **kwargs)

    return known(guarded)


def answer(body: Mapping[str, object]) -> Response:
    """About people, so it is kept nowhere."""
    return private(jsonify(body))


def _operator() -> Operator | None:
    if access.has_bearer():
        return access.by_bearer()
    if request.headers.get(HEADER) == "1" and access.COOKIE in request.cookies:
        return access.by_device_cookie()
    operator = access.by_session()
    if operator is not None:
        current_app.extensions["csrf"].protect()
    elif access.COOKIE in request.cookies:
        abort(403, _("L’en-tête X-Door manque."))
    return operator


def _unknown() -> Response:
    response = error_response(401, _("Cet appareil est inconnu, ou son accès a été retiré."))
    response.headers["WWW-Authenticate"] = "Bearer"
    return response
