"""`POST /porte/api/scans`: readings of badges, each answered with its verdict."""

from flask import current_app, g, request
from flask.typing import ResponseReturnValue

from eventreg import clock
from eventreg.agenda.programme import Programme
from eventreg.checkin import answers, batches, codes, lists, operators, rules, scanning, shapes, verdicts
from eventreg.checkin.api import callers
from eventreg.checkin.batches import Batch, Item
from eventreg.checkin.operators import Operator
from eventreg.checkin.readings import Answer, Reading
from eventreg.db import db
from eventreg.web import body


@callers.known
def take() -> ResponseReturnValue:
    request.max_content_length = shapes.MOST_BYTES
    batch, items = batches.read(body())
    results = [
        _answer(raw.get("scan_id"), item, batch, g.operator, g.programme)
        for raw, item in zip(batch.scans, items, strict=True)
    ]
    return callers.answer(_body(batch, results))


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
    holder = operators.held_by(operator, item.operator, item.gate)
    try:
        answer = scanning.scan(reading, holder, programme, now=clock.now())
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
        force=item.force,
    )


def _body(batch: Batch, results: list[Answer]) -> dict[str, object]:
    """A wrong clock is told and costs nobody their entry."""
    skew = rules.device_skew(batch.sent_at, clock.now())
    body: dict[str, object] = {"results": results}
    if abs(skew) > rules.SKEW_TO_WARN:
        body["warning"] = verdicts.clock_warning(round(skew.total_seconds()))
    return body
