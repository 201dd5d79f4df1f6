"""Answers that came too late: the server had recorded a scan, and the phone, which heard nothing, decided by itself.

It says so under the same number. The recorded answer stands; both verdicts are kept, and a conflict where they differ.
"""

from datetime import datetime

from sqlalchemy import update

from eventreg.checkin import disputing, movements
from eventreg.checkin.models import Scan
from eventreg.checkin.operators import Operator
from eventreg.checkin.queries import Person
from eventreg.checkin.readings import Reading, Recorded
from eventreg.checkin.rules import Decision, Facts
from eventreg.db import db


def is_news(stored: Recorded, reading: Reading) -> bool:
    return reading.offline and reading.local_verdict is not None and not stored.offline


def note(
    stored: Recorded, reading: Reading, operator: Operator, person: Person, facts: Facts, *,
    at: datetime, now: datetime,
) -> None:  # fmt: skip
    """Keep what the phone decided; the person is locked, so the same news twice is noted once."""
    decision = Decision(stored.answer["verdict"])
    conflict = disputing.dispute(reading, operator, decision, at, person=person, facts=facts)
    answer = {**stored.answer, "conflict": conflict}
    kept = {"offline": True, "local_verdict": reading.local_verdict, "answer": answer}
    db.session.execute(update(Scan).where(Scan.id == stored.id).values(kept))
    if conflict is not None:
        movements.write_conflict(conflict, reading, stored.id, now)
