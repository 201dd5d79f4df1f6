"""What the organisers' pages about the draft share: who asks and from where, and how a change is answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventreg import clock
from eventreg.accounts.staff import emails
from eventreg.agenda import drafting
from eventreg.agenda import programme as agenda
from eventreg.agenda.differences import differing
from eventreg.agenda.drafting import CREATED, EDITED, Draft
from eventreg.agenda.errors import Overtaken
from eventreg.agenda.programme import Programme
from eventreg.agenda.tables import Row, Tables, fingerprint
from eventreg.db import db
from eventreg.editing import screen, words
from eventreg.editing.forms import RowForm
from eventreg.errors import Refusal
from eventreg.event.faults import EditionFaults
from eventreg.i18n import clock_time, date_short

DONE, ASKS, OVERTAKEN, REFUSED = "done", "asks", "overtaken", "refused"


def programme() -> Programme:
    g.programme = agenda.current() or abort(404)
    found: Programme = g.programme
    return found


def draft() -> Draft:
    """Locked where the request changes it."""
    programme()
    return drafting.locked() if request.method == "POST" else drafting.read()


def from_script() -> bool:
    """A gesture of the grid, which is answered with JSON."""
    return request.accept_mimetypes.best == "application/json"


def fragment(day: date | None = None) -> str:
    return render_template("editing/_draft.html", **screen.context(programme(), day=day))


def grid(refused: str = "") -> str:
    return render_template("editing/grid.html", refused=refused, **screen.context(programme()))


def refused(refusal: Refusal, day: date | None = None) -> ResponseReturnValue:
    """The draft as it stands, and why nothing was done to it."""
    if from_script():
        return told(REFUSED, refusal.message(), grid=fragment(day))
    return grid(refusal.message()), refusal.status


def told(status: str, message: str, **more: object) -> ResponseReturnValue:
    """To the script: 200 also where nothing was done, because the answer says what to do next."""
    return jsonify(status=status, message=message, **more)


def done(message: str, day: date | None = None, **more: object) -> ResponseReturnValue:
    """The change is committed: the draft as it stands now."""
    if from_script():
        return told(DONE, message, grid=fragment(day), **more)
    flash(message)
    return redirect(url_for("editing.index", jour=day.isoformat() if day else None), 303)


@dataclass(frozen=True, slots=True)
class Versus:
    """A value as the draft has it now beside the one that was typed."""

    word: str
    now: str
    typed: str


def compared(now: Row, typed: Row, tables: Tables) -> Sequence[Versus]:
    return [
        Versus(
            str(words.FIELDS.get(key, key)), words.value(key, now, tables), words.value(key, typed, tables)
        )
        for key in differing(now, typed)
    ]


def who(refusal: Overtaken) -> str:
    """« organiser@example.org a enregistré une modification à 21 h 03 (mardi 3 mars). »"""
    by = refusal.by or ""
    name = emails([by]).get(by) or _("Une autre personne")
    if refusal.at is None:
        return _("%(name)s a enregistré une autre modification entre-temps.", name=name)
    at = refusal.at.astimezone(programme().zone)
    when = {"day": date_short(at), "time": clock_time(at)}
    if refusal.by == g.staff.actor:
        return _("Vous avez vous-même enregistré une autre modification le %(day)s à %(time)s.", **when)
    return _(
        "%(name)s a enregistré une autre modification le %(day)s à %(time)s, après que vous avez ouvert la page.",
        name=name, **when,
    )  # fmt: skip


def put(table: str, form: RowForm, code: str | None, row: Row) -> str | None:
    """The code of what is in the draft now; None where a value cannot serve, and the form says so. Raises Overtaken and
    NothingThere."""
    try:
        return drafting.put(
            table, row, code=code, seen=form.seen.data, action=EDITED if code else CREATED, now=clock.now(),
            actor=g.staff.actor,
        )  # fmt: skip
    except EditionFaults:
        db.session.rollback()
        form.blame(
            None, _("Une valeur ne peut pas servir ici : vérifiez les champs, puis enregistrez à nouveau.")
        )
        return None


def overtaken(refusal: Overtaken, typed: Row) -> dict[str, Any]:
    """What a page says of it: who, what is there beside what was typed, and the state that saving over it has seen."""
    assert refusal.row is not None  # noqa: S101 - of an existing row
    return {
        "by": who(refusal), "seen": fingerprint(refusal.row),
        "versus": compared(refusal.row, typed, drafting.read().tables),
    }  # fmt: skip
