"""Writing what happened at the door. Nothing is ever changed or deleted here.

Plain inserts: a queue stands waiting, and the unit of work costs as much as the rest of a scan.
"""

from datetime import date, datetime
from typing import cast

from sqlalchemy import Table, insert

from eventreg.checkin import codes, rules
from eventreg.checkin.codes import Code
from eventreg.checkin.models import CheckIn, Conflict, IdentityCheck, Scan
from eventreg.checkin.operators import Operator
from eventreg.checkin.readings import Answer, Reading
from eventreg.checkin.states import SOURCES
from eventreg.db import db

_scans, _checks, _log = (cast(Table, model.__table__) for model in (Scan, IdentityCheck, CheckIn))
_SCAN = insert(_scans).returning(_scans.c.id)
_MOST_SECONDS = 2**31 - 1
_OUTCOME, _MOVEMENT = insert(_checks), insert(_log)
_CONFLICT = insert(cast(Table, Conflict.__table__))


def write_scan(
    reading: Reading, operator: Operator, answer: Answer, registration_id: int | None, now: datetime
) -> int:
    """The number of the new row. Only what is no known badge keeps its hash, length and class."""
    code = reading.subject if registration_id is None and isinstance(reading.subject, Code) else None
    row = {
        "scan_id": reading.scan_id,
        "list": reading.list.code,
        "type": reading.direction,
        "registration_id": registration_id,
        "token_hash": codes.kept(code) if code else None,
        "code_length": code.length if code else None,
        "code_class": code.kind if code else None,
        "verdict": answer["verdict"],
        "local_verdict": reading.local_verdict,
        "offline": reading.offline,
        "source": reading.source if reading.source in SOURCES else "other",
        "scanned_at": reading.scanned_at,
        "received_at": now,
        "skew_seconds": _kept_skew(reading, now),
        "answer": {name: value for name, value in answer.items() if name != "scan_id"},
        "gate": operator.gate,
        **_by(operator),
    }
    key: int = db.session.execute(_SCAN, row).scalar_one()
    return key


def _kept_skew(reading: Reading, now: datetime) -> int:
    """PostgreSQL's integer ends at 68 years."""
    seconds = round(rules.device_skew(reading.sent_at, now).total_seconds())
    return max(-_MOST_SECONDS, min(seconds, _MOST_SECONDS))


def write_outcome(
    day: date, outcome: str, operator: Operator, registration_id: int, scan_key: int, at: datetime
) -> None:
    row = {"registration_id": registration_id, "day": day, "outcome": outcome, "at": at, "scan_id": scan_key}
    db.session.execute(_OUTCOME, {**row, "voided_at": None, **_by(operator)})


def write_movement(
    kind: str,
    code: str,
    operator: Operator,
    registration_id: int,
    *,
    after: int,
    at: datetime,
    recorded_at: datetime,
    scan_key: int | None = None,
    undoes_id: int | None = None,
) -> None:
    """Append to the log after `after` movements; the registration is locked, so no number comes twice."""
    row = {
        "registration_id": registration_id,
        "list": code,
        "number": after + 1,
        "kind": kind,
        "at": at,
        "recorded_at": recorded_at,
        "gate": operator.gate,
        "scan_id": scan_key,
        "undoes_id": undoes_id,
        **_by(operator),
    }
    db.session.execute(_MOVEMENT, row)


def write_conflict(kind: str, reading: Reading, scan_key: int, now: datetime) -> None:
    row = {"scan_id": scan_key, "kind": kind, "outcome": reading.identity, "created_at": now}
    db.session.execute(_CONFLICT, {**row, "closed_at": None, "reason": None, "closed_by": None})


def _by(operator: Operator) -> dict[str, str | int | None]:
    return {"operator": operator.name, "device_id": operator.device_id, "staff_id": operator.staff_id}
