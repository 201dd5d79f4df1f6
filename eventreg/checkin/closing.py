"""Closing a conflict: a supervisor says what it was, once."""

from dataclasses import replace
from datetime import datetime

from eventreg import audit
from eventreg.agenda.programme import Programme
from eventreg.checkin import instants, lists, queries, rules, states
from eventreg.checkin.errors import NobodyToEnter
from eventreg.checkin.models import Conflict
from eventreg.checkin.movements import write_movement, write_outcome
from eventreg.checkin.operators import Operator
from eventreg.db import db, lock
from eventreg.registration.models import Registration


def close(
    conflict_id: int, reason: str, operator: Operator, programme: Programme, *, now: datetime
) -> Conflict | None:
    """Close it for one of `states.CLOSING_REASONS`; None when there is no such conflict. A second time changes nothing.

    ENTRY_CONFIRMED records the entry that the phone let in, unless the person is inside. Raises NobodyToEnter.
    """
    conflict = db.session.get(Conflict, conflict_id)
    if conflict is None:
        return None
    if conflict.scan.registration_id is not None:
        lock(Registration, conflict.scan.registration_id)
    conflict = lock(Conflict, conflict_id)
    if conflict.closed_at is not None:
        return conflict
    if reason == states.ENTRY_CONFIRMED:
        _enter(conflict, operator, programme, now)
    conflict.closed_at, conflict.reason, conflict.closed_by = now, reason, operator.actor
    audit.record(
        "conflict.closed", at=now, actor=operator.actor, registration_id=conflict.scan.registration_id,
        data={"conflict": conflict.id, "kind": conflict.kind, "list": conflict.scan.list, "reason": reason},
    )  # fmt: skip
    return conflict


def _enter(conflict: Conflict, operator: Operator, programme: Programme, now: datetime) -> None:
    scan = conflict.scan
    scan_list = lists.find(programme, scan.list)
    if scan.registration_id is None or scan_list is None:
        raise NobodyToEnter
    where = rules.presence(queries.movements(scan.registration_id, scan.list))
    if where.inside:
        return
    at, looked, there = instants.of_scan(scan, programme), conflict.outcome, replace(operator, gate=scan.gate)
    if (
        looked is not None
        and looked in states.ADMITTING
        and not queries.identity_known(scan.registration_id, scan_list.day)
    ):
        write_outcome(scan_list.day, looked, there, scan.registration_id, scan.id, at)
    write_movement(
        states.ENTRY, scan.list, there, scan.registration_id,
        after=where.movements, at=at, recorded_at=now, scan_key=scan.id,
    )  # fmt: skip
