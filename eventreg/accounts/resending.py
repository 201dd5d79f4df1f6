"""A form of the staff's that is sent after its session has ended: it comes back with everything typed."""

from flask import Blueprint, current_app, make_response, render_template, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, validate_csrf
from wtforms import ValidationError

from eventreg.accounts.signin import staff
from eventreg.db import SAFE_METHODS
from eventreg.security import private


def keep_what_was_typed(blueprint: Blueprint) -> None:
    """Check the CSRF token of this blueprint's forms here, so that a stale one loses nothing."""

    def exempt(state: BlueprintSetupState) -> None:
        state.app.extensions["csrf"].exempt(blueprint)

    blueprint.record_once(exempt)
    blueprint.before_request(_back)


def _back() -> ResponseReturnValue | None:
    if request.method in SAFE_METHODS:
        return None
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise CSRFError  # what another site has filled in is nobody's to send again
    if staff() is None:
        return _page(401)
    return None if _token_holds() else _page(400)


def _token_holds() -> bool:
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return not current_app.config.get("WTF_CSRF_ENABLED", True)
    return True


def _page(status: int) -> ResponseReturnValue:
    typed = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    page = render_template("accounts/resend.html", typed=typed, signed_out=status == 401)
    return private(make_response(page, status))
