"""Writing what happened at the door. Nothing is ever changed or deleted here.

Plain inserts: a queue stands waiting, and the unit of work costs as much as the rest of a scan.
"""

from datetime import date, datetime

from sqlalchemy import insert

from eventreg.checkin import rules
from eventreg.checkin.codes import Code
from eventreg.checkin.models import CheckIn, IdentityCheck, Scan
from eventreg.checkin.operators import Operator
from eventreg.checkin.readings import Answer, Reading
from eventreg.db import db


def write_scan(
    reading: Reading, operator: Operator, answer: Answer, registration_id: int | None, now: datetime
) -> int:
    """The number of the new row. Only what is no known badge keeps its hash, length and class."""
    code = reading.subject if registration_id is None and isinstance(reading.subject, Code) else None
    skew = round(rules.device_skew(reading.sent_at, now).total_seconds())
    return db.session.execute(
        insert(Scan)
        .values(
            scan_id=reading.scan_id,
            list=reading.list.code,
            type=reading.direction,
            registration_id=registration_id,
            token_hash=code.hash if code else None,
            code_length=code.length if code else None,
            code_class=code.kind if code else None,
            verdict=answer["verdict"],
            local_verdict=reading.local_verdict,
            offline=reading.offline,
            source=reading.source,
            device_id=operator.device_id,
            staff_id=operator.staff_id,
            operator=operator.name,
            gate=operator.gate,
            scanned_at=reading.scanned_at,
            received_at=now,
            skew_seconds=skew,
            answer={name: value for name, value in answer.items() if name != "scan_id"},
        )
        .returning(Scan.id)
    ).scalar_one()


def write_outcome(
    day: date, outcome: str, operator: Operator, registration_id: int, scan_key: int, at: datetime
) -> None:
    db.session.execute(
        insert(IdentityCheck).values(
            registration_id=registration_id, day=day, outcome=outcome, operator=operator.name,
            device_id=operator.device_id, staff_id=operator.staff_id, at=at, scan_id=scan_key, voided_at=None,
        )
    )  # fmt: skip


def write_movement(
    kind: str, code: str, operator: Operator, registration_id: int, *,
    after: int, at: datetime, scan_key: int | None = None, undoes_id: int | None = None,
) -> None:  # fmt: skip
    """Append to the log after `after` movements; the registration is locked, so no number comes twice."""
    db.session.execute(
        insert(CheckIn).values(
            registration_id=registration_id, list=code, number=after + 1, kind=kind, at=at, gate=operator.gate,
            operator=operator.name, scan_id=scan_key, device_id=operator.device_id,
            staff_id=operator.staff_id, undoes_id=undoes_id,
        )
    )  # fmt: skip
