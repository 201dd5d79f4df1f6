"""Registering oneself or a colleague, and the page that says to look into one's mailbox."""

from functools import partial

from flask import Blueprint, make_response, redirect, render_template, request, session, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from eventreg import security
from eventreg.registration import colleagues, form_page
from eventreg.registration.form_page import Entrance
from eventreg.registration.forms import ColleagueForm
from eventreg.registration.models import Registration
from eventreg.registration.sentences import seat_words

blueprint = Blueprint("registration", __name__)
blueprint.add_app_template_filter(seat_words, "seats")
OPEN_TO_ALL = Entrance("/inscription")


@blueprint.get("/inscription")
def form() -> ResponseReturnValue:
    return form_page.show(OPEN_TO_ALL)


@blueprint.post("/inscription")
@security.limit(security.REGISTRATION_LIMIT)
def send() -> ResponseReturnValue:
    return form_page.take(OPEN_TO_ALL)


@blueprint.get("/inscription/collegue/<code>")
@security.limit(security.LINK_LIMIT, ["GET"])
def colleague_form(code: str) -> ResponseReturnValue:
    colleague = colleagues.whose(code)
    if colleague is None:
        return redirect(url_for("registration.form"), 303)
    return security.unlisted(form_page.show(_by(colleague, code)))


@blueprint.post("/inscription/collegue/<code>")
@security.limit(security.REGISTRATION_LIMIT)
def send_colleague(code: str) -> ResponseReturnValue:
    colleague = colleagues.whose(code)
    return security.unlisted(form_page.take(OPEN_TO_ALL if colleague is None else _by(colleague, code)))


@blueprint.get("/inscription/recue")
def received() -> ResponseReturnValue:
    """The same for a new address and a known one: whether somebody takes part is told to the mailbox alone."""
    code = request.args.get("collegue", "")
    page = render_template(
        "registration/received.html",
        address=session.get(form_page.ADDRESS),
        again=url_for("registration.colleague_form", code=code) if colleagues.whose(code) else None,
    )
    return security.private(make_response(page))


@blueprint.app_template_filter("initial")
def initial(words: str) -> str:
    """With a capital at the beginning; unlike Jinja's `capitalize` it leaves “3 March” alone."""
    return words[:1].upper() + words[1:]


@blueprint.record_once
def _check_token_ourselves(state: BlueprintSetupState) -> None:
    """A stale CSRF token gives the form back with everything typed: see StrictForm."""
    state.app.extensions["csrf"].exempt(blueprint)


def _by(colleague: Registration, code: str) -> Entrance:
    """The organisation is the colleague's own; the mail says who sent the form."""
    return Entrance(
        action=url_for("registration.colleague_form", code=code),
        form=ColleagueForm,
        given={"organisation": colleague.organisation, "organisation_kind": colleague.organisation_kind},
        colleague=colleague,
        code=code,
        register=partial(colleagues.register, colleague),
    )
