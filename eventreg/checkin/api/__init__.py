"""`/porte/api/…`: what phones, scanners and scripts call. Every address of it stands here."""

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from eventreg.checkin.api import conflicts, figures, leave, scans, snapshot, undo, walkins

blueprint = Blueprint("door_api", __name__, url_prefix="/porte/api")
NUMBER = "<int(max=2147483647):number>"  # what a column holds
ADDRESSES = (
    ("POST", "/scans", "scans", scans.take),
    ("GET", "/snapshot", "snapshot", snapshot.give),
    ("GET", "/conflicts", "conflicts", conflicts.show),
    ("POST", f"/conflicts/{NUMBER}", "close_conflict", conflicts.close),
    ("POST", "/undo", "undo", undo.undo),
    ("GET", "/figures", "figures", figures.count),
    ("POST", "/walkins", "walkins", walkins.take),
    ("POST", "/leave", "leave", leave.leave),
)
for method, address, endpoint, view in ADDRESSES:
    blueprint.add_url_rule(address, endpoint, view, methods=[method])


@blueprint.record_once
def _exempt(state: BlueprintSetupState) -> None:
    """A key is no cookie, no other site can make a browser send it; those with a cookie are checked in `callers`."""
    state.app.extensions["csrf"].exempt(blueprint)
