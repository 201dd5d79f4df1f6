"""Whatever happens in whatever order: an old snapshot with its deltas applied is the snapshot of now."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from eventreg import clock
from eventreg.db import db
from eventreg.registration import changing, issuing, states
from eventreg.registration.choices import Choices
from eventreg.registration.models import Registration
from eventreg.registration.registering import Needs, Person
from tests.checkin.door import DAY, NEXT_DAY, Door, at, badge_of, door, item, later
from tests.support.people import DAY_1, DAY_2, registered

WORKSHOP = "atelier-1"
PEOPLE = 5
people = st.integers(0, PEOPLE - 1)
happenings = st.lists(
    st.one_of(
        st.tuples(st.just("scan"), people, st.sampled_from((DAY, NEXT_DAY, WORKSHOP)),
                  st.sampled_from(("entry", "exit")), st.integers(0, 90)),
        st.tuples(st.just("undo")),
        st.tuples(st.sampled_from(("cancel", "replace", "rename", "days")), people),
        st.tuples(st.just("newcomer")),
        st.tuples(st.just("time"), st.floats(0, 1)),
        st.tuples(st.just("sync")),
    ),
    min_size=1, max_size=14,
)  # fmt: skip


class Phone:
    """As the app does it: people by reference, replaced one by one or all together."""

    def __init__(self, gate: Door) -> None:
        self.gate, self.cursor = gate, ""
        self.people: dict[str, Any] = {}
        self.sync()

    def sync(self) -> None:
        told = self.gate.get(f"/porte/api/snapshot?since={self.cursor}").get_json()
        if told["full"]:
            self.people = {}
        self.people |= {person["ref"]: person for person in told["people"]}
        self.cursor = told["cursor"]


class Morning:
    """What happens to five people and whoever else comes."""

    def __init__(self, app: Flask) -> None:
        self.app, self.gate = app, door(app, "supervisor")
        self.last: str | None = None
        with app.app_context():
            self.numbers = [registered().id for _ in range(PEOPLE)]

    def happen(self, name: str, *arguments: Any) -> None:
        acts: dict[str, Callable[..., None]] = {
            "scan": self.scan, "undo": self.undo, "newcomer": lambda: self.change(registered),
            "time": later, "cancel": self.cancel, "replace": self.replace, "rename": self.rename, "days": self.days,
        }  # fmt: skip
        acts[name](*arguments)

    def scan(self, who: int, code: str, direction: str, minutes_ago: int) -> None:
        """Heard of now, made perhaps an hour ago."""
        with self.app.app_context():
            badge = badge_of(db.session.get_one(Registration, self.numbers[who]))
        made = (clock.now() - timedelta(minutes=minutes_ago)).isoformat()
        sent = item(badge, "verified", list=code, type=direction, scanned_at=made, offline=True)
        self.last = self.gate.scans(sent)[0]["scan_id"]

    def undo(self) -> None:
        if self.last:
            self.gate.post({"scan_id": self.last}, "/porte/api/undo")

    def change(self, act: Callable[[], object]) -> None:
        with self.app.app_context():
            act()
            db.session.commit()

    def cancel(self, who: int) -> None:
        with self.app.app_context():
            living = db.session.get_one(Registration, self.numbers[who]).living
            self.numbers[who] = self.numbers[who] if living else registered().id
        if living:
            self.change(lambda: changing.cancel(self.numbers[who], now=clock.now()))

    def replace(self, who: int) -> None:
        def act() -> None:
            person = db.session.get_one(Registration, self.numbers[who])
            issuing.replace(person, states.BADGE, "STO", clock.now())

        self.change(act)

    def rename(self, who: int) -> None:
        person = Person("Camille", f"Martin {clock.now().timestamp()}", "")
        self._if_living(who, lambda: changing.change_details(
            self.numbers[who], person, Needs(), now=clock.now(), actor="staff:1"
        ))  # fmt: skip

    def days(self, who: int) -> None:
        with self.app.app_context():
            both = len(db.session.get_one(Registration, self.numbers[who]).days) == 2
        choices = Choices((DAY_2,) if both else (DAY_1, DAY_2))
        self._if_living(who, lambda: changing.change_choices(
            self.numbers[who], choices, now=clock.now(), actor="staff:1"
        ))  # fmt: skip

    def _if_living(self, who: int, act: Callable[[], object]) -> None:
        with self.app.app_context():
            living = db.session.get_one(Registration, self.numbers[who]).living
        if living:
            self.change(act)


def test_deltas_lead_where_a_fresh_snapshot_is(app_each_db: Flask) -> None:
    at(f"{DAY}T09:12:00+01:00")
    morning = Morning(app_each_db)

    @settings(
        max_examples=30, deadline=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )  # fmt: skip
    @given(happenings)
    def play(acts: Sequence[tuple[Any, ...]]) -> None:
        phone = Phone(morning.gate)
        for name, *arguments in acts:
            if name == "sync":
                phone.sync()
            else:
                morning.happen(name, *arguments)
        phone.sync()
        fresh = Phone(morning.gate)
        assert phone.people == fresh.people
        with app_each_db.app_context():
            assert phone.people.keys() == set(db.session.scalars(select(Registration.reference)))

    play()
