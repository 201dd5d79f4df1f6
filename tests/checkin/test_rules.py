"""The decisions of the door, as a table."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from eventreg.checkin import rules
from eventreg.checkin.rules import Author, Decision, Facts, Presence, decide, happened_at, may_undo, presence

NOW = datetime(2026, 3, 3, 8, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Row:
    id: int
    kind: str
    undoes_id: int | None = None
    at: datetime = NOW
    gate: str = "porte A"


ENTERED = presence([Row(1, "entry")])
OUTSIDE_AGAIN = presence([Row(1, "entry"), Row(2, "exit")])
EXPECTED = Facts(day="2026-03-03", days=["2026-03-03"])
KNOWN = replace(EXPECTED, identity_known=True)


@pytest.mark.parametrize(
    ("facts", "direction", "outcome", "expected"),
    [
        (EXPECTED, "entry", None, Decision("ok", identity_required=True)),
        (EXPECTED, "entry", "verified", Decision("ok", movement="entry", outcome="verified")),
        (EXPECTED, "entry", "waived", Decision("ok", movement="entry", outcome="waived")),
        (EXPECTED, "entry", "mismatch", Decision("blocked", True, outcome="mismatch")),
        (EXPECTED, "entry", "absent", Decision("blocked", True, outcome="absent")),
        (KNOWN, "entry", None, Decision("ok", movement="entry")),
        (KNOWN, "entry", "verified", Decision("ok", movement="entry")),
        (KNOWN, "entry", "mismatch", Decision("blocked", True, outcome="mismatch")),
        (replace(EXPECTED, presence=ENTERED), "entry", None, Decision("already_in")),
        (replace(EXPECTED, presence=ENTERED), "entry", "verified", Decision("already_in")),
        (replace(EXPECTED, presence=ENTERED), "exit", None, Decision("exit", movement="exit")),
        (replace(KNOWN, presence=OUTSIDE_AGAIN), "entry", None, Decision("reentry", movement="entry")),
        (
            replace(EXPECTED, presence=OUTSIDE_AGAIN),
            "entry",
            None,
            Decision("reentry", identity_required=True),
        ),
        (EXPECTED, "exit", None, Decision("exit")),
        (replace(EXPECTED, day="2026-03-04"), "entry", "verified", Decision("wrong_day")),
        (replace(EXPECTED, status="waitlisted"), "entry", "verified", Decision("waitlisted")),
        (replace(EXPECTED, status="cancelled"), "entry", "verified", Decision("cancelled")),
        (replace(EXPECTED, revoked=True), "entry", "verified", Decision("revoked")),
        (replace(EXPECTED, revoked=True, status="cancelled"), "entry", None, Decision("cancelled")),
        (replace(EXPECTED, has_place=False), "entry", None, Decision("full")),
        (replace(EXPECTED, has_place=False, presence=ENTERED), "entry", None, Decision("already_in")),
        # Whoever is inside may leave, whatever became of the registration meanwhile.
        (
            replace(EXPECTED, status="cancelled", presence=ENTERED),
            "exit",
            None,
            Decision("exit", movement="exit"),
        ),
        (replace(EXPECTED, revoked=True, presence=ENTERED), "exit", None, Decision("revoked")),
    ],
)
def test_decision(facts: Facts, direction: str, outcome: str | None, expected: Decision) -> None:
    assert decide(facts, direction, outcome) == expected


@pytest.mark.parametrize(
    ("log", "first", "inside"),
    [
        ([], None, None),
        ([Row(1, "entry")], 1, 1),
        ([Row(1, "entry"), Row(2, "exit")], 1, None),
        ([Row(1, "entry"), Row(2, "exit"), Row(3, "entry")], 1, 3),
        ([Row(1, "entry"), Row(2, "undo", 1)], None, None),
        ([Row(1, "entry"), Row(2, "exit"), Row(3, "undo", 2)], 1, 1),
        ([Row(1, "entry"), Row(2, "undo", 1), Row(3, "entry")], 3, 3),
    ],
)
def test_presence_leaves_out_what_was_undone(log: list[Row], first: int | None, inside: int | None) -> None:
    found = presence(log)
    ids = [row.id if row else None for row in (found.first_entry, found.inside_since)]
    assert (ids, found.movements) == ([first, inside], len(log))


DEVICE, STAFF = Author(1, None), Author(None, 1)


@pytest.mark.parametrize(
    ("made_by", "by", "role", "minutes", "allowed"),
    [
        (DEVICE, DEVICE, "scan", 15, True),
        (DEVICE, DEVICE, "steward", 15.1, False),
        (DEVICE, Author(2, None), "steward", 1, False),
        (DEVICE, Author(2, None), "supervisor", 600, True),
        (STAFF, STAFF, "steward", 1, True),
        (STAFF, Author(None, 2), "steward", 1, False),
        (STAFF, DEVICE, "steward", 1, False),
        (DEVICE, STAFF, "steward", 1, False),
    ],
)
def test_undo_is_for_whoever_made_it_or_a_supervisor(made_by, by, role, minutes, allowed) -> None:
    assert may_undo(made_by, NOW, by, role, NOW + minutes * MINUTE) is allowed


@pytest.mark.parametrize(
    ("scanned", "sent", "expected"),
    [
        (NOW - 40 * MINUTE, NOW, NOW - 40 * MINUTE),  # kept on the device for a while
        (NOW + MINUTE, NOW + MINUTE, NOW),  # a clock a little ahead puts nothing into the future
        (NOW + 140 * MINUTE, NOW + 180 * MINUTE, NOW - 40 * MINUTE),  # three hours ahead
        (NOW - 181 * MINUTE, NOW - 180 * MINUTE, NOW - MINUTE),  # three hours behind
        (NOW + 10 * MINUTE, NOW, NOW),
        (NOW - 24 * 60 * MINUTE, NOW, NOW),  # the day before the list's
        (NOW.replace(year=1970), NOW, NOW),  # kept while the clock was wrong, sent when it was right
        (NOW.replace(year=1970), NOW.replace(year=1970) + MINUTE, NOW - MINUTE),  # a dead battery
        (NOW.replace(year=2090), NOW.replace(year=1970), NOW),
    ],
)
def test_a_scan_happened_when_the_servers_clock_says(scanned, sent, expected) -> None:
    dawn = NOW.replace(hour=0, minute=0)
    assert happened_at(scanned, sent, NOW, dawn) == expected


def test_only_a_supervisor_waives_and_scan_does_not_search() -> None:
    roles = ("scan", "steward", "supervisor")
    assert [rules.may_waive(role) for role in roles] == [False, False, True]
    assert [rules.may_search(role) for role in roles] == [False, True, True]
    assert Presence().inside is False


REFUSED = [
    replace(EXPECTED, day="2026-03-04"), replace(EXPECTED, status="waitlisted"), replace(EXPECTED, status="cancelled"),
    replace(EXPECTED, revoked=True), replace(EXPECTED, has_place=False),
]  # fmt: skip


@pytest.mark.parametrize("facts", REFUSED)
def test_force_overrules_the_refusal_and_not_the_identity_step(facts: Facts) -> None:
    refusal = decide(facts, "entry", "verified").verdict
    assert decide(facts, "entry", None, force=True) == Decision("ok", True, overruled=refusal)
    entered = decide(facts, "entry", "verified", force=True)
    assert entered == Decision("ok", movement="entry", outcome="verified", overruled=refusal)
    assert decide(facts, "entry", "absent", force=True).movement is None
    assert decide(facts, "exit", None, force=True).verdict == decide(facts, "exit", None).verdict


@pytest.mark.parametrize("facts", [EXPECTED, replace(EXPECTED, presence=ENTERED), KNOWN])
def test_force_changes_nothing_where_nothing_refuses(facts: Facts) -> None:
    assert decide(facts, "entry", "verified", force=True) == decide(facts, "entry", "verified")
