"""One gesture of the organisers' grid: another time, another length, another room. Only its script sends it."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventreg import clock
from eventreg.accounts.models import ORGANISER
from eventreg.accounts.signin import requires
from eventreg.agenda import drafting
from eventreg.agenda.drafting import Draft
from eventreg.agenda.errors import NothingThere, Overtaken
from eventreg.agenda.tables import Row, ends, find, fingerprint, starts
from eventreg.db import db
from eventreg.editing import answers, consequences, rows, words
from eventreg.web import repeated

blueprint = Blueprint("editing_gestures", __name__, url_prefix="/organisation/programme/seances")
PLACE = ("starts_at", "ends_at", "room", "seen")


@blueprint.post("/<code>/place")
@requires(ORGANISER)
def place(code: str) -> ResponseReturnValue:
    programme = answers.programme()
    draft = drafting.locked()
    was = draft.row("session", code)
    if was is None:
        return answers.refused(NothingThere(code))
    fault = _fault(draft)
    if fault:
        return _refused(fault)
    moved = rows.changed(
        was, {key: _instant(key).isoformat() for key in PLACE[:2]} | {"room": request.form["room"]}
    )
    effect = consequences.worse(programme, draft, {"code": code} | moved)
    if _unagreed(was, effect):
        return _asked(moved, effect, draft)
    try:
        drafting.put(
            "session", moved, code=code, seen=request.form["seen"], action=_action(was, moved),
            now=clock.now(), actor=g.staff.actor,
        )  # fmt: skip
    except Overtaken as refusal:
        db.session.rollback()
        return _overtaken(refusal, moved)
    db.session.commit()
    return answers.done(_moved(moved, draft), starts(moved).date())


def _unagreed(was: Row, effect: consequences.Consequence) -> bool:
    """Whether it would cost people their seats unasked. Who saw another state of the row is told of that first."""
    asked = effect.harmed and request.form.get("accepted") != str(effect.harmed)
    return bool(asked) and fingerprint(was) == request.form["seen"]


def _fault(draft: Draft) -> str | None:
    """What keeps this place from being one."""
    values = request.form
    if repeated((*PLACE, "accepted")) or any(name not in values for name in PLACE):
        abort(422)
    times = _instant("starts_at"), _instant("ends_at")
    if None in times:
        return _("Indiquez le début et la fin.")
    if times[1] <= times[0]:
        return _("La fin doit être après le début.")
    if values["room"] and find(draft.tables["room"], values["room"]) is None:
        return _("Cette salle n’est plus dans le brouillon.")
    return None


def _instant(name: str) -> Any:
    """Local, to the minute; None where it is none."""
    try:
        moment = datetime.fromisoformat(request.form[name])
    except ValueError:
        return None
    return moment if moment.tzinfo is None and not (moment.second or moment.microsecond) else None


def _action(was: Row, moved: Row) -> str:
    lengths = [ends(row) - starts(row) for row in (was, moved)]
    return drafting.MOVED if lengths[0] == lengths[1] else drafting.RESIZED


def _moved(row: Row, draft: Draft) -> str:
    return _("« %(title)s » : %(where)s, %(when)s.", title=words.title(row), where=words.where(row, draft.tables),
             when=words.when(row))  # fmt: skip


def _refused(message: str) -> ResponseReturnValue:
    return answers.told(answers.REFUSED, message, grid=answers.fragment())


def _asked(moved: Row, effect: consequences.Consequence, draft: Draft) -> ResponseReturnValue:
    message = f"{_moved(moved, draft)}\n{consequences.question(effect, draft.tables)}"
    db.session.rollback()
    return answers.told(answers.ASKS, message, accepted=str(effect.harmed))


def _overtaken(refusal: Overtaken, moved: Row) -> ResponseReturnValue:
    about = answers.overtaken(refusal, moved)
    beside = [
        _("%(word)s : %(now)s ; vous vouliez %(typed)s", word=one.word, now=one.now, typed=one.typed)
        for one in about["versus"]
    ]
    message = "\n".join([about["by"], *beside])
    return answers.told(answers.OVERTAKEN, message, seen=about["seen"], grid=answers.fragment())
