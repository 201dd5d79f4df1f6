"""A volunteer's phone: enrolled, unlocked, reading badges, with and without network."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from eventreg.checkin import devices
from eventreg.checkin.models import CheckIn, Scan
from eventreg.db import db
from eventreg.registration.models import Registration
from tests.browser.site import Participant, participant
from tests.support import people
from tests.support.browser import Visitors
from tests.support.server import Server

PIN = "271934"
MORNING = "2026-03-03T09:12:00+01:00"
DAY, NEXT_DAY = "2026-03-03", "2026-03-04"
# Everything that lies on the phone, as text: databases, storages, what the service worker keeps.
DUMP = """async () => {
    const letters = octets => Array.from(octets, octet => String.fromCharCode(octet)).join('');
    const octets = value => value instanceof Uint8Array ? letters(value) : value;
    const parts = [JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage})];
    for (const {name} of await indexedDB.databases()) {
        const open = indexedDB.open(name);
        const base = await new Promise(done => open.onsuccess = () => done(open.result));
        for (const table of base.objectStoreNames) {
            const asked = base.transaction(table).objectStore(table).getAll();
            const rows = await new Promise(done => asked.onsuccess = () => done(asked.result));
            parts.push(table + ': ' + JSON.stringify(rows, (key, value) => octets(value)));
        }
        base.close();
    }
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
            const text = await (await cache.match(request)).text();
            if (!request.url.includes('/vendor/')) parts.push(request.url + text);
        }
    }
    return parts.join('\\n');
}"""


SCANNER = """text => {
    const press = (key, code) => (document.activeElement ?? document.body).dispatchEvent(
        new KeyboardEvent('keydown', {key, code, bubbles: true, cancelable: true}));
    for (const key of text) press(key, /[A-Z]/.test(key) ? `Key${key}` : '');
    press('Enter', 'Enter');
}"""


@dataclass
class Gate:
    """The server on the first morning, and the same database in this process."""

    app: Flask
    server: Server
    count: int = 0

    def person(self, given_name: str = "Élodie", family_name: str = "Lefèvre", **more: Any) -> Participant:
        with self.app.app_context():
            return participant(self.app, people.registered(given_name, family_name, **more))

    def change(self, act: Any) -> None:
        with self.app.test_request_context(method="POST"):
            act()
            db.session.commit()

    def device(self, role: str = "steward", lists: tuple[str, ...] = ()) -> tuple[str, str]:
        """The name of a new device, and its one-use address."""
        self.count += 1
        name = f"poste {self.count}"
        made: list[str] = []

        def act() -> None:
            now = people.OPEN.fromisoformat("2026-03-03T10:00:00+01:00")
            made.append(devices.add(name, role, with_key=False, now=now, lists=lists).enrolment)

        self.change(act)
        return name, f"{self.server.address}/porte/appareil/{made[0]}"

    def revoke(self, name: str) -> None:
        self.change(lambda: devices.revoke(name, now=people.OPEN))

    def movements(self, person: Participant) -> list[str]:
        with self.app.app_context():
            rows = db.session.scalars(select_movements(person.id)).all()
            return [f"{row.kind} {row.list}" for row in rows]

    def scans(self, person: Participant) -> list[Scan]:
        with self.app.app_context():
            return list(
                db.session.scalars(db.select(Scan).filter_by(registration_id=person.id).order_by(Scan.id))
            )

    def registration(self, person: Participant) -> Registration:
        return db.session.get_one(Registration, person.id)


def select_movements(number: int) -> Any:
    return db.select(CheckIn).filter_by(registration_id=number).order_by(CheckIn.number)


@dataclass
class Phone:
    gate: Gate
    context: BrowserContext
    french: bool = True
    name: str = ""
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.page = self.context.new_page()

    def enrol(self, role: str = "steward", **more: Any) -> "Phone":
        self.name, address = self.gate.device(role, **more)
        self.page.goto(address)
        self.page.locator("main form button").click()
        return self

    def choose_pin(self) -> "Phone":
        for _ in range(2):
            self.type_pin("#new-pin")
        self.ready()
        return self

    def type_pin(self, field: str = "#pin", pin: str = PIN) -> None:
        expect(self.page.locator(field)).to_be_enabled()
        self.page.locator(field).fill(pin)

    def unlock(self) -> None:
        self.type_pin()
        self.ready()

    def ready(self) -> None:
        expect(self.page.locator(".door-control")).to_be_visible()

    def kept(self) -> None:
        """The service worker has everything: from here the phone starts without network."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def scan(self, badge: str) -> None:
        """As a hand scanner types it, wherever the focus is; all keys at once, however busy this machine is."""
        self.page.evaluate(SCANNER, f"HTTPS://EXAMPLE.ORG/B/{badge}")

    def sees(self, verdict: str, text: str = "") -> None:
        card = self.page.locator(f".verdict-{verdict}")
        expect(card).to_be_visible()
        if text:
            expect(card).to_contain_text(text)

    def verify(self, outcome: str = "verified") -> None:
        self.page.locator(f"[data-outcome={outcome}]").first.click()

    def admit(self, person: Participant) -> None:
        self.scan(person.badge)
        self.sees("ok")
        self.verify()
        expect(self.page.locator(".identity")).to_have_count(0)
        self.sees("ok", person.name)

    def offline(self, cut: bool = True) -> None:
        self.context.set_offline(cut)

    def online(self) -> None:
        """The network is back, what was unsent has left, and the server decides again."""
        self.offline(False)
        self.nothing_unsent()
        expect(self.page.locator("[data-network=online]")).to_be_visible()

    def later(self, minutes: float) -> None:
        """By the phone's clock alone: the server's stays."""
        self.page.clock.set_system_time(self.page.evaluate("Date.now()") / 1000 + minutes * 60)

    def nothing_unsent(self) -> None:
        expect(self.page.locator("#bar [data-unsent]")).to_be_hidden()

    def unsent(self, number: int) -> None:
        expect(self.page.locator("#bar [data-unsent]")).to_have_text(re.compile(rf"^{number}\b"))

    def dump(self) -> str:
        return str(self.page.evaluate(DUMP))

    def queue(self) -> list[dict[str, Any]]:
        script = DUMP.split("for (const name of await caches")[0] + "return parts.join('\\n'); }"
        lines = str(self.page.evaluate(script)).splitlines()
        found = next(line for line in lines if line.startswith("queue: "))
        return list(json.loads(found.removeprefix("queue: ")))


def phone(gate: Gate, visitors: Visitors, role: str = "steward", **options: Any) -> Phone:
    """Enrolled and unlocked."""
    lists = options.pop("lists", ())
    made = Phone(gate, visitors(gate.server.address, **({"width": 390} | options)))
    return made.enrol(role, lists=lists).choose_pin()
