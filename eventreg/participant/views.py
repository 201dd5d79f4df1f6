"""A participant's own page, opened by the secret link in their mail."""

from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from eventreg import clock, security
from eventreg.db import db
from eventreg.errors import Refusal
from eventreg.i18n import text
from eventreg.participant import standing as standings
from eventreg.participant.forms import (
    CancelForm,
    ChoicesForm,
    DetailsForm,
    choices_held,
    completed,
    details_held,
)
from eventreg.participant.holdings import everything
from eventreg.participant.standing import Standing
from eventreg.reconfirmation import answering
from eventreg.reconfirmation.queries import question_is_open
from eventreg.registration import (
    changing,
    colleagues,
    issuing,
    person_fields,
    programme_fields,
    reminders,
    rules,
    seats,
)
from eventreg.registration.errors import AlreadyCancelled, ChangesClosed
from eventreg.registration.models import Registration
from eventreg.registration.offers import offers
from eventreg.registration.sentences import changes_sentence, deadline_sentence
from eventreg.registration.strict import Sent
from eventreg.web import base_url

blueprint = Blueprint("participant", __name__, url_prefix="/mon-inscription/<token>")
linked = security.limit(security.LINK_LIMIT, ["GET", "POST"])


@blueprint.get("")
@linked
def page(token: str) -> ResponseReturnValue:
    return _page(_registration(token), token)


@blueprint.post("/programme")
@linked
def choices(token: str) -> ResponseReturnValue:
    standing = _changeable(token)
    form = _choices_form(standing, request.form)
    if not form.validate():
        return _page(standing.registration, token, choices_form=form)
    try:
        changing.change_choices(standing.registration.id, form.changes(standing), now=clock.now())
        answering.imply(standing.registration.id, standing.programme, now=clock.now())
    except Refusal as refusal:
        if refusal.field is None:
            raise
        db.session.rollback()
        form.refuse(refusal)
        return _page(standing.registration, token, choices_form=form)
    return _done(token, "programme")


@blueprint.post("/attente")
@linked
def leave_queue(token: str) -> ResponseReturnValue:
    """One click: wait no longer, and keep the seat held in that slot."""
    standing = _changeable(token)
    registration = standing.registration
    form = CancelForm(request.form)
    if not form.validate():
        page = _page(registration, token)
        page.status_code = form.status
        return page
    waited = changing.leave_queue(registration.id, request.form.get("session", ""), now=clock.now())
    answering.imply(registration.id, standing.programme, now=clock.now())
    return _done(token, "programme" if waited else None)


@blueprint.post("/coordonnees")
@linked
def details(token: str) -> ResponseReturnValue:
    standing = _changeable(token)
    registration = standing.registration
    form = _details_form(standing, request.form)
    if not form.validate():
        return _page(registration, token, details_form=form)
    person = person_fields.person(form, email=registration.email)
    changing.change_details(registration.id, person, person_fields.needs(form), now=clock.now())
    answering.imply(registration.id, standing.programme, now=clock.now())
    return _done(token, "coordonnees")


@blueprint.route("/annuler", methods=["GET", "POST"])
@linked
def cancel(token: str) -> ResponseReturnValue:
    registration = _registration(token)
    if not registration.living:
        return redirect(url_for("participant.page", token=token), 303)
    form = CancelForm(request.form if request.method == "POST" else None)
    if request.method == "POST" and form.validate():
        changing.cancel(registration.id, now=clock.now())
        return _done(token, "annulation")
    _standing(registration)
    page = render_template("participant/cancel.html", form=form, token=token, registration=registration)
    return make_response(page, 400 if request.method == "POST" else 200)


@blueprint.get("/donnees.json")
@linked
def data(token: str) -> ResponseReturnValue:
    registration = _registration(token)
    title = text(_standing(registration).programme.edition.event.title)
    response = jsonify(everything(registration, title))
    response.headers["Content-Disposition"] = f'attachment; filename="{registration.reference}.json"'
    return response


@blueprint.after_request
def _keep_private(response: Response) -> Response:
    return security.private(response)


@blueprint.record_once
def _check_token_ourselves(state: BlueprintSetupState) -> None:
    """A stale CSRF token gives the form back with everything typed: see StrictForm."""
    state.app.extensions["csrf"].exempt(blueprint)


def _registration(token: str) -> Registration:
    return standings.find(token) or abort(404)


def _changeable(token: str) -> Standing:
    """Said before the form is read: who can change nothing is not asked to correct it. The service decides again."""
    registration = _registration(token)
    if not registration.living:
        raise AlreadyCancelled
    standing = _standing(registration)
    if not rules.may_change(standing.programme, clock.now()):
        raise ChangesClosed
    return standing


def _standing(registration: Registration) -> Standing:
    g.programme, g.seats = seats.programme_and_seats()
    return standings.load(registration, g.programme or abort(404))


def _done(token: str, what: str | None) -> ResponseReturnValue:
    db.session.commit()
    return redirect(url_for("participant.page", token=token, fait=what), 303)


def _choices_form(standing: Standing, sent: Sent | None) -> ChoicesForm:
    made = programme_fields.of(ChoicesForm, standing.programme)
    held = choices_held(standing)
    return made(None, data=held) if sent is None else made(completed(sent, held))


def _details_form(standing: Standing, sent: Sent | None) -> DetailsForm:
    held = details_held(standing)
    return DetailsForm(None, data=held) if sent is None else DetailsForm(completed(sent, held))


def _page(
    registration: Registration,
    token: str,
    *,
    choices_form: ChoicesForm | None = None,
    details_form: DetailsForm | None = None,
) -> Response:
    """The page; with a form that was refused, given back."""
    standing, now = _standing(registration), clock.now()
    programme = standing.programme
    refused = choices_form or details_form
    context: dict[str, Any] = {
        "token": token,
        "plan": programme,
        "standing": standing,
        "registration": registration,
        "seats": g.seats,
        "offers": offers(registration.id, programme, now),
        "done": request.args.get("fait") if request.method == "GET" else None,
        "deadline_sentence": deadline_sentence(programme, now),
        "changes_sentence": changes_sentence(programme, now),
        "may_register": rules.registration_state(programme, now) == rules.OPEN,
    }
    if registration.living:
        clear = issuing.clear_tokens(registration, programme.edition.event.tag)
        context |= {
            "badge_token": clear["badge"],
            "feed": f"{base_url()}/calendrier/{clear['feed']}.ics",
            "may_change": rules.may_change(programme, now),
            "colleague_form": url_for("registration.colleague_form", code=colleagues.code_for(registration)),
            "choices_form": choices_form or _choices_form(standing, None),
            "details_form": details_form or _details_form(standing, None),
            "cancel_form": CancelForm(None),
            "ahead": reminders.ahead(programme, now),
            "asked": question_is_open(registration, programme, now),
        }
    page = render_template("participant/page.html", **context)
    return make_response(page, refused.status if refused else 200)
