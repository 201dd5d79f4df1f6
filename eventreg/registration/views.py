"""Registering: the form, and the page that says to look into one's mailbox."""

from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from eventreg import clock, security
from eventreg.agenda.programme import Programme
from eventreg.db import db
from eventreg.errors import Refusal
from eventreg.i18n import language
from eventreg.registration import programme_fields, rules, seats, stamps
from eventreg.registration.errors import DeadlinePassed, NotOpenYet
from eventreg.registration.forms import RegistrationForm
from eventreg.registration.registering import Application, register
from eventreg.registration.seats import SeatCount
from eventreg.registration.sentences import deadline_sentence, seat_words
from eventreg.registration.strict import Sent

blueprint = Blueprint("registration", __name__)
blueprint.add_app_template_filter(seat_words, "seats")
ADDRESS = "registered_address"


@blueprint.get("/inscription")
def form() -> ResponseReturnValue:
    programme, counts = _programme()
    now = clock.now()
    if rules.registration_state(programme, now) != rules.OPEN:
        return _closed(programme)
    fresh = _form(programme, None)
    fresh["form"].data = stamps.stamp(now)
    return _page(fresh, counts)


@blueprint.post("/inscription")
@security.limit(security.REGISTRATION_LIMIT)
def send() -> ResponseReturnValue:
    programme, counts = _programme()
    sent = _form(programme, request.form)
    valid = sent.validate()
    opened_at = sent.stamp.opened_at if sent.stamp else clock.now()
    if not rules.may_register(programme, clock.now(), opened_at):
        return _closed(programme, 403)
    if not valid or sent.stamp is None:
        return _page(sent, counts, sent.status)
    try:
        _register(sent.application(sent.stamp, language()))
    except (DeadlinePassed, NotOpenYet):
        db.session.rollback()
        return _closed(_programme()[0], 403)
    except Refusal as refusal:
        return _refused(refusal)
    session[ADDRESS] = sent["email"].data
    return redirect(url_for("registration.received"), 303)


@blueprint.get("/inscription/recue")
def received() -> ResponseReturnValue:
    """The same for a new address and a known one: whether somebody takes part is told to the mailbox alone."""
    page = render_template("registration/received.html", address=session.get(ADDRESS))
    return security.private(make_response(page))


@blueprint.app_template_filter("initial")
def initial(words: str) -> str:
    """With a capital at the beginning; unlike Jinja's `capitalize` it leaves “3 March” alone."""
    return words[:1].upper() + words[1:]


@blueprint.record_once
def _check_token_ourselves(state: BlueprintSetupState) -> None:
    """A stale CSRF token gives the form back with everything typed: see StrictForm."""
    state.app.extensions["csrf"].exempt(blueprint)


def _register(application: Application) -> None:
    try:
        register(application, now=clock.now())
        db.session.commit()
    except IntegrityError:
        # The unique index on living addresses (or a reference drawn twice): the second try sees the first one's row.
        db.session.rollback()
        register(application, now=clock.now())
        db.session.commit()


def _refused(refusal: Refusal) -> Response:
    """The programme may have changed since the form was read: it is read again, with what was typed."""
    db.session.rollback()
    programme, counts = _programme()
    again = _form(programme, request.form)
    again.validate()
    again.refuse(refusal)
    return _page(again, counts, again.status)


def _form(programme: Programme, sent: Sent | None) -> RegistrationForm:
    return programme_fields.of(RegistrationForm, programme)(sent)


def _programme() -> tuple[Programme, dict[int, SeatCount]]:
    g.programme, counts = seats.programme_and_seats()
    return g.programme or abort(404, _("Aucune édition n’est chargée.")), counts


def _page(shown: RegistrationForm, counts: dict[int, SeatCount], status: int = 200) -> Response:
    now, programme = clock.now(), shown.programme
    if status != 200 and shown.stamp is None:
        shown["form"].data = stamps.stamp(now)
    page = render_template(
        "registration/form.html",
        form=shown,
        plan=programme,
        seats=counts,
        deadline_sentence=deadline_sentence(programme, now),
        days_left=rules.days_left(programme, now),
        event_seats=counts[seats.EVENT],
    )
    return _answer(page, status)


def _closed(programme: Programme, status: int = 200) -> Response:
    now = clock.now()
    context: dict[str, Any] = {
        "state": rules.registration_state(programme, now),
        "deadline_sentence": deadline_sentence(programme, now),
    }
    return _answer(render_template("registration/closed.html", **context), status)


def _answer(page: str, status: int) -> Response:
    """Kept by nobody but the browser's own history: going back finds what was typed."""
    response = make_response(page, status)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
