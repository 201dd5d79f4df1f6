"""The kiosk: a machine with a hand scanner and a printer, at which people print their own badge.

Who opens it leaves the browser to everybody: it is signed out, and shows nothing but the kiosk until a member of
staff types a password. There is no search here, and no reason is told: whoever gets no badge goes to the desk.
"""

import logging
from datetime import timedelta

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
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventreg import audit, clock, security, tokens
from eventreg.accounts import signin
from eventreg.accounts.forms import SignInForm
from eventreg.accounts.models import STEWARD, Staff
from eventreg.accounts.staff import recognise
from eventreg.agenda import programme as agenda
from eventreg.agenda.programme import Programme
from eventreg.badges import pdf, qr
from eventreg.badges import queries as holders
from eventreg.badges.queries import Holder
from eventreg.checkin import access
from eventreg.db import db
from eventreg.i18n import speaking
from eventreg.registration.itinerary import itinerary
from eventreg.registration.states import CONFIRMED
from eventreg.web import base_url, repeated

blueprint = Blueprint("kiosk", __name__, url_prefix="/porte/borne")
MARK = "borne"
"""A cookie that keeps the browser on these pages. No right hangs on it: the staff's session has ended."""
MARK_AGE = timedelta(days=7)
TURN = "turn"
LONGEST = 4096
# A word, and a name, of at most so many letters fit in this size on the badge.
SIZES = ((13, 26, "large"), (19, 57, "medium"))
log = logging.getLogger("eventreg.security")


@blueprint.before_app_request
def _stay() -> ResponseReturnValue | None:
    if MARK not in request.cookies or request.blueprint == blueprint.name or request.endpoint == "static":
        return None
    return redirect(url_for("kiosk.start"), 303)


@blueprint.get("")
def start() -> ResponseReturnValue:
    if signin.aside() is not None:
        return _page("checkin/kiosk.html", turn=session.setdefault(TURN, 0))
    if MARK in request.cookies:
        return redirect(url_for("kiosk.leave"), 303)
    return _offer()


@signin.requires(STEWARD)
def _offer() -> ResponseReturnValue:
    return render_template("checkin/kiosk_open.html", device=access.COOKIE in request.cookies)


@blueprint.post("/ouvrir")
@signin.requires(STEWARD)
def open_kiosk() -> ResponseReturnValue:
    if access.COOKIE in request.cookies:
        abort(422, _("Ce navigateur est un poste de contrôle : ouvrez la borne dans un autre."))
    signin.set_aside()
    log.info("staff:%s opened a kiosk", g.staff.id)
    response = make_response(redirect(url_for("kiosk.start"), 303))
    response.set_cookie(
        MARK, "1", max_age=MARK_AGE, httponly=True, secure=request.is_secure, samesite="Strict"
    )
    return response


@blueprint.post("/badge")
@security.limit(security.LINK_LIMIT)
def badge() -> ResponseReturnValue:
    """One badge, once: going back to this answer, or sending it again, leads to the start."""
    opened_by, programme, turn = signin.aside(), _programme(), session.get(TURN, 0)
    if opened_by is None or request.form.get("turn") != str(turn):
        return redirect(url_for("kiosk.start"), 303)
    session[TURN] = turn + 1
    token = tokens.read_badge("".join(request.form.get("q", "")[:LONGEST].split()).partition("?")[0])
    person = holders.by_badge(token) if token else None
    if token is None or person is None or person.over or person.status != CONFIRMED:
        return _page("checkin/kiosk_desk.html", turn=session[TURN])
    return _badge_page(person, token, programme, opened_by)


@blueprint.route("/quitter", methods=["GET", "POST"])
@security.limit(security.SIGN_IN_LIMIT)
def leave() -> ResponseReturnValue:
    """Any member of staff, by address and password: who opened the kiosk may have gone home."""
    form = SignInForm()
    if request.method != "POST":
        return _page("checkin/kiosk_leave.html", form=form, open=signin.aside() is not None)
    if repeated(["email", "password"]):
        abort(422)
    person = recognise(form.email.data, form.password.data) if form.validate() else None
    if person is not None and person.may(STEWARD):
        return _left(person)
    log.info("leaving a kiosk refused")
    form.password.errors = [_("Adresse ou mot de passe inconnu. Vérifiez-les, puis recommencez.")]
    refused = _page("checkin/kiosk_leave.html", form=form, open=signin.aside() is not None)
    refused.status_code = 422
    return refused


def _left(person: Staff) -> ResponseReturnValue:
    signin.sign_out()
    signin.sign_in(person, now=clock.now())
    db.session.commit()
    log.info("staff:%s closed a kiosk", person.id)
    response = make_response(redirect(url_for("door.ready"), 303))
    response.delete_cookie(MARK, samesite="Strict")
    return security.private(response)


def _badge_page(person: Holder, token: str, programme: Programme, opened_by: Staff) -> ResponseReturnValue:
    """In the person's own language, as their PDF."""
    own = itinerary(programme, status=person.status, days=person.days, bookings=person.bookings)
    address = qr.address(base_url(), token)
    with speaking(person.lang):
        sheet = pdf.badge(
            person.name, person.organisation, person.reference, person.days, own, address, programme
        )
        page = _page(
            "checkin/kiosk_badge.html", sheet=sheet, size=_size(person.name), turn=session[TURN],
            funding=pdf.funding(programme), matrix=qr.matrix(address), path=qr.svg_path, quiet=qr.QUIET,
        )  # fmt: skip
    audit.record("badge.printed", at=clock.now(), actor=opened_by.actor, registration_id=person.id)
    db.session.commit()
    return page


def _size(name: str) -> str:
    longest = max(map(len, name.split()), default=0)
    return next((size for word, line, size in SIZES if longest <= word and len(name) <= line), "small")


def _programme() -> Programme:
    g.programme = agenda.current() or abort(404)
    programme: Programme = g.programme
    return programme


def _page(template: str, **given: object) -> Response:
    return security.private(make_response(render_template(template, **given)))
