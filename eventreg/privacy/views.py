"""Pages that the law asks for, from the edition: the application itself states no legal fact."""

from flask import Blueprint, abort, g, render_template
from flask.typing import ResponseReturnValue

from eventreg.agenda import programme as agenda
from eventreg.event.edition import Edition

blueprint = Blueprint("legal", __name__)


@blueprint.get("/donnees-personnelles")
def privacy() -> ResponseReturnValue:
    return render_template("legal/privacy.html", privacy=_edition().privacy)


@blueprint.get("/mentions-legales")
def notices() -> ResponseReturnValue:
    return render_template("legal/notices.html", legal=_edition().legal)


@blueprint.get("/accessibilite")
def accessibility() -> ResponseReturnValue:
    """The declaration of décret 2019-768; without an audit the state is « non conforme »."""
    legal = _edition().legal
    rate = legal.accessibility_rate if legal.accessibility_audited_on else None
    return render_template("legal/accessibility.html", legal=legal, rate=rate)


def _edition() -> Edition:
    programme = g.programme = agenda.current()
    return programme.edition if programme else abort(404)
