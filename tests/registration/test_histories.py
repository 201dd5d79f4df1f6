"""Thousands of random histories of people and organisers, against a small model: see `history` and `model`.

`make test` plays some; `make soak` plays thousands on both databases.
"""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.registration.history import SEATS, Asked, History
from tests.support.people import OPEN

PEOPLE = range(1, 10)
Changes = dict[str, Any]
LATEST = OPEN + timedelta(days=20)
CODES = st.sampled_from(sorted(SEATS))


class Histories(RuleBasedStateMachine):
    """The application is set by the test that runs the machine."""

    app: Flask
    played = 0
    """Histories whose every act and last mails agreed with the model."""

    @initialize()
    def begin(self) -> None:
        self.context = self.app.app_context()
        self.context.push()
        self.history = History(self.app)

    def teardown(self) -> None:
        if hasattr(self, "history"):
            try:
                self.history.check_mails()
                type(self).played += 1
            finally:
                self.context.pop()

    @rule(number=st.sampled_from(PEOPLE), data=st.data())
    def somebody_registers_or_changes(self, number: int, data: st.DataObject) -> None:
        asked = self._asked(data)
        if number in self.living:
            self.history.change(number, asked)
        elif number not in self.history.people:
            self.history.register(number, asked)

    @precondition(lambda self: self.living)
    @rule(data=st.data())
    def somebody_cancels(self, data: st.DataObject) -> None:
        self.history.cancel(data.draw(st.sampled_from(self.living)))

    @precondition(lambda self: self.living)
    @rule(data=st.data())
    def somebody_corrects_a_name(self, data: st.DataObject) -> None:
        self.history.rename(data.draw(st.sampled_from(self.living)))

    @rule(places=st.integers(0, 8))
    def the_event_grows_or_shrinks(self, places: int) -> None:
        self.history.places(places)

    @rule(codes=st.lists(CODES, min_size=1, max_size=3, unique=True), data=st.data())
    def the_programme_changes(self, codes: list[str], data: st.DataObject) -> None:
        self.history.sessions(
            {code: data.draw(st.one_of(self._sizes(), self._times(), self._status(code))) for code in codes}
        )

    def _sizes(self) -> st.SearchStrategy[Changes]:
        return st.integers(0, 4).map(lambda seats: {"capacity": seats})

    def _status(self, code: str) -> st.SearchStrategy[Changes]:
        """Called off, or back again."""
        cancelled = self.history.model.workshops[code].cancelled
        return st.just({"status": "confirmed" if cancelled else "cancelled"})

    def _times(self) -> st.SearchStrategy[Changes]:
        """That of another, or somewhat later, so that slots merge."""

        def times(other: str, late: int) -> Changes:
            where = self.history.model.workshops[other]
            delay = timedelta(minutes=late)
            moved = {"starts_at": where.starts_at + delay, "ends_at": where.ends_at + delay}
            return {name: at.replace(tzinfo=None) for name, at in moved.items()}

        return st.builds(times, CODES, st.sampled_from([0, 0, 30, 75]))

    @rule(minutes=st.sampled_from([0, 1, 60, 49 * 60]))
    def time_passes(self, minutes: int) -> None:
        if self.history.now < LATEST:
            self.history.wait(minutes)

    @property
    def living(self) -> list[int]:
        if not hasattr(self, "history"):
            return []
        return [person.number for person in self.history.model.people if person.living]

    def _asked(self, data: st.DataObject) -> Asked:
        """A seat and a wish in some of the slots, of workshops that are not called off."""
        workshops = self.history.model.workshops
        asked: Asked = {}
        for slot, codes in sorted(self.history.model.slots().items()):
            open_ = st.sampled_from([None, *(code for code in codes if not workshops[code].cancelled)])
            if data.draw(st.booleans()):
                asked[slot] = (data.draw(open_), data.draw(open_))
        return asked


def play(app: Flask, examples: int, steps: int) -> int:
    """How many histories were played; the first that disagrees fails."""
    machine: type[Histories] = type("Histories", (Histories,), {"app": app, "played": 0})
    # A step costs database transactions: the history found is printed as it is, not shrunk for minutes.
    kept = settings(deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    run_state_machine_as_test(
        machine, settings=settings(kept, max_examples=examples, stateful_step_count=steps)
    )
    return machine.played


def test_some_histories(app_each_db: Flask) -> None:
    assert play(app_each_db, 8, 15) >= 8


@pytest.mark.slow
@pytest.mark.timeout(4 * 3600)
def test_thousands_of_histories(app_each_db: Flask) -> None:
    assert play(app_each_db, 1000, 30) >= 1000
