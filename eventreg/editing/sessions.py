"""A session of the draft as a plain form: every field, and the order of its contributors."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventreg import clock
from eventreg.accounts.models import ORGANISER
from eventreg.accounts.resending import keep_what_was_typed
from eventreg.accounts.signin import requires
from eventreg.agenda import drafting
from eventreg.agenda.drafting import Draft
from eventreg.agenda.errors import AlreadyPublished, NothingThere, Overtaken
from eventreg.agenda.tables import Row, find, fingerprint, starts
from eventreg.db import db
from eventreg.editing import answers, board, consequences, rows, screen, words
from eventreg.editing.checks import checks
from eventreg.editing.session_form import SessionForm

blueprint = Blueprint("editing_sessions", __name__, url_prefix="/organisation/programme/seances")
keep_what_was_typed(blueprint)


@blueprint.route("/nouvelle", methods=["GET", "POST"])
@requires(ORGANISER)
def add() -> ResponseReturnValue:
    draft = answers.draft()
    form = form_of(draft)
    if request.method != "POST":
        form.day.data = screen.asked(answers.programme(), draft)[0].isoformat()
        return page(form, draft)
    if _rearranged(form):
        return page(form, draft)
    if not form.validate():
        return _faulty(form, draft)
    return _saved(form, draft, None)


@blueprint.route("/<code>", methods=["GET", "POST"])
@requires(ORGANISER)
def edit(code: str) -> ResponseReturnValue:
    draft = answers.draft()
    if request.method != "POST":
        return page(form_of(draft, draft.existing("session", code)), draft)
    row = draft.row("session", code)
    form = form_of(draft, row)
    if _rearranged(form):
        return page(form, draft)
    if not form.validate():
        return _faulty(form, draft)
    if row is None:
        return _gone(form, draft)
    changed = {"code": code} | rows.changed(row, form.values())
    effect = consequences.worse(answers.programme(), draft, changed)
    if effect.harmed and form.accepted.data != str(effect.harmed) and form.seen.data == fingerprint(row):
        form.accepted.data = str(effect.harmed)
        return page(form, draft, question=consequences.question(effect, draft.tables)), 409
    return _saved(form, draft, code)


@blueprint.post("/<code>/retirer")
@requires(ORGANISER)
def remove(code: str) -> ResponseReturnValue:
    draft = answers.draft()
    row = draft.existing("session", code)
    try:
        drafting.remove(
            "session", code, seen=request.form.get("seen", ""), now=clock.now(), actor=g.staff.actor
        )
    except (AlreadyPublished, Overtaken) as refusal:
        db.session.rollback()
        return page(form_of(draft, row, sent=False), draft, refusal=refusal.message()), refusal.status
    db.session.commit()
    return answers.done(_("Retiré du brouillon : « %(title)s ».", title=words.title(row)), _day(row))


def form_of(draft: Draft, row: Row | None = None, *, sent: bool = True) -> SessionForm:
    days: Sequence[date] = board.days(draft.tables["session"], answers.programme().dates)
    return SessionForm(request.form if sent and request.method == "POST" else None, draft, days, row)


def _rearranged(form: SessionForm) -> bool:
    """Whether a button of the list of contributors was pressed: nothing is saved then."""
    order = request.form.get("do", "save")
    if order == "save":
        form.add_what_was_typed()
        return False
    form.rearrange(order)
    return True


def _saved(form: SessionForm, draft: Draft, code: str | None) -> ResponseReturnValue:
    row = rows.changed(form.row or {}, form.values())
    try:
        made = answers.put("session", form, code, row)
    except Overtaken as refusal:
        db.session.rollback()
        about = answers.overtaken(refusal, row)
        form.seen.data = about["seen"]
        return page(form, draft, overtaken=about), refusal.status
    if made is None:
        return _faulty(form, draft)
    db.session.commit()
    said = _("Enregistré : « %(title)s ».") if code else _("Ajouté au brouillon : « %(title)s ».")
    return answers.done(said % {"title": words.title(row)}, _day(row), code=made)


def _gone(form: SessionForm, draft: Draft) -> ResponseReturnValue:
    """Somebody took it out meanwhile: what was typed can be added again."""
    refusal = NothingThere(request.path)
    return page(form, draft, refusal=refusal.message()), 409


def _faulty(form: SessionForm, draft: Draft) -> ResponseReturnValue:
    if answers.from_script():
        faults = [fault for each in form.errors.values() for fault in each]
        return answers.told(answers.REFUSED, " ".join(map(str, faults)))
    return page(form, draft), form.status


def page(form: SessionForm, draft: Draft, **about: Any) -> str:
    """`about`: a question, a refusal, what was overtaken."""
    row, tables = form.row, draft.tables
    known = row and find(draft.published["session"], row["code"])
    found = [one for one in checks(draft, answers.programme()) if row and one.code == row["code"]]
    return render_template(
        "editing/session.html", form=form, row=row, tables=tables, words=words, published=known, checks=found,
        day=form.day.data, **({"question": "", "overtaken": None, "refusal": ""} | about),
    )  # fmt: skip


def _day(row: Row) -> date:
    return starts(row).date()
