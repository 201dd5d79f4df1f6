"""Taking back an entry or an exit that was recorded by mistake: a counter-event, nothing is deleted."""

from datetime import datetime

from sqlalchemy import select, update

from eventreg.checkin import queries, rules, states
from eventreg.checkin.errors import UndoRefused
from eventreg.checkin.models import CheckIn, IdentityCheck, Scan
from eventreg.checkin.movements import write_movement
from eventreg.checkin.operators import Operator
from eventreg.db import db, lock
from eventreg.registration.models import Registration

Told = tuple[datetime, datetime]
"""When it was undone and when that was sent, by the device's clock."""


def undo(movement_id: int, operator: Operator, *, now: datetime, told: Told | None = None) -> CheckIn | None:
    """Undo the person's last movement on its list; None when there is no such movement. Twice is once.

    A phone without network tells later: what counts is when it was undone, not when we hear of it.
    The identity step that let the person in counts no more: perhaps it was another person's document.
    Raises UndoRefused.
    """
    movement = db.session.get(CheckIn, movement_id)
    if movement is None or movement.kind == states.UNDO:
        return None
    lock(Registration, movement.registration_id)
    log = queries.movements(movement.registration_id, movement.list)
    if any(row.undoes_id == movement.id for row in log):
        return movement
    at = rules.happened_at(*told, now, movement.at) if told else now
    if rules.standing(log)[-1].id != movement.id or not may_undo(movement, operator, at):
        raise UndoRefused
    write_movement(
        states.UNDO, movement.list, operator, movement.registration_id,
        after=len(log), at=at, recorded_at=now, undoes_id=movement.id,
    )  # fmt: skip
    if movement.scan_id is not None:
        db.session.execute(
            update(IdentityCheck).where(IdentityCheck.scan_id == movement.scan_id).values(voided_at=now)
        )
    return movement


def undo_scan(scan_id: str, operator: Operator, *, now: datetime, told: Told | None = None) -> bool:
    """Undo the movement that a scan made; False when it made none, or is not known. Raises UndoRefused."""
    made = db.session.scalars(select(CheckIn.id).join(Scan).where(Scan.scan_id == scan_id)).first()
    return made is not None and undo(made, operator, now=now, told=told) is not None


def may_undo(movement: CheckIn, operator: Operator, at: datetime) -> bool:
    made_by = rules.Author(movement.device_id, movement.staff_id)
    return rules.may_undo(made_by, movement.at, operator.author, operator.role, at)
