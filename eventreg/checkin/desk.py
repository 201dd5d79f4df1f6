"""The staff's pages of the day: figures of a list, and the conflicts that wait for a supervisor.

For staff who signed in: an enrolled device has its own screens, and shows no name before its PIN.
"""

from datetime import datetime

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventreg import clock
from eventreg.accounts.models import STEWARD, SUPERVISOR
from eventreg.accounts.signin import requires
from eventreg.agenda import programme as agenda
from eventreg.agenda.programme import Programme
from eventreg.checkin import (
    closed,
    closing,
    conflicts,
    figures,
    lists,
    operators,
    states,
    verdicts,
    vocabulary,
)
from eventreg.checkin.chart import HEIGHT, chart
from eventreg.checkin.figures import Figures
from eventreg.checkin.lists import ScanList
from eventreg.db import db
from eventreg.i18n import language
from eventreg.reports import files
from eventreg.reports import person as dossiers
from eventreg.web import repeated

blueprint = Blueprint("door_desk", __name__, url_prefix="/porte")
NUMBER = "<int(max=2147483647):key>"  # what a column holds
COLUMNS = ("list", "from", "gate", "entries", "exits")


@blueprint.get("/chiffres")
@requires(STEWARD)
def numbers() -> ResponseReturnValue:
    programme = _programme()
    now = clock.now()
    scan_list = _list(programme) or lists.today(programme, now) or _first(programme)
    found = figures.figures(scan_list, programme)
    return render_template(
        "checkin/figures.html", plan=programme, list=scan_list, figures=found, chart=chart(_entries(found)),
        height=HEIGHT, at=now.astimezone(programme.zone),
    )  # fmt: skip


@blueprint.get("/chiffres.csv")
@requires(STEWARD)
def numbers_csv() -> ResponseReturnValue:
    programme = _programme()
    scan_list = _list(programme) or abort(422, _("Choisissez une liste."))
    rows = [
        (scan_list.code, quarter.begins.isoformat(), quarter.gate, str(quarter.entries), str(quarter.exits))
        for quarter in figures.figures(scan_list, programme).by_quarter
    ]
    content = files.csv_table(COLUMNS, rows, excel="excel" in request.args)
    disposition = {"Content-Disposition": f'attachment; filename="porte-{scan_list.code}.csv"'}
    return Response(content, content_type=files.TYPES["csv"], headers=disposition)


@blueprint.get("/conflits")
@requires(SUPERVISOR)
def disputes() -> ResponseReturnValue:
    programme = _programme()
    lately = closed.closed()
    return render_template(
        "checkin/conflicts.html", plan=programme, waiting=conflicts.waiting(programme), closed=lately,
        find=lists.find, words=vocabulary, verdict_word=_verdict_word, confirmed=states.ENTRY_CONFIRMED,
        names=dossiers.names({one.closed_by for one in lately if one.closed_by}),
    )  # fmt: skip


@blueprint.post(f"/conflits/{NUMBER}")
@requires(SUPERVISOR)
def close(key: int) -> ResponseReturnValue:
    """Once: where another supervisor was faster, theirs stands, and the page says so."""
    programme, reason = _programme(), request.form.get("reason", "")
    if reason not in states.CLOSING_REASONS or repeated(["reason"]):
        abort(422, _("Choisissez un motif dans la liste."))
    now = clock.now()
    conflict = closing.close(key, reason, operators.of_staff(g.staff), programme, now=now)
    if conflict is None:
        abort(404)
    mine = conflict.closed_at == now and conflict.reason == reason
    db.session.commit()
    flash(_("Le conflit est clos.") if mine else _("Ce conflit était déjà clos : rien n’a changé."))
    return redirect(url_for("door_desk.disputes"), 303)


def _verdict_word(verdict: str) -> str:
    french, english = verdicts.WORDS[verdict]
    return english if language() == "en" else french


def _entries(found: Figures) -> dict[datetime, int]:
    entries: dict[datetime, int] = {}
    for quarter in found.by_quarter:
        entries[quarter.begins] = entries.get(quarter.begins, 0) + quarter.entries
    return entries


def _list(programme: Programme) -> ScanList | None:
    code = request.args.get("list", "")
    found = lists.find(programme, code)
    if code and found is None:
        abort(404)
    return found


def _first(programme: Programme) -> ScanList:
    return lists.find(programme, programme.dates[0].isoformat()) or abort(404)


def _programme() -> Programme:
    g.programme = agenda.current() or abort(404)
    programme: Programme = g.programme
    return programme
