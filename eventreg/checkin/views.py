"""The staff's door page. It works without script: each answer is a page, each button a form with a fresh `scan_id`.

An enrolled phone gets the app instead (`app.py`): whoever picks one up sees nobody's name before the PIN.
"""

from uuid import UUID, uuid4

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

from eventreg import clock, security, tokens
from eventreg.agenda import programme as agenda
from eventreg.checkin import access, app, codes, lists, page, queries, rules, scanning, states, undoing
from eventreg.checkin.lists import ScanList
from eventreg.checkin.models import CheckIn
from eventreg.checkin.page import Shown
from eventreg.checkin.queries import Person
from eventreg.checkin.readings import Reading
from eventreg.db import db
from eventreg.web import same_site

blueprint = Blueprint("door", __name__)
LONGEST = 4096


@blueprint.get("/porte")
def ready() -> ResponseReturnValue:
    return app.shell() if access.is_phone() else _staffs_page()


@access.at_the_door
def _staffs_page() -> ResponseReturnValue:
    now = clock.now()
    shown = None
    if scan_id := request.args.get("lecture"):
        scan = queries.stored_scan(scan_id)
        shown = page.of_scan(scan, g.operator, g.programme, now) if scan else None
    elif reference := request.args.get("personne"):
        shown = _preview_person(reference)
    return _page(shown, undone=_undone(request.args.get("annulee", "")), pending=_pending(shown))


@blueprint.post("/porte/reglages")
@access.at_the_door
def choose() -> ResponseReturnValue:
    """Remember list, direction, gate and initials on this phone; what was not sent stays."""
    kept = dict(session.get(access.SETTINGS, {}))
    form = request.form
    if (code := form.get("list")) is not None:
        if lists.find(g.programme, code) is None:
            abort(422, _("Choisissez une liste."))
        kept |= {"list": code, "chosen_on": lists.server_day(g.programme, clock.now())}
    if form.get("direction") in states.DIRECTIONS:
        kept["direction"] = form["direction"]
    for name, longest in (("gate", 40), ("initials", 10)):
        if name in form:
            kept[name] = _tidy(form[name], longest)
    session[access.SETTINGS] = kept
    return redirect(same_site(form.get("suite")) or url_for("door.ready"), 303)


@blueprint.post("/porte/lecture")
@access.at_the_door
def read() -> ResponseReturnValue:
    """A code, or a name to look for; names are answered at once, so that none stands in an address.

    At midnight, or when another tab has chosen another list, the page asks before anything counts.
    """
    typed = request.form.get("q", "")[:LONGEST].strip()
    scan_list, direction = _list_and_direction()
    if not typed:
        return redirect(url_for("door.ready"), 303)
    kept = _settings()
    if kept.list is None or kept.list.code != scan_list.code:
        return _page(None, moved=True), 409
    if page.is_name(typed) and rules.may_search(g.operator.role):
        return _page(None, typed=typed, found=page.search(typed))
    source = request.form.get("source", "keyboard")
    wanted = page.reading(
        codes.read(typed), scan_list, direction, clock.now(), scan_id=_scan_id(), source=source
    )
    return _record(wanted)


@blueprint.post("/porte/entree")
@access.at_the_door
def admit() -> ResponseReturnValue:
    """The identity step of somebody whose verdict is on the page, or the entry itself where it is known."""
    scan_list, direction = _list_and_direction()
    outcome = request.form.get("identity") or None
    if outcome is not None and outcome not in states.IDENTITY_OUTCOMES:
        abort(422)
    person = queries.person_by_reference(request.form.get("registration", ""))
    if person is None:
        abort(404)
    wanted = page.reading(
        person.id, scan_list, direction, clock.now(), scan_id=_scan_id(), source="page", identity=outcome
    )
    return _record(wanted)


@blueprint.post("/porte/annulation")
@access.at_the_door
def undo() -> ResponseReturnValue:
    number = request.form.get("movement", "")
    movement = undoing.undo(int(number), g.operator, now=clock.now()) if _is_number(number) else None
    if movement is None:
        abort(404)
    db.session.commit()
    return redirect(url_for("door.ready", annulee=number), 303)


@blueprint.get("/b/<token>")
@blueprint.get("/B/<token>")
def badge(token: str) -> ResponseReturnValue:
    """What the QR code opens: the verdict for staff, which the button records; no personal data to anyone else."""
    programme = agenda.current()
    clear = tokens.read_badge(token)
    if programme is None or clear is None or len(token) != tokens.BADGE_LENGTH:
        abort(404)
    if access.is_phone():
        # Behind the sign, so that no server's log and no other site learns the badge.
        return security.private(make_response(redirect(url_for("door.ready", _anchor=f"badge={clear}"), 303)))
    if access.by_session() is not None:
        return _scanned_by_phone(clear)
    if tokens.badge_tag(clear) != programme.edition.event.tag:
        abort(404)
    return security.private(make_response(render_template("checkin/badge.html")))


@access.at_the_door
def _scanned_by_phone(clear: str) -> ResponseReturnValue:
    now, kept = clock.now(), _settings()
    if kept.list is None:
        return _page(None)
    wanted = page.reading(codes.read(clear), kept.list, kept.direction, now)
    return _page(page.of_preview(wanted, g.operator, g.programme, now))


def _preview_person(reference: str) -> Shown | None:
    if not rules.may_search(g.operator.role):
        abort(403)
    now, kept = clock.now(), _settings()
    person = queries.person_by_reference(reference)
    if person is None:
        abort(404)
    if kept.list is None:
        return None
    wanted = page.reading(person.id, kept.list, kept.direction, now)
    return page.of_preview(wanted, g.operator, g.programme, now)


def _record(wanted: Reading) -> ResponseReturnValue:
    """Record it and show the stored answer; what was not recorded is shown as it is."""
    answer = scanning.scan(wanted, g.operator, g.programme, now=clock.now())
    if answer["verdict"] == states.ERROR:
        db.session.rollback()
        return _page(Shown(answer, None, wanted.list, wanted.direction)), 403
    db.session.commit()
    pending = request.form.get("pending") or None
    return redirect(url_for("door.ready", lecture=wanted.scan_id, attente=pending), 303)


def _settings() -> page.Settings:
    return page.settings(session.get(access.SETTINGS, {}), g.programme, clock.now())


def _page(
    shown: Shown | None, *, typed: str = "", found: list[Person] | None = None,
    undone: CheckIn | None = None, pending: Person | None = None, moved: bool = False,
) -> Response:  # fmt: skip
    shown_page = render_template(
        "checkin/door.html", plan=g.programme, operator=g.operator, settings=_settings(), shown=shown,
        moved=moved, typed=typed, found=found, undone=undone, pending=pending, scan_id=uuid4,
        searches=rules.may_search(g.operator.role), waives=rules.may_waive(g.operator.role),
    )  # fmt: skip
    return security.with_camera(make_response(shown_page))


def _pending(shown: Shown | None) -> Person | None:
    """Whose identity step was left unfinished when the next badge came: named, so that nobody is forgotten."""
    reference = request.args.get("attente")
    person = queries.person_by_reference(reference) if reference else None
    same = person and shown and shown.person and shown.person.id == person.id
    return None if same else person


def _undone(number: str) -> CheckIn | None:
    movement = db.session.get(CheckIn, int(number)) if _is_number(number) else None
    return movement if movement is not None and queries.is_undone(movement) else None


def _list_and_direction() -> tuple[ScanList, str]:
    """Those that the page showed when the button was pressed, whatever midnight has made of them since."""
    scan_list = lists.find(g.programme, request.form.get("list", ""))
    direction = request.form.get("type", states.ENTRY)
    if scan_list is None or direction not in states.DIRECTIONS:
        abort(422, _("Choisissez une liste."))
    return scan_list, direction


def _scan_id() -> UUID:
    try:
        return UUID(request.form.get("scan_id", ""))
    except ValueError:
        abort(422)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _tidy(text: str, longest: int) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:longest]
