"""Rooms, contributors and tracks of the draft: a list with its order, a form, taking one away."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventreg import clock
from eventreg.accounts.models import ORGANISER
from eventreg.accounts.resending import keep_what_was_typed
from eventreg.accounts.signin import requires
from eventreg.agenda import drafting
from eventreg.agenda.drafting import Draft
from eventreg.agenda.errors import NothingThere, Overtaken, StillUsed
from eventreg.agenda.tables import Row, said
from eventreg.db import db
from eventreg.editing import answers, rows, words
from eventreg.editing.forms import RowForm
from eventreg.editing.table_kinds import KINDS
from eventreg.i18n import localised

blueprint = Blueprint("editing_tables", __name__, url_prefix="/organisation/programme")
keep_what_was_typed(blueprint)
KIND = "<any(salles, intervenants, thematiques):slug>"


@blueprint.route(f"/{KIND}", methods=["GET", "POST"])
@requires(ORGANISER)
def index(slug: str) -> ResponseReturnValue:
    kind, draft = KINDS[slug], answers.draft()
    form = kind.form(request.form if request.method == "POST" else None)
    if request.method != "POST":
        return _list(slug, form, draft)
    if not form.validate() or not answers.put(kind.table, form, None, rows.changed({}, form.values())):
        return _list(slug, form, answers.draft()), form.status
    db.session.commit()
    flash(_("Ajouté au brouillon : « %(name)s ».", name=_name(form.values())))
    return redirect(url_for("editing_tables.index", slug=slug), 303)


@blueprint.route(f"/{KIND}/<code>", methods=["GET", "POST"])
@requires(ORGANISER)
def edit(slug: str, code: str) -> ResponseReturnValue:
    kind, draft = KINDS[slug], answers.draft()
    if request.method != "POST":
        return _page(slug, kind.form(None, draft.existing(kind.table, code)), draft)
    row = draft.row(kind.table, code)
    form = kind.form(request.form, row)
    if not form.validate():
        return _page(slug, form, draft), form.status
    changed = rows.changed(row or {}, form.values())
    try:
        if not answers.put(kind.table, form, code, changed):
            return _page(slug, form, answers.draft()), form.status
    except Overtaken as refusal:
        db.session.rollback()
        about = answers.overtaken(refusal, changed)
        form.seen.data = about["seen"]
        return _page(slug, form, draft, overtaken=about), refusal.status
    except NothingThere as refusal:
        db.session.rollback()
        return _page(slug, form, draft, refusal=refusal.message()), 409
    db.session.commit()
    flash(_("Enregistré : « %(name)s ».", name=_name(form.values())))
    return redirect(url_for("editing_tables.index", slug=slug), 303)


@blueprint.post(f"/{KIND}/<code>/retirer")
@requires(ORGANISER)
def remove(slug: str, code: str) -> ResponseReturnValue:
    kind, draft = KINDS[slug], answers.draft()
    row = draft.existing(kind.table, code)
    try:
        seen = request.form.get("seen", "")
        drafting.remove(kind.table, code, seen=seen, now=clock.now(), actor=g.staff.actor)
    except (StillUsed, Overtaken) as refusal:
        db.session.rollback()
        page = _page(
            slug, kind.form(None, row), draft, refusal=refusal.message(), named=isinstance(refusal, StillUsed)
        )
        return page, refusal.status
    db.session.commit()
    flash(_("Retiré du brouillon : « %(name)s ».", name=_name(row)))
    return redirect(url_for("editing_tables.index", slug=slug), 303)


@blueprint.post(f"/{KIND}/<code>/ordre")
@requires(ORGANISER)
def move(slug: str, code: str) -> ResponseReturnValue:
    """One place up or down in the list."""
    kind, draft = KINDS[slug], answers.draft()
    codes = [row["code"] for row in draft.tables[kind.table]]
    way = {"up": -1, "down": 1}.get(request.form.get("way", "")) or abort(422)
    if code not in codes:
        abort(404)
    drafting.reorder(kind.table, rows.shifted(codes, code, way), now=clock.now(), actor=g.staff.actor)
    db.session.commit()
    return redirect(url_for("editing_tables.index", slug=slug, _anchor=f"row-{code}"), 303)


def _list(slug: str, form: RowForm, draft: Draft) -> str:
    kind = KINDS[slug]
    listed = [(row, draft.users(kind.table, row["code"])) for row in draft.tables[kind.table]]
    return render_template(
        "editing/list.html", slug=slug, kind=kind, form=form, listed=listed, words=words, draft=draft
    )


def _page(slug: str, form: RowForm, draft: Draft, **about: Any) -> str:
    """`about`: a refusal, whether it is that sessions name the row, what was overtaken."""
    kind, row = KINDS[slug], form.row
    return render_template(
        "editing/row.html", slug=slug, kind=kind, form=form, row=row, words=words,
        users=draft.users(kind.table, row["code"]) if row else [],
        **({"overtaken": None, "refusal": "", "named": False} | about),
    )  # fmt: skip


def _name(row: Row) -> str:
    return localised(said(row)["name"])
