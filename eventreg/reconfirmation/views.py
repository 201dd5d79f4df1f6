"""Where the links of the question and the reminder lead. Mail scanners open links: a GET looks, a POST acts."""

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from eventreg import clock, security
from eventreg.agenda import programme as agenda
from eventreg.agenda.programme import Programme
from eventreg.db import db
from eventreg.participant import standing
from eventreg.reconfirmation import answering
from eventreg.registration.models import Registration
from eventreg.registration.states import CONFIRMED
from eventreg.registration.strict import StrictForm

blueprint = Blueprint("reconfirmation", __name__, url_prefix="/mon-inscription/<token>")
linked = security.limit(security.LINK_LIMIT, ["GET", "POST"])
# RFC 8058 3.2: what a mailbox sends on behalf of who clicked there; it has neither cookie nor token of ours.
ONE_CLICK = ("List-Unsubscribe", "One-Click")
STOP = "non"


@blueprint.route("/presence", methods=["GET", "POST"])
@linked
def presence(token: str) -> ResponseReturnValue:
    registration, _programme = _found(token)
    if registration.status != CONFIRMED:
        return _own_page(token)
    form = _form()
    if request.method == "POST" and form.validate():
        answering.confirm(registration.id, now=clock.now())
        db.session.commit()
        return _own_page(token, "presence")
    return _page("presence", form, registration, token)


@blueprint.route("/rappels", methods=["GET", "POST"])
@linked
def reminders(token: str) -> ResponseReturnValue:
    """Whether somebody wants reminders. A mailbox is answered at once: it follows no redirection (RFC 8058 3.1)."""
    registration, programme = _found(token)
    name, value = ONE_CLICK
    one_click = request.form.get(name) == value
    if not registration.living:
        return make_response("") if one_click else _own_page(token)
    form = _form()
    if request.method != "POST" or not (one_click or form.validate()):
        return _page("reminders", form, registration, token)
    if one_click or request.form.get("rappels") == STOP:
        answering.stop_reminders(registration.id, now=clock.now())
    else:
        answering.resume_reminders(registration.id, programme, now=clock.now())
    db.session.commit()
    if one_click:
        return _page("reminders", _form(fresh=True), registration, token)
    return redirect(url_for("reconfirmation.reminders", token=token), 303)


@blueprint.after_request
def _keep_private(response: Response) -> Response:
    return security.private(response)


@blueprint.record_once
def _check_token_ourselves(state: BlueprintSetupState) -> None:
    """A mailbox that unsubscribes has none; a stale one gives the page back: see StrictForm."""
    state.app.extensions["csrf"].exempt(blueprint)


def _found(token: str) -> tuple[Registration, Programme]:
    registration = standing.find(token) or abort(404)
    g.programme = agenda.current() or abort(404)
    return registration, g.programme


def _form(*, fresh: bool = False) -> StrictForm:
    """Nothing but the token."""
    return StrictForm(request.form if request.method == "POST" and not fresh else None)


def _page(name: str, form: StrictForm, registration: Registration, token: str) -> Response:
    page = render_template(
        f"reconfirmation/{name}.html", form=form, token=token, registration=registration, plan=g.programme
    )
    return make_response(page, form.status if form.errors else 200)


def _own_page(token: str, done: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("participant.page", token=token, fait=done), 303)
