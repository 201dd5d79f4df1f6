"""The phone decides as the server does: the same facts go through rules.py and rules.js, and nothing may differ."""

import random
from dataclasses import asdict
from itertools import product
from typing import Any

from playwright.sync_api import Page

from eventreg.checkin import rules, states
from eventreg.checkin.rules import Facts, Presence
from eventreg.registration.states import CANCELLED, CONFIRMED, WAITLISTED
from tests.door.phone import DAY, NEXT_DAY, Gate
from tests.support.browser import Visitors
from tests.support.people import OPEN

OUTCOMES = (None, *states.IDENTITY_OUTCOMES)
DAYS: tuple[tuple[str, ...], ...] = ((), (DAY,), (NEXT_DAY,), (DAY, NEXT_DAY))
BOOLS = (False, True)
EVALUATE = """async cases => {
    const { decide } = await import('/static/js/door/rules.js');
    return cases.map(({facts, direction, outcome, force}) => decide(facts, direction, outcome, force));
}"""


class Entry:
    id, kind, at, gate, undoes_id = 1, states.ENTRY, OPEN, "porte A", None


def _cases() -> list[dict[str, Any]]:
    """Every combination there is: some twelve thousand."""
    everything = product(
        DAYS, (CONFIRMED, WAITLISTED, CANCELLED), BOOLS, BOOLS, ((False, False), (False, True), (True, True)), BOOLS,
        states.DIRECTIONS, OUTCOMES, BOOLS,
    )  # fmt: skip
    return [
        {
            "facts": {
                "day": DAY, "days": list(days), "status": status, "revoked": revoked, "has_place": has_place,
                "inside": inside, "entered_before": before, "identity_known": known,
            },
            "direction": direction, "outcome": outcome, "force": force,
        }
        for days, status, revoked, has_place, (inside, before), known, direction, outcome, force in everything
    ]  # fmt: skip


def _decided(case: dict[str, Any]) -> dict[str, Any]:
    said = dict(case["facts"])
    inside, before = said.pop("inside"), said.pop("entered_before")
    presence = Presence(Entry() if before else None, Entry() if inside else None)
    facts = Facts(**said, presence=presence)
    return asdict(rules.decide(facts, case["direction"], case["outcome"], force=case["force"]))


def _page(gate: Gate, visitor: Visitors) -> Page:
    page = visitor(gate.server.address).new_page()
    page.goto("/")
    return page


def test_phone_and_server_decide_alike(gate: Gate, visitor: Visitors) -> None:
    cases = _cases()
    assert len(cases) > 5000
    random.Random(4).shuffle(cases)
    here = [_decided(case) for case in cases]
    there = _page(gate, visitor).evaluate(EVALUATE, cases)
    different = [
        (case, ours, theirs) for case, ours, theirs in zip(cases, here, there, strict=True) if ours != theirs
    ]
    assert not different, f"{len(different)} of {len(cases)}, first: {different[0]}"
    assert len({decision["verdict"] for decision in here}) >= 9, "every kind of verdict came up"
