"""What takes how long on the phone, by the page's own clock, with its processor slowed down four times.

WebCrypto works beside the page's thread, which is what the browser slows down: its times are multiplied here.
"""

import random
from collections.abc import Iterator
from typing import Any

from flask import Flask
from playwright.sync_api import CDPSession, Page, expect
from sqlalchemy import insert

from eventreg.db import db
from eventreg.registration import states
from eventreg.registration.models import Registration, Token
from eventreg.registration.names import search_key
from eventreg.tokens import BADGE_ALPHABET, BADGE_LETTERS, check_letter, sha256
from tests.browser.site import TAG
from tests.door.phone import DAY, NEXT_DAY, PIN, Phone
from tests.support.people import OPEN

SLOWER = 4
SCANS, SEARCHES = 40, 20
# Milliseconds, the 95th percentile where there are several.
MOST = {"feedback": 100, "local verdict": 150, "search": 100, "cold start": 2000, "PIN": 1000}
GIVEN = ("Anne", "Béatrice", "Chloé", "Djamila", "Élodie", "Fatou", "Gaël", "Hervé", "Inès", "Jean-Luc")
FAMILY = (
    "Martin",
    "Lefèvre",
    "Nguyễn",
    "Diallo",
    "Étienne",
    "Garcia",
    "Benali",
    "Kowalski",
    "Ndiaye",
    "Roux",
)
TYPED = (
    "ma",
    "anne",
    "lef elo",
    "etienne",
    "nguyen ines",
    "jean luc roux",
    "plaine",
    "zz",
    "kow",
    "ville 12",
)

# From the code to the first word on the screen, and to the verdict; both when they are about to be painted.
SCAN = """async badge => {
    const { read } = await import('/static/js/door/scanning.js');
    const { idle } = await import('/static/js/door/control.js');
    const card = () => document.querySelector('.door-control .verdict');
    const begun = performance.now();
    const until = done => new Promise(answer => {
        const look = () => done() ? answer(performance.now() - begun) : requestAnimationFrame(look);
        requestAnimationFrame(look);
    });
    const times = Promise.all([until(card), until(() => card() && !card().matches('.verdict-checking'))]);
    read(badge, 'camera');
    const [feedback, verdict] = await times;
    idle();
    return [feedback, verdict];
}"""
SEARCH = """typed => new Promise(done => {
    const field = document.querySelector('#q');
    field.value = typed;
    const begun = performance.now();
    field.dispatchEvent(new Event('input', {bubbles: true}));
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
})"""
PBKDF2 = """async () => {
    const { ITERATIONS } = await import('/static/js/door/vault.js');
    const base = await crypto.subtle.importKey('raw', new Uint8Array(6), 'PBKDF2', false, ['deriveBits']);
    const begun = performance.now();
    const how = {name: 'PBKDF2', hash: 'SHA-256', salt: new Uint8Array(16), iterations: ITERATIONS};
    await crypto.subtle.deriveBits(how, base, 256);
    return performance.now() - begun;
}"""
# From the last digit to the screen of the door, as the page opens its people.
UNLOCK = """pin => new Promise(done => {
    const field = document.querySelector('#pin');
    field.value = pin;
    const begun = performance.now();
    field.dispatchEvent(new Event('input', {bubbles: true}));
    const look = () => document.querySelector('.door-control')?.checkVisibility()
        ? done(performance.now() - begun) : requestAnimationFrame(look);
    look();
})"""


def crowd(app: Flask, number: int, seed: int = 7) -> list[str]:
    """So many people put straight into the database; their badges."""
    made = random.Random(seed)
    badges = [_badge(made) for _ in range(number)]
    with app.app_context():
        db.session.execute(insert(Registration), list(_people(number)))
        ids = dict(db.session.execute(db.select(Registration.form_id, Registration.id)).all())
        rows = [
            {"registration_id": ids[f"crowd-{at}"], "purpose": states.BADGE, "nonce": f"crowd-{at}",
             "hash": sha256(badge), "created_at": OPEN, "revoked_at": None}
            for at, badge in enumerate(badges)
        ]  # fmt: skip
        db.session.execute(insert(Token), rows)
        db.session.commit()
    return badges


def measure(phone: Phone, badges: list[str]) -> dict[str, float]:
    """Of an enrolled, unlocked phone with its people: milliseconds by name."""
    phone.kept()
    made = random.Random(1)
    phone.offline()
    found = _scans(phone.page, made.sample(badges, SCANS))
    phone.page.keyboard.press("F2")
    found["search"] = _p95([phone.page.evaluate(SEARCH, typed) for typed in TYPED * (SEARCHES // len(TYPED))])
    found["PIN"] = phone.page.evaluate(PBKDF2) * SLOWER
    found["cold start"] = _cold_start(phone) + found["PIN"] * (1 - 1 / SLOWER)
    return found


def _scans(page: Page, badges: list[str]) -> dict[str, float]:
    """Two of them fail first, then the phone decides at once."""
    _slow_down(page)
    for badge in badges[:2]:
        page.evaluate(SCAN, badge)
    expect(page.locator("[data-network=offline]")).to_be_visible()
    times = [page.evaluate(SCAN, badge) for badge in badges[2:]]
    return {
        "feedback": _p95([first for first, _ in times]),
        "local verdict": _p95([last for _, last in times]),
    }


def _cold_start(phone: Phone) -> float:
    """From the address to the PIN, and from the PIN to the door; what a person types in between does not count."""
    phone.page.close()
    phone.page = phone.context.new_page()
    _slow_down(phone.page)
    phone.page.goto("/porte")
    expect(phone.page.locator("#pin")).to_be_visible()
    shown: float = phone.page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    return shown + float(phone.page.evaluate(UNLOCK, PIN))


def _slow_down(page: Page) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return session


def _p95(times: list[float]) -> float:
    return sorted(times)[round(len(times) * 0.95) - 1]


def _badge(made: random.Random) -> str:
    body = "".join(made.choices(BADGE_ALPHABET, k=BADGE_LETTERS)) + TAG
    return body + check_letter(body)


def _people(number: int) -> Iterator[dict[str, Any]]:
    for at in range(number):
        given, family = GIVEN[at % 10], f"{FAMILY[at // 10 % 10]}-{at}"
        organisation = f"Ville {at % 90}" if at % 3 else "Plaine Commune"
        email = f"crowd{at}@example.org"
        yield {
            "reference": f"{TAG}-C{at:05}", "status": states.CONFIRMED, "given_name": given, "family_name": family,
            "email": email, "email_key": email, "organisation": organisation, "organisation_kind": "local",
            "job_title": "", "search_key": search_key(given, family, organisation), "lang": "fr",
            "days": [DAY, NEXT_DAY], "form_id": f"crowd-{at}", "notice_version": "1", "created_at": OPEN,
            "updated_at": OPEN,
        }  # fmt: skip
