"""Four phones at four gates with a bad network, and a server that is killed twice: one entry each, nothing dropped.

`make test` plays a moment of it, `make soak` three minutes with two thousand people.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
import requests
from flask import Flask
from sqlalchemy import func, select

from eventreg import clock
from eventreg.checkin import devices, states
from eventreg.checkin.models import CheckIn, Conflict, Scan
from eventreg.db import db
from eventreg.registration import changing
from eventreg.registration.models import Registration, Token
from eventreg.registration.states import CANCELLED, CONFIRMED, WAITLISTED
from eventreg.tokens import sha256
from tests.concurrency.gates import DAY, Network, Phone, at_work
from tests.concurrency.visitors import Visitor, reissue, with_badges
from tests.conftest import EACH_DATABASE, AppFactory
from tests.support.server import Server

MORNING = datetime.fromisoformat("2026-03-03T08:30:00+01:00")
GATES = ("porte A", "porte B", "porte C", "porte D")
CARDS = ("IDFRA1234567890", "https://example.org/ticket/17", "3017620422003")
"""What people also hold out."""
ADMITTED = (states.OK, states.REENTRY)


@pytest.fixture(params=EACH_DATABASE)
def serving(request: pytest.FixtureRequest, server: Callable[..., Server]) -> Server:
    return server(request.param, workers=2, SECRET_KEY="tests", CLOCK=MORNING.isoformat())


@dataclass
class Morning:
    serving: Server
    ledger: Flask
    luck: random.Random
    phones: list[Phone] = field(default_factory=list)
    visitors: list[Visitor] = field(default_factory=list)
    faults: list[BaseException] = field(default_factory=list)
    _since: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        return MORNING + timedelta(seconds=time.monotonic() - self._since)

    def prepare(self, people: int) -> None:
        few = people // 50
        with self.ledger.test_request_context(method="POST"):
            self.visitors += with_badges(people - 3 * few)
            self.visitors += with_badges(few, status=CANCELLED)
            self.visitors += with_badges(few, status=WAITLISTED)
            self.visitors += with_badges(few, days=["2026-03-04"])
            keys = [devices.add(gate, "steward", with_key=True, now=MORNING).key for gate in GATES]
            db.session.commit()
        for number, key in enumerate(keys):
            assert key is not None
            network = Network(random.Random(self.luck.random()), bad=False)
            ahead = timedelta(hours=3) if number == 3 else timedelta(seconds=number * 20)
            self.phones.append(Phone(self.serving.address, key, network, MORNING, ahead))
            self.phones[-1].refresh()
            network.bad = True

    def play(self, seconds: float, *, killed: bool) -> None:
        arrivals = self._arrivals()
        pause = seconds / max(map(len, arrivals))
        with at_work(self.phones, arrivals, pause, self.faults):
            for part in range(3):
                time.sleep(seconds / 4)
                self._change_some(part)
                if killed and part < 2:
                    self._kill()

    def _arrivals(self) -> list[list[str]]:
        """Each comes to one gate; some to two, some twice to the same; some hold out another card."""
        gates: list[list[str]] = [[] for _ in self.phones]
        for visitor in self.visitors:
            first, second = self.luck.sample(gates, 2)
            first.append(visitor.badge)
            if self.luck.random() < 0.1:
                second.append(visitor.badge)
            if self.luck.random() < 0.05:
                first.append(visitor.badge)
            if self.luck.random() < 0.02:
                first.append(self.luck.choice(CARDS))
        for gate in gates:
            # Nearly the same order at each gate: who holds a badge twice does so within minutes.
            gate.sort(key=lambda badge: (sha256(badge)[:2], self.luck.random()))
        return gates

    def _change_some(self, part: int) -> None:
        """While the phones are away people cancel, and badges are replaced."""
        some = [visitor for visitor in self.visitors if visitor.status == CONFIRMED and visitor.newer is None]
        with self.ledger.test_request_context(method="POST"):
            for visitor in self.luck.sample(some, max(2, len(some) // 100)):
                if self.luck.random() < 0.5:
                    reissue(visitor, self.now())
                else:
                    changing.cancel(visitor.id, now=self.now())
                    visitor.status = "cancelled now"
                    db.session.commit()

    def _kill(self) -> None:
        self.serving.kill()
        time.sleep(0.5)
        self.serving.settings["CLOCK"] = self.now().isoformat()
        self.serving.start()

    def settle(self) -> None:
        """The network is back: everything is sent, and every phone hears of it."""
        for phone in self.phones:
            phone.network.bad = False
        for phone in self.phones:
            phone.upload()
        for phone in self.phones:
            phone.refresh()

    def check(self) -> None:
        assert not self.faults, self.faults[:3]
        assert not [line for line in self.serving.log.splitlines() if "deadlock" in line or "locked" in line]
        with self.ledger.app_context():
            self._assert_every_scan_is_accounted_for()
            self._assert_one_entry_for_each_admitted()
            self._assert_nobody_came_in_who_must_not()
            self._assert_all_screens_say_the_same()

    def _assert_every_scan_is_accounted_for(self) -> None:
        made = {scan_id: item for phone in self.phones for scan_id, item in phone.sent.items()}
        kept = {scan.scan_id: scan for scan in db.session.scalars(select(Scan))}
        assert set(made) - set(kept) == set(), "scans were dropped"
        assert states.ERROR not in {scan.verdict for scan in kept.values()}
        conflicts = set(db.session.scalars(select(Conflict.scan_id)))
        for scan in kept.values():
            let_in = scan.local_verdict in ADMITTED and scan.offline
            if let_in and scan.verdict not in ADMITTED:
                assert scan.id in conflicts, (scan.local_verdict, scan.verdict, "and no conflict")
        for conflict in db.session.scalars(select(Conflict)):
            assert conflict.closed_at is None

    def _assert_one_entry_for_each_admitted(self) -> None:
        entries = Counter(db.session.scalars(select(CheckIn.registration_id).filter_by(kind=states.ENTRY)))
        assert set(entries.values()) == {1}
        owners = {
            row.hash: row.registration_id
            for row in db.session.execute(select(Token.hash, Token.registration_id))
        }
        contested = set(
            db.session.scalars(select(Scan.registration_id).join(Conflict, Conflict.scan_id == Scan.id))
        )
        admitted = {owners[sha256(badge)] for phone in self.phones for badge in phone.admitted}
        assert admitted - set(entries) <= contested, (
            "somebody was let in, and neither entry nor conflict says so"
        )
        assert len(admitted) > len(self.visitors) // 2

    def _assert_nobody_came_in_who_must_not(self) -> None:
        """Those who waited were given the places of those who cancelled meanwhile: the status of now counts."""
        entered = set(db.session.scalars(select(CheckIn.registration_id)))
        refused = {visitor.id for visitor in self.visitors if visitor.status == CANCELLED}
        waiting = set(db.session.scalars(select(Registration.id).filter_by(status=WAITLISTED)))
        absent = {one.id for one in db.session.scalars(select(Registration)) if DAY not in one.days}
        assert refused
        assert absent
        assert not entered & (refused | waiting | absent)

    def _assert_all_screens_say_the_same(self) -> None:
        entered = db.session.scalar(select(func.count()).select_from(CheckIn))
        asked = requests.get(
            f"{self.serving.address}/porte/api/figures", params={"list": DAY}, timeout=10,
            headers={"Authorization": f"Bearer {self.phones[0].key}"},
        )  # fmt: skip
        figures = asked.json()
        assert (figures["entered"], figures["inside"]) == (entered, entered)
        assert sum(part["entries"] for part in figures["by_quarter"]) == entered
        assert [phone.counts() for phone in self.phones] == [(entered, entered)] * len(self.phones)

    def figures(self) -> str:
        lost = Counter[str]()
        for phone in self.phones:
            lost.update(phone.network.lost)
        with self.ledger.app_context():
            scans = db.session.scalar(select(func.count()).select_from(Scan))
            offline = db.session.scalar(select(func.count()).where(Scan.offline))
            kinds = Counter(db.session.scalars(select(Conflict.kind)))
            entries = db.session.scalar(select(func.count()).select_from(CheckIn))
        said = f"{entries} entries, {scans} scans, {offline} of them without network"
        return f"{said}; lost {dict(lost)}, conflicts {dict(kinds)}"


@pytest.fixture
def morning(serving: Server, opened: AppFactory) -> Morning:
    ledger = opened(serving.settings["DATABASE_URL"], SECRET_KEY="tests", DEMO=True)
    clock.start_at(MORNING)
    return Morning(serving, ledger, random.Random(time.time_ns()))


def _played(morning: Morning, people: int, seconds: float) -> None:
    morning.prepare(people)
    morning.play(seconds, killed=True)
    morning.settle()
    sys.stdout.write(morning.figures() + "\n")


def test_a_moment_at_four_gates(morning: Morning) -> None:
    _played(morning, 120, 5)
    morning.check()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_three_minutes_at_four_gates(morning: Morning) -> None:
    _played(morning, 2000, 180)
    morning.check()
