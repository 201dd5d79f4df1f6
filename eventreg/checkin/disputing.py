"""Scans made without network that the server sees otherwise: found while they are recorded, and kept with them."""

from datetime import datetime

from eventreg.checkin import queries, rules, states
from eventreg.checkin.operators import Operator
from eventreg.checkin.queries import Person
from eventreg.checkin.readings import Reading
from eventreg.checkin.rules import Author, Decision, Facts, Local


def dispute(
    reading: Reading, operator: Operator, decision: Decision, at: datetime, *,
    person: Person | None = None, facts: Facts | None = None,
) -> str | None:  # fmt: skip
    """The kind of conflict, None where there is none. `at` is when the scan was made, as far as that is believed."""
    if reading.conflict is not None:
        return reading.conflict
    if not reading.offline or reading.local_verdict is None or reading.direction != states.ENTRY:
        return None
    known = (
        reading.identity is None
        and person is not None
        and queries.identity_known_before(person.id, reading.list.day, at)
    )
    local = Local(reading.local_verdict, reading.identity, known, reading.force)
    same = decision.verdict == states.ALREADY_IN and facts is not None and _same(reading, operator, facts)
    return rules.conflict(local, decision.verdict, by_this_scan=same)


def _same(reading: Reading, operator: Operator, facts: Facts) -> bool:
    """Whether who is inside came in by this very reading, which the phone sent under two numbers."""
    since = facts.presence.inside_since
    made = queries.made_by(since.id) if since is not None else None
    if made is None:
        return False
    by_the_same = Author(made.device_id, made.staff_id).same(operator.author)
    return by_the_same and made.scanned_at == reading.scanned_at
