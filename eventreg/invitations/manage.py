"""The organisers' pages about invitations: the list, a file to look at before anything is sent, what became of each."""

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from eventreg import clock
from eventreg.accounts.models import ORGANISER
from eventreg.accounts.signin import requires
from eventreg.agenda import programme as agenda
from eventreg.agenda.programme import Programme
from eventreg.db import db
from eventreg.errors import Refusal
from eventreg.invitations import columns, inviting, queries, reading
from eventreg.invitations.inviting import Preview
from eventreg.invitations.models import Invitation
from eventreg.registration import rules
from eventreg.registration.vocabulary import CATEGORY_WORDS
from eventreg.reports import files, words
from eventreg.web import takes_file

blueprint = Blueprint("invitations", __name__, url_prefix="/organisation/invitations")
FILE_OCTETS = 256 * 1024
NUMBER = "<int(max=2147483647):key>"  # what a column holds


@blueprint.get("")
@requires(ORGANISER)
def index() -> ResponseReturnValue:
    return _list()


@blueprint.get("/modele.csv")
@requires(ORGANISER)
def model() -> ResponseReturnValue:
    """A file to fill in, as Excel in French opens it."""
    content = files.BYTE_ORDER_MARK + ";".join(columns.NAMES) + "\r\n"
    disposition = {"Content-Disposition": 'attachment; filename="invitations.csv"'}
    return Response(content.encode(), content_type="text/csv; charset=utf-8", headers=disposition)


@takes_file(FILE_OCTETS)
@blueprint.post("/apercu")
@requires(ORGANISER)
def preview() -> ResponseReturnValue:
    """Nothing is kept yet: the page carries the file on to what is sent."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _list(_("Choisissez un fichier CSV."))
    try:
        text = reading.decoded(file.read())
        return _preview(inviting.preview(text), text)
    except Refusal as refusal:
        return _list(refusal.message())


@takes_file(FILE_OCTETS)
@blueprint.post("")
@requires(ORGANISER)
def send() -> ResponseReturnValue:
    text = request.form.get("lines", "")
    try:
        sent = inviting.invite(text, now=clock.now(), actor=g.staff.actor)
    except Refusal as refusal:
        db.session.rollback()
        return _list(refusal.message())
    db.session.commit()
    number = len(sent.ready)
    flash(ngettext("%(num)s invitation part.", "%(num)s invitations partent.", number))
    return redirect(url_for("invitations.index"), 303)


@blueprint.post(f"/{NUMBER}/renvoyer")
@requires(ORGANISER)
def resend(key: int) -> ResponseReturnValue:
    if inviting.resend(_invitation(key).id, now=clock.now(), actor=g.staff.actor):
        flash(_("L’invitation part à nouveau, avec le même lien."))
    else:
        flash(_("Un message attend déjà de partir : rien n’est envoyé deux fois."))
    db.session.commit()
    return redirect(url_for("invitations.index"), 303)


@blueprint.post(f"/{NUMBER}/retirer")
@requires(ORGANISER)
def withdraw(key: int) -> ResponseReturnValue:
    inviting.withdraw(_invitation(key).id, now=clock.now(), actor=g.staff.actor)
    db.session.commit()
    flash(_("L’invitation est retirée : son lien ne s’ouvre plus."))
    return redirect(url_for("invitations.index"), 303)


def _list(fault: str = "") -> ResponseReturnValue:
    programme = _programme()
    asked = request.args.get("etat", "")
    of = asked if asked in (*queries.STATES, queries.LOST) else ""
    page = render_template(
        "invitations/list.html",
        plan=programme,
        fault=fault,
        of=of,
        page=queries.find(of, request.args.get("page", 1, type=int)),
        counts=queries.counts(),
        lost=queries.lost(),
        state=queries.state,
        grants={code: rules.grant(programme, code) for code in CATEGORY_WORDS},
        most=format_decimal(reading.MOST_LINES),
        required=columns.REQUIRED,
        columns=columns.NAMES,
        codes=columns.CODES,
        words=words,
    )
    return page, 422 if fault else 200


def _preview(found: Preview, text: str) -> ResponseReturnValue:
    _programme()
    page = render_template("invitations/preview.html", found=found, text=text, words=words)
    return page, 422 if found.faulty else 200


def _programme() -> Programme:
    g.programme = agenda.current() or abort(404)
    programme: Programme = g.programme
    return programme


def _invitation(key: int) -> Invitation:
    return db.session.get(Invitation, key) or abort(404)
