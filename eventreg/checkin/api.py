"""`POST /porte/api/scans`: what scanners, phones and scripts call."""

from flask import Blueprint, Response, current_app, jsonify, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventreg import clock
from eventreg.agenda import programme as agenda
from eventreg.agenda.programme import Programme
from eventreg.checkin import access, answers, batches, codes, lists, rules, scanning, verdicts
from eventreg.checkin.batches import Batch, Item
from eventreg.checkin.operators import Operator
from eventreg.checkin.readings import Answer, Reading
from eventreg.db import db
from eventreg.security import private
from eventreg.web import body, error_response

blueprint = Blueprint("door_api", __name__, url_prefix="/porte/api")


@blueprint.record_once
def _exempt(state: BlueprintSetupState) -> None:
    """A key is no cookie, no other site can make a browser send it; those with a cookie are checked below."""
    state.app.extensions["csrf"].exempt(blueprint)


@blueprint.post("/scans")
def scans() -> ResponseReturnValue:
    request.max_content_length = batches.MOST_BYTES
    operator = _operator()
    if operator is None:
        return _unknown()
    batch, items = batches.read(body())
    programme = agenda.current()
    if programme is None:
        return error_response(404, _("Aucune édition n’est chargée."))
    results = [
        _answer(raw.get("scan_id"), item, batch, operator, programme)
        for raw, item in zip(batch.scans, items, strict=True)
    ]
    return private(jsonify(_body(batch, results)))


def _operator() -> Operator | None:
    if "Authorization" in request.headers:
        return access.by_bearer()
    operator = access.by_cookie()
    if operator is not None:
        current_app.extensions["csrf"].protect()
    return operator


def _unknown() -> Response:
    response = error_response(401, _("Cet appareil est inconnu, ou son accès a été retiré."))
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _answer(
    scan_id: object, item: Item | None, batch: Batch, operator: Operator, programme: Programme
) -> Answer:
    """One item in a transaction of its own: what becomes of it is nothing to the others."""
    said = scan_id[:64] if isinstance(scan_id, str) else None
    if item is None:
        return answers.failure(said, verdicts.MALFORMED)
    reading = _reading(item, batch, programme)
    if reading is None:
        return answers.failure(said, verdicts.UNKNOWN_LIST)
    try:
        answer = scanning.scan(reading, operator, programme, now=clock.now())
        db.session.commit()
    except Exception:
        current_app.logger.exception("a scan failed")
        db.session.rollback()
        return answers.failure(said)
    return answer | {"scan_id": said}


def _reading(item: Item, batch: Batch, programme: Programme) -> Reading | None:
    scan_list = lists.find(programme, item.list)
    if scan_list is None:
        return None
    code = codes.read(item.badge) if item.badge is not None else codes.from_hash(item.token_hash or "")
    return Reading(
        scan_id=str(item.scan_id),
        subject=code,
        list=scan_list,
        direction=item.type,
        scanned_at=item.scanned_at,
        sent_at=batch.sent_at,
        source=item.source,
        offline=item.offline,
        local_verdict=item.local_verdict,
        identity=item.identity,
    )


def _body(batch: Batch, results: list[Answer]) -> dict[str, object]:
    """A wrong clock is told and costs nobody their entry."""
    skew = rules.device_skew(batch.sent_at, clock.now())
    body: dict[str, object] = {"results": results}
    if abs(skew) > rules.SKEW_TO_WARN:
        body["warning"] = verdicts.clock_warning(round(skew.total_seconds()))
    return body
