"""The organisers' sheets for the doors of the rooms, and where everything is that shows the programme elsewhere."""

from datetime import date

from flask import Blueprint, Response, abort, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventreg.accounts.models import ORGANISER
from eventreg.accounts.signin import requires
from eventreg.agenda import programme as agenda
from eventreg.agenda.programme import Programme
from eventreg.i18n import speaking
from eventreg.signage import doors

blueprint = Blueprint("door_signs", __name__, url_prefix="/organisation/programme")


@blueprint.get("/diffusion")
@requires(ORGANISER)
def distribution() -> ResponseReturnValue:
    g.programme = agenda.current() or abort(404)
    return render_template("signage/distribution.html")


@blueprint.get("/portes.pdf")
@requires(ORGANISER)
def signs() -> ResponseReturnValue:
    """Of all days and rooms, or of `?jour=` and `?salle=`."""
    g.programme = agenda.current() or abort(404)
    day, room = _day(g.programme), _room(g.programme)
    found = doors.signs(g.programme, day, room)
    if not found:
        abort(422, _("Aucune séance n’a lieu dans cette salle ce jour-là."))
    with speaking("fr"):
        document = doors.document(g.programme, found)
    name = "-".join(part for part in ("portes", room, day.isoformat() if day else None) if part)
    disposition = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return Response(document, content_type="application/pdf", headers=disposition)


def _day(programme: Programme) -> date | None:
    asked = request.args.get("jour")
    if not asked:
        return None
    days = {day.date.isoformat(): day.date for day in programme.days}
    return days.get(asked) or abort(
        422, _("Choisissez un jour du programme : %(days)s.", days=", ".join(days))
    )


def _room(programme: Programme) -> str | None:
    asked = request.args.get("salle")
    if asked and asked not in {room.code for room in programme.edition.rooms}:
        abort(422, _("Aucune salle du programme n’a ce code."))
    return asked or None
