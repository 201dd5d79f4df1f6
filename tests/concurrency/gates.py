"""Phones at several doors, simulated: each keeps what a device keeps, decides as it does, and has a bad network.

The rule by which a phone decides alone is the server's own (`checkin.rules`); that the page's script decides alike is
tested where the script is.
"""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import requests

from eventreg.checkin import rules, states
from eventreg.tokens import sha256

DAY = "2026-03-03"
MOST = 50
TIMEOUT = 1.5  # seconds: then the device decides
Item = dict[str, Any]


class NoAnswer(Exception):
    """Lost on the way there, or on the way back."""


@dataclass
class Network:
    """Cuts of some seconds, requests that never arrive, and answers that get lost after the server has recorded."""

    luck: random.Random
    bad: bool = True
    down_until: float = 0.0
    lost: dict[str, int] = field(default_factory=lambda: {"cut": 0, "request": 0, "answer": 0, "server": 0})

    def ask(self, method: str, url: str, **options: Any) -> requests.Response:
        if self.bad:
            self._perhaps_cut()
            if self.luck.random() < 0.03:
                self._lose("request")
        try:
            answer = requests.request(method, url, timeout=20, **options)
        except requests.RequestException:
            self._lose("server")
        if self.bad and self.luck.random() < 0.05:
            self._lose("answer")
        return answer

    def _perhaps_cut(self) -> None:
        now = time.monotonic()
        if now >= self.down_until and self.luck.random() < 0.02:
            self.down_until = now + self.luck.uniform(0.5, 4)
        if now < self.down_until:
            self._lose("cut")

    def _lose(self, how: str) -> None:
        self.lost[how] += 1
        raise NoAnswer(how)


@dataclass(frozen=True)
class Movement:
    """As `rules.presence` reads one."""

    id: int
    kind: str
    at: datetime
    gate: str
    undoes_id: int | None = None


@dataclass
class Known:
    """A person as the device knows them, with what it has let through itself and not sent yet."""

    days: list[str]
    status: str
    revoked: bool = False
    inside: bool = False
    entered: bool = False
    identity: bool = False

    def facts(self) -> rules.Facts:
        entry = Movement(1, states.ENTRY, datetime.now(UTC), "")
        return rules.Facts(
            day=DAY, days=self.days, status=self.status, revoked=self.revoked, identity_known=self.identity,
            presence=rules.Presence(entry if self.entered else None, entry if self.inside else None),
        )  # fmt: skip


@dataclass
class Phone:
    """One device at one gate. `clock_ahead` is its clock's fault."""

    address: str
    key: str
    network: Network
    start: datetime
    clock_ahead: timedelta = timedelta(0)
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By reference, as the snapshot gives them."""
    by_hash: dict[str, tuple[str, bool]] = field(default_factory=dict)
    """Reference, and whether that badge was replaced."""
    cursor: str | None = None
    mine: dict[str, Known] = field(default_factory=dict)
    queue: list[Item] = field(default_factory=list)
    sent: dict[str, Item] = field(default_factory=dict)
    """Every scan that this phone made, by its id."""
    answers: dict[str, Item] = field(default_factory=dict)
    admitted: list[str] = field(default_factory=list)
    """The codes of those who were let in here."""
    _since: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        return self.start + timedelta(seconds=time.monotonic() - self._since) + self.clock_ahead

    # What a person at the gate sees ------------------------------------------------------------------

    def meet(self, badge: str) -> None:
        """Read the badge; where it is right, look at the document and let the person in."""
        looked = self._scan(badge, None)
        if looked["verdict"] not in (states.OK, states.REENTRY):
            return
        if not looked["identity_required"]:
            self.admitted.append(badge)
            return
        luck = self.network.luck.random()
        outcome = states.VERIFIED if luck > 0.02 else states.MISMATCH if luck > 0.01 else states.ABSENT
        done = self._scan(badge, outcome)
        if done["verdict"] in (states.OK, states.REENTRY):
            self.admitted.append(badge)

    def _scan(self, badge: str, identity: str | None) -> Item:
        item = self._item(badge, identity)
        self.sent[item["scan_id"]] = item
        try:
            answer = self._send([item])[0]
        except NoAnswer:
            return self._decide_alone(badge, item)
        self.answers[item["scan_id"]] = answer
        return answer

    def _item(self, badge: str, identity: str | None) -> Item:
        return {
            "scan_id": str(uuid4()), "token_hash": sha256(badge), "list": DAY, "type": states.ENTRY,
            "scanned_at": self.now().isoformat(), "source": "camera", "offline": False, "local_verdict": None,
            "identity": identity,
        }  # fmt: skip

    def _decide_alone(self, badge: str, item: Item) -> Item:
        """By what the phone knows, under the same scan_id; what was perhaps recorded meanwhile, the server tells later.

        A badge that was only looked at, and whose document somebody looks at next, needs no line in the queue.
        """
        known = self._known(sha256(badge))
        if known is None:
            decision = rules.Decision(states.UNKNOWN)
        else:
            decision = rules.decide(known.facts(), states.ENTRY, item["identity"])
        if known is not None and decision.movement == states.ENTRY:
            known.inside = known.entered = known.identity = True
        if not (decision.identity_required and item["identity"] is None):
            self.queue.append(item | {"offline": True, "local_verdict": decision.verdict})
            self.sent[item["scan_id"]] = self.queue[-1]
        else:
            del self.sent[item["scan_id"]]
        return {"verdict": decision.verdict, "identity_required": decision.identity_required}

    def _known(self, digest: str) -> Known | None:
        found = self.by_hash.get(digest)
        if found is None:
            return None
        reference, revoked = found
        if reference not in self.mine:
            self.mine[reference] = self._from_snapshot(self.people[reference])
        return replace_revoked(self.mine, reference, revoked)

    @staticmethod
    def _from_snapshot(person: dict[str, Any]) -> Known:
        entry = person.get("entries", {}).get(DAY)
        return Known(
            person["days"], person["status"], inside=bool(entry and entry[2]), entered=bool(entry and entry[0]),
            identity=DAY in person.get("identity", ()),
        )  # fmt: skip

    # What happens behind the page --------------------------------------------------------------------

    def sync(self) -> None:
        """Send what waits, then ask what is new. Without an answer nothing changes."""
        try:
            self.upload()
            self.refresh()
        except NoAnswer:
            pass

    def upload(self) -> None:
        """In batches; a bad network sends some of them twice, and some out of order."""
        while self.queue:
            batch = self.queue[:MOST]
            if self.network.bad and self.network.luck.random() < 0.3:
                batch = self.network.luck.sample(batch, len(batch))
            for answer in self._send(batch):
                self.answers[answer["scan_id"]] = answer
            done = {item["scan_id"] for item in batch}
            self.queue = [item for item in self.queue if item["scan_id"] not in done]

    def refresh(self) -> None:
        asked = {"since": self.cursor} if self.cursor else None
        answer = self.network.ask(
            "GET", f"{self.address}/porte/api/snapshot", params=asked, headers=self._headers()
        )
        assert answer.status_code == 200, answer.text
        snapshot = answer.json()
        if snapshot["full"]:
            self.people.clear()
            self.by_hash.clear()
        for person in snapshot["people"]:
            self._learn(person)
        self.cursor = snapshot["cursor"]
        self._forget_what_the_server_knows()

    def _learn(self, person: dict[str, Any]) -> None:
        self.people[person["ref"]] = person
        for digest in person.get("revoked", ()):
            self.by_hash[digest] = (person["ref"], True)
        if person.get("token_hash"):
            self.by_hash[person["token_hash"]] = (person["ref"], False)

    def _forget_what_the_server_knows(self) -> None:
        """Of those who wait in the queue the phone's own word stands."""
        waiting = {
            self.by_hash[item["token_hash"]][0] for item in self.queue if item["token_hash"] in self.by_hash
        }
        self.mine = {reference: known for reference, known in self.mine.items() if reference in waiting}

    def counts(self) -> tuple[int, int]:
        """Entered and inside, as the figures on the phone say."""
        entries = [person.get("entries", {}).get(DAY) for person in self.people.values()]
        return sum(1 for e in entries if e and e[0]), sum(1 for e in entries if e and e[2])

    def _send(self, items: list[Item]) -> list[Item]:
        answer = self._post(items)
        if self.network.bad and self.network.luck.random() < 0.05:
            answer = self._post(items)  # the same again: what came before must come again
        assert answer.status_code == 200, answer.text
        results: list[Item] = answer.json()["results"]
        # Under a server that is being killed an item may fail; it is sent again, as the page does.
        failed = [
            item for item, result in zip(items, results, strict=True) if result["verdict"] == states.ERROR
        ]
        if failed:
            raise NoAnswer("error")
        return results

    def _post(self, items: list[Item]) -> requests.Response:
        body = {"sent_at": self.now().isoformat(), "scans": items}
        return self.network.ask("POST", f"{self.address}/porte/api/scans", json=body, headers=self._headers())

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}


def replace_revoked(mine: dict[str, Known], reference: str, revoked: bool) -> Known:
    """Whether a badge was replaced is a matter of the badge shown, not of the person."""
    known = mine[reference]
    if known.revoked != revoked:
        known = mine[reference] = replace(known, revoked=revoked)
    return known


@contextmanager
def at_work(
    phones: list[Phone], arrivals: list[list[str]], pause: float, faults: list[BaseException]
) -> Iterator[None]:
    """Each phone meets those who come to its gate; leaving the block waits until all have come."""

    def work(phone: Phone, badges: list[str]) -> None:
        try:
            for number, badge in enumerate(badges):
                phone.meet(badge)
                if number % 10 == 9:
                    phone.sync()
                time.sleep(pause * phone.network.luck.uniform(0.2, 1.8))
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=pair) for pair in zip(phones, arrivals, strict=True)]
    for thread in threads:
        thread.start()
    yield
    for thread in threads:
        thread.join()
