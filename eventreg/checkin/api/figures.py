"""`GET /porte/api/figures`: counts of one list, and nobody's name."""

from flask import abort, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventreg import clock
from eventreg.checkin import figures, lists
from eventreg.checkin.api import callers
from eventreg.checkin.figures import Quarter


@callers.known
def count() -> ResponseReturnValue:
    scan_list = lists.find(g.programme, request.args.get("list", ""))
    if scan_list is None:
        abort(422, _("Choisissez une liste."))
    found, now = figures.figures(scan_list, g.programme), clock.now().astimezone(g.programme.zone)
    return callers.answer(
        {
            "list": scan_list.code,
            "expected": found.expected,
            "entered": found.entered,
            "inside": found.inside,
            "exits": found.exits,
            "walkins": found.walkins,
            "by_quarter": [_told(quarter) for quarter in found.by_quarter],
            "gates": found.gates,
            "at": now.isoformat(timespec="seconds"),
        }
    )


def _told(quarter: Quarter) -> dict[str, object]:
    begins = quarter.begins.isoformat(timespec="seconds")
    return {"from": begins, "gate": quarter.gate, "entries": quarter.entries, "exits": quarter.exits}
