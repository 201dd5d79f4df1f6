"""The demonstration's own pages. They are registered with EVENTREG_DEMO=1 only."""

from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventreg import clock, security
from eventreg.accounts import signin
from eventreg.agenda import programme as agenda
from eventreg.agenda.programme import Programme
from eventreg.checkin import access, devices
from eventreg.checkin import states as door
from eventreg.db import db
from eventreg.demo import accounts, messages, samples
from eventreg.demo.moments import moments
from eventreg.i18n import datetime_long

blueprint = Blueprint("demo", __name__)
blueprint.after_request(security.private)
LATEST, PAGE_SIZE = 15, 50
# A mail is somebody else's page: no script, no form, no address of ours; its links leave the frame.
SANDBOX = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
MAIL_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; "
    f"frame-ancestors 'self'; sandbox {SANDBOX}"
)


@blueprint.app_context_processor
def _banner() -> dict[str, object]:
    """`demo_now` of the banner; `programme` is there already where a page has one."""
    programme: Programme | None = g.get("programme")
    return {"demo_now": clock.now().astimezone(programme.zone if programme else None)}


@blueprint.get("/demonstration")
def index() -> ResponseReturnValue:
    return _index()


@blueprint.post("/demonstration/horloge")
def move_clock() -> ResponseReturnValue:
    g.programme = agenda.current()
    instant = _instant(request.form.get("at", ""), g.programme)
    if instant is None:
        problem = _("Indiquez une date et une heure, comme 2026-02-20T23:59.")
        return _index(problem), 422
    clock.start_at(instant)
    shown = instant.astimezone(g.programme.zone) if g.programme else instant
    flash(_("L’horloge de la démonstration repart du %(instant)s.", instant=datetime_long(shown)))
    return redirect(url_for("demo.index"), 303)


@blueprint.post("/demonstration/porte")
def open_door() -> ResponseReturnValue:
    """This browser becomes a device of the door, as a phone does by its enrolment code."""
    programme, now = agenda.current() or abort(404), clock.now()
    name = _("Démonstration %(number)s", number=len(devices.everyone()) + 1)
    made = devices.add(name, door.SUPERVISOR, with_key=False, now=now)
    key = devices.enrol(made.enrolment, now=now)
    signin.sign_out()  # or the staff's page would stand before the device's
    db.session.commit()
    return access.remember_device(make_response(redirect(url_for("door.ready"), 303)), key, programme.edition)


@blueprint.get("/demonstration/messages")
def mails() -> ResponseReturnValue:
    names = messages.names(_folder())
    pages = max(1, -(-len(names) // PAGE_SIZE))
    number = min(max(1, request.args.get("page", 1, type=int)), pages)
    chosen = names[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    lines = messages.lines(_folder(), chosen)
    return render_template("demo/messages.html", lines=lines, total=len(names), page=number, pages=pages)


@blueprint.get("/demonstration/messages/<name>")
def mail(name: str) -> ResponseReturnValue:
    message = _message(name)
    page = render_template(
        "demo/message.html",
        line=messages.line(name, message),
        has_html=message.get_body(("html",)) is not None,
        text=messages.text(message),
        attachments=messages.attachments(message),
        sandbox=SANDBOX,
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = security.POLICY + "; frame-src 'self'"
    return response


@blueprint.get("/demonstration/messages/<name>/html")
def mail_html(name: str) -> ResponseReturnValue:
    page = messages.html(_message(name))
    response = Response(page if page is not None else abort(404), content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


@blueprint.get("/demonstration/messages/<name>/<int:number>")
def mail_attachment(name: str, number: int) -> ResponseReturnValue:
    item, octets = messages.attachment(_message(name), number) or abort(404)
    response = Response(octets, content_type=item.content_type)
    response.headers.set("Content-Disposition", "attachment", filename=item.filename)
    return response


def _index(problem: str = "") -> str:
    g.programme = agenda.current()
    names = messages.names(_folder())
    return render_template(
        "demo/index.html",
        problem=problem,
        moments=moments(g.programme) if g.programme else [],
        lines=messages.lines(_folder(), names[:LATEST]),
        total=len(names),
        sign_ins=accounts.present(),
        samples=samples.samples(g.programme) if g.programme else [],
    )


def _instant(typed: str, programme: Programme | None) -> datetime | None:
    """An ISO instant; without offset it is in the event's zone."""
    try:
        instant = datetime.fromisoformat(typed)
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=programme.zone) if programme else instant.astimezone()
        # Far from every event, and from the ends of the calendar, where adding a day overflows.
        return instant if 2000 <= instant.year < 2100 else None
    except (ValueError, OverflowError):
        return None


def _folder() -> Path:
    return Path(current_app.config["INSTANCE"]) / "mail"


def _message(name: str) -> EmailMessage:
    return messages.read(_folder(), name) or abort(404)
