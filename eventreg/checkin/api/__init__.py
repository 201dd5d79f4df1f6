"""`/porte/api/…`: what phones, scanners and scripts call. Every address of it stands here."""

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from eventreg.checkin.api import conflicts, scans, snapshot

blueprint = Blueprint("door_api", __name__, url_prefix="/porte/api")
blueprint.add_url_rule("/scans", view_func=scans.take, methods=["POST"])
blueprint.add_url_rule("/snapshot", view_func=snapshot.give)
blueprint.add_url_rule("/conflicts", view_func=conflicts.show)
blueprint.add_url_rule("/conflicts/<int(max=2147483647):number>", view_func=conflicts.close, methods=["POST"])


@blueprint.record_once
def _exempt(state: BlueprintSetupState) -> None:
    """A key is no cookie, no other site can make a browser send it; those with a cookie are checked in `callers`."""
    state.app.extensions["csrf"].exempt(blueprint)
