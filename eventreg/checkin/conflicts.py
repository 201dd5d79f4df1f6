"""The conflicts that wait for a supervisor, with what one needs to decide about each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Row, Select, select, tuple_

from eventreg.agenda.programme import Programme
from eventreg.checkin import instants, queries, rules
from eventreg.checkin.models import CheckIn, Conflict, Device, Scan
from eventreg.checkin.queries import Person
from eventreg.checkin.rules import Movement
from eventreg.db import db


@dataclass(frozen=True, slots=True)
class Dispute:
    """A conflict, as it is shown."""

    id: int
    kind: str
    at: datetime
    """When the badge was read."""
    scan: Row[Any]
    """`list`, `operator`, `gate`, `local_verdict` and `verdict` of the scan."""
    device: str | None
    """None where a member of staff scanned."""
    person: Person | None
    first_entry: Movement | None
    """Of the person on that list, whoever made it."""


def waiting(programme: Programme) -> list[Dispute]:
    """The open ones, the oldest first. Three statements, however many there are."""
    rows = db.session.execute(_open()).all()
    people = queries.by_numbers({row.registration_id for row in rows})
    entries = _first_entries(rows)
    return [
        Dispute(
            row.id, row.kind, instants.of_scan(row, programme), row, row.device, people.get(row.registration_id),
            entries.get((row.registration_id, row.list)),
        )
        for row in rows
    ]  # fmt: skip


def _open() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Conflict.id, Conflict.kind, Device.name.label("device"), Scan.registration_id, Scan.list,
            Scan.scanned_at, Scan.received_at, Scan.skew_seconds,
            Scan.operator, Scan.gate, Scan.local_verdict, Scan.verdict,
        )
        .join_from(Conflict, Scan)
        .outerjoin(Device, Device.id == Scan.device_id)
        .where(Conflict.closed_at.is_(None))
        .order_by(Conflict.id)
    )  # fmt: skip


def _first_entries(rows: Sequence[Row[Any]]) -> dict[tuple[int, str], Movement]:
    """By registration and list."""
    asked = {(row.registration_id, row.list) for row in rows if row.registration_id is not None}
    log = (
        select(
            CheckIn.registration_id, CheckIn.list, CheckIn.id, CheckIn.kind, CheckIn.at, CheckIn.gate,
            CheckIn.undoes_id,
        )
        .where(tuple_(CheckIn.registration_id, CheckIn.list).in_(sorted(asked)))
        .order_by(CheckIn.registration_id, CheckIn.list, CheckIn.number)
    )  # fmt: skip
    moved = db.session.execute(log).all() if asked else ()
    found = {key: rules.presence(group).first_entry for key, group in groupby(moved, key=itemgetter(0, 1))}
    return {key: entry for key, entry in found.items() if entry is not None}
