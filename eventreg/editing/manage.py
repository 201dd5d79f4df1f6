"""The organisers' grid: the draft of a day, one gesture of it, one step back or forward."""

from datetime import date
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventreg.accounts.models import ORGANISER
from eventreg.accounts.signin import requires
from eventreg.agenda import drafting
from eventreg.agenda.errors import Overtaken
from eventreg.agenda.models import DraftStep
from eventreg.agenda.tables import starts
from eventreg.db import db
from eventreg.editing import answers, screen, words

blueprint = Blueprint("editing", __name__, url_prefix="/organisation/programme")


@blueprint.get("")
@requires(ORGANISER)
def index() -> ResponseReturnValue:
    return answers.grid()


@blueprint.post("/defaire")
@requires(ORGANISER)
def undo() -> ResponseReturnValue:
    return _turn(lambda draft: draft.undo, drafting.undo, _("Annulé : %(step)s."))


@blueprint.post("/refaire")
@requires(ORGANISER)
def redo() -> ResponseReturnValue:
    return _turn(lambda draft: draft.redo, drafting.redo, _("Rétabli : %(step)s."))


def _turn(next_of: Any, turn: Any, sentence: str) -> ResponseReturnValue:
    programme = answers.programme()
    draft = drafting.locked()
    step, day = next_of(draft), screen.asked(programme, draft)[0]
    try:
        turn(request.form.get("step", 0, type=int))
    except Overtaken as refusal:
        db.session.rollback()
        return answers.refused(refusal, day)
    said = sentence % {"step": words.step(step)}
    db.session.commit()
    return answers.done(said, _day_of(step) or day)


def _day_of(step: DraftStep) -> date | None:
    """Where one sees what has become of it."""
    row = drafting.read().row("session", step.data.get("code", ""))
    return starts(row).date() if row and step.data.get("table") == "session" else None
