"""How fast a phone is at the door: five thousand people, a processor slowed down four times, a real browser."""

import itertools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import quantiles

from playwright.sync_api import Page, expect

from eventreg.registration.states import CANCELLED
from tests.benchmarks.door import Gate, gate
from tests.concurrency.visitors import Visitor
from tests.door.phone import PIN, SCANNER
from tests.support import browser

PEOPLE, SLOWER, TIMES = 5000, 4, 30
# From the last key of the scanner to what is painted: the first sign, then the verdict. Milliseconds.
SCANNED = f"""badge => new Promise(done => {{
    const scan = {SCANNER}, start = performance.now();
    let feedback = null;
    const painted = () => performance.now() - start;
    const seen = new MutationObserver(() => {{
        const verdict = document.querySelector('.verdict');
        if (!verdict) return;
        if (feedback === null) {{ feedback = 0; requestAnimationFrame(() => feedback = painted()); }}
        if (verdict.classList.contains('verdict-checking')) return;
        seen.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(() => done([feedback, painted(), verdict.className])));
    }});
    seen.observe(document.querySelector('.door-control'), {{childList: true, subtree: true, attributes: true}});
    scan(badge);
}})"""
SEARCHED = """typed => new Promise(done => {
    const field = document.querySelector('[data-rows]').closest('section').querySelector('input');
    const start = performance.now();
    field.value = typed;
    field.dispatchEvent(new Event('input', {bubbles: true}));
    requestAnimationFrame(() => requestAnimationFrame(() =>
        done([performance.now() - start, document.querySelectorAll('[data-rows] li').length])));
})"""
# Read and admitted, and ready for the next: the buttons pressed as soon as they are there.
ADMITTED = f"""badge => new Promise(done => {{
    const scan = {SCANNER}, start = performance.now();
    let pressed = false;
    const seen = new MutationObserver(() => {{
        const button = document.querySelector('[data-outcome=verified]');
        if (button && !pressed) {{ pressed = true; requestAnimationFrame(() => button.click()); }}
        if (!pressed || button || !document.querySelector('.verdict-ok')) return;
        seen.disconnect();
        requestAnimationFrame(() => done(performance.now() - start));
    }});
    seen.observe(document.querySelector('.door-control'), {{childList: true, subtree: true, attributes: true}});
    scan(badge);
}})"""


def report(folder: Path) -> int:
    """Prints each speed beside what door.md asks for; answers how many are missed."""
    with gate(folder / "phone", PEOPLE, cancelled=2 * TIMES) as served, browser.chromium() as chromium:
        context = chromium.new_context(viewport={"width": 390, "height": 780}, timezone_id="Europe/Paris")
        page = context.new_page()
        _enrol(page, served)
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        refused = itertools.cycle(one.badge for one in served.visitors if one.status == CANCELLED)
        living = iter(one for one in served.visitors if one.status != CANCELLED)
        print(f"\n{f'a phone with {PEOPLE} people, CPU {SLOWER}× slower':48}{'p95 ms':>8}{'most':>6}")
        missed = [*_with_network(page, refused, living)]
        context.set_offline(True)
        missed += [*_without_network(page, refused, living)]
        return sum(missed)


def _enrol(page: Page, served: Gate) -> None:
    page.goto(f"{served.server.address}/porte/appareil/{served.secrets.enrolment}")
    page.locator("main form button").click()
    for _ in range(2):
        expect(page.locator("#new-pin")).to_be_enabled()
        page.locator("#new-pin").press_sequentially(PIN)
    expect(page.locator(".door-control")).to_be_visible(timeout=20_000)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def _with_network(page: Page, refused: Iterator[str], living: Iterator[Visitor]) -> list[bool]:
    feedback, verdict = _scans(page, refused)
    handled = [_admit(page, living) for _ in range(TIMES)]
    return [
        _line("badge decoded → first sign", feedback, 100),
        _line("badge decoded → the server’s verdict", verdict, 500),
        _line("badge → admitted → next badge (machine’s part)", handled, 2000),
    ]


def _without_network(page: Page, refused: Iterator[str], living: Iterator[Visitor]) -> list[bool]:
    for _ in range(3):  # two calls without an answer, and the phone decides by itself
        page.evaluate(SCANNED, next(refused))
    _, verdict = _scans(page, refused)
    handled = [_admit(page, living) for _ in range(TIMES)]
    page.keyboard.press("F2")
    searches = ("le", "lef", "nguyen", "da sil", "obrien 1", "zoe", "ville", "jean luc", "mu", "xyzzy")
    found = [page.evaluate(SEARCHED, typed)[0] for typed in searches * 3]
    to_lock, to_ready = [], []
    for _ in range(5):
        to_lock.append(_timed(page, lambda: page.reload(), "#pin"))
        to_ready.append(_timed(page, lambda: page.locator("#pin").press_sequentially(PIN), ".door-control"))
    return [
        _line("badge decoded → the phone’s own verdict", verdict, 150),
        _line("the same → admitted → next badge", handled, 2000),
        _line("search, from a letter typed to the rows", found, 100),
        _line("cold start without network → PIN asked", to_lock, 2000),
        _line("PIN typed → ready for badges", to_ready, 2000),
    ]


def _scans(page: Page, badges: Iterator[str]) -> tuple[list[float], list[float]]:
    seen = [page.evaluate(SCANNED, next(badges)) for _ in range(TIMES)]
    assert {name for _, _, name in seen} == {"verdict verdict-cancelled"}, seen
    return [first for first, _, _ in seen], [last for _, last, _ in seen]


def _admit(page: Page, living: Iterator[Visitor]) -> float:
    return float(page.evaluate(ADMITTED, next(living).badge))


def _timed(page: Page, act: Callable[[], object], shown: str) -> float:
    """From the page's own clock, since the driver's pace is not the phone's."""
    start = page.evaluate("Date.now()")
    act()
    page.locator(shown).wait_for()
    return float(page.evaluate("Date.now()") - start)


def _line(name: str, times: list[float], most: float) -> bool:
    p95 = quantiles(times, n=20)[-1] if len(times) > 5 else max(times)
    sys.stdout.write(f"{name:48}{p95:8.0f}{most:6.0f}{'  not met' if p95 > most else ''}\n")
    return p95 > most
