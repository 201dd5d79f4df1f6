"""What goes wrong with telephones: two windows, a full disk, answers that come too late. Nobody is lost or shown."""

import json
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Route, expect

from tests.door.phone import DAY, PIN, Gate, Phone, phone
from tests.door.test_without_network import ANOTHER_VERSION
from tests.support.browser import Visitors

FULL = """() => {
    IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); };
}"""
LOCK = """() => {
    document.querySelector('#nav [data-go=more]').click();
    document.querySelector('.door-more [data-lock]').click();
}"""
PUT = """async ([table, value, key]) => {
    const open = indexedDB.open('door');
    const base = await new Promise(done => open.onsuccess = () => done(open.result));
    const writing = base.transaction(table, 'readwrite');
    writing.objectStore(table).put(value, key);
    await new Promise(done => writing.oncomplete = done);
    base.close();
}"""


def test_undoing_counts_when_it_was_done_however_late_it_is_sent(gate: Gate, visitor: Visitors) -> None:
    person = gate.person("Reprise", "Trop Tard")
    one = phone(gate, visitor)
    one.offline()
    one.admit(person)
    one.page.keyboard.press("F9")
    expect(one.page.locator("#toast")).to_contain_text("Reprise")
    one.later(minutes=40)
    one.offline(False)
    one.nothing_unsent()
    assert gate.movements(person) == [f"entry {DAY}", f"undo {DAY}"]
    one.unlock()
    expect(one.page.locator("#bar [data-look]")).to_be_hidden()


def test_answer_that_comes_after_the_lock_shows_nobody(gate: Gate, visitor: Visitors) -> None:
    person = gate.person("Lointaine", "Secrète")
    one = phone(gate, visitor)
    held: list[Route] = []
    one.context.route("**/porte/api/scans", lambda route: held.append(route))
    one.scan(person.badge)
    one.sees("checking", "Lointaine Secrète")
    one.page.evaluate(LOCK)
    expect(one.page.locator("#pin")).to_be_visible()
    held[0].continue_()
    one.page.wait_for_timeout(2000)  # more than the phone waits for an answer
    expect(one.page.locator("#pin")).to_be_visible()
    assert "Secrète" not in one.page.content()
    one.unlock()


def test_typed_name_does_not_stay_behind_the_lock(gate: Gate, visitor: Visitors) -> None:
    one = phone(gate, visitor)
    one.page.keyboard.press("F2")
    one.page.locator("#q").fill("secrète")
    one.page.evaluate(LOCK)
    expect(one.page.locator("#pin")).to_be_visible()
    assert one.page.locator("#q").input_value() == ""


def test_news_that_were_asked_for_before_the_evening_are_no_list(gate: Gate, visitor: Visitors) -> None:
    """Changes of a list that has expired meanwhile: nobody is left to whom they belong."""
    person = gate.person("Encore", "Attendue")
    one = phone(gate, visitor)
    held: list[Route] = []
    one.context.route("**/porte/api/snapshot**", lambda route: held.append(route))
    one.page.evaluate("dispatchEvent(new Event('online'))")
    one.later(minutes=12 * 60 + 50)
    one.page.evaluate("dispatchEvent(new Event('pointerdown'))")
    expect(one.page.locator("[data-fill=age]")).to_have_text("Pas de liste")
    held[0].continue_()
    one.context.unroute("**/porte/api/snapshot**")
    one.page.wait_for_timeout(500)
    one.page.evaluate("dispatchEvent(new Event('online'))")
    expect(one.page.locator("[data-fill=age]")).not_to_have_text("Pas de liste")
    one.offline()
    one.scan(person.badge)
    one.sees("ok", "Vérifiez")


def test_window_that_was_ended_elsewhere_ends(gate: Gate, visitor: Visitors) -> None:
    gate.person("Lointaine", "Secrète")
    one = phone(gate, visitor)
    other = one.context.new_page()
    other.goto("/porte")
    other.locator("#pin").fill(PIN)
    expect(other.locator(".door-control")).to_be_visible()
    gate.revoke(one.name)
    other.evaluate("dispatchEvent(new Event('online'))")
    for window in (other, one.page):
        expect(window.locator("#ended-title")).to_contain_text("n’est plus un poste")
    other.reload()
    assert "sealed: []" in one.dump()


def test_two_windows_choose_a_code_at_the_same_time(gate: Gate, visitor: Visitors) -> None:
    """The later code counts; what the other window has sealed cannot be read, and comes again."""
    person = gate.person("Deux", "Fenêtres")
    one = Phone(gate, visitor(gate.server.address, width=390)).enrol()
    two = Phone(gate, one.context)
    two.page.goto("/porte")
    for each in (one, two):
        expect(each.page.locator("#new-pin")).to_be_visible()
    one.choose_pin()
    two.choose_pin()
    one.admit(person)
    one.page.evaluate("dispatchEvent(new Event('online'))")
    one.page.wait_for_timeout(1000)
    two.page.reload()
    two.unlock()
    two.scan(person.badge)
    two.sees("already_in")


def test_wiping_that_was_cut_short_is_finished_at_the_next_start(gate: Gate, visitor: Visitors) -> None:
    """A battery that ends while the phone is being wiped."""
    gate.person("Lointaine", "Secrète")
    one = phone(gate, visitor)
    one.kept()
    one.offline()
    one.page.evaluate(PUT, ["meta", "revoked", "ended"])
    one.page.reload()
    expect(one.page.locator("#ended-title")).to_be_visible()
    dump = one.dump()
    assert "sealed: []" in dump
    assert '"wrapped":' not in dump


def test_server_that_is_out_of_order_for_a_moment_is_asked_again(gate: Gate, visitor: Visitors) -> None:
    """Nobody has to press a button for each entry because a database was restarted."""
    person = gate.person("Panne", "Brève")
    one = phone(gate, visitor)
    one.offline()
    one.admit(person)
    asked: list[str] = []

    def fail(route: Route) -> None:
        item = json.loads(route.request.post_data or "")["scans"][0]
        asked.append(item["scan_id"])
        answer = {"scan_id": item["scan_id"], "verdict": "error", "message": {"fr": "", "en": ""}}
        route.fulfill(json={"results": [answer]})

    one.context.route("**/porte/api/scans", fail)
    one.offline(False)
    one.page.wait_for_timeout(3000)
    assert len(asked) == 1
    one.unsent(1)
    one.context.unroute("**/porte/api/scans")
    one.later(minutes=1)
    one.page.evaluate("dispatchEvent(new Event('online'))")
    one.nothing_unsent()
    assert gate.movements(person) == [f"entry {DAY}"]


def test_undoing_at_once_waits_for_the_answer_to_the_entry(gate: Gate, visitor: Visitors) -> None:
    person = gate.person("Trop", "Vite")
    one = phone(gate, visitor)
    one.scan(person.badge)
    one.sees("ok")
    held: list[Route] = []
    one.context.route("**/porte/api/scans", lambda route: held.append(route))
    one.verify()
    one.sees("checking")
    one.page.keyboard.press("F9")
    expect(one.page.locator("#toast")).to_contain_text("Trop Vite")
    held[0].continue_()
    one.context.unroute("**/porte/api/scans")
    one.page.evaluate("dispatchEvent(new Event('online'))")
    one.nothing_unsent()
    assert gate.movements(person) == [f"entry {DAY}", f"undo {DAY}"]
    expect(one.page.locator("#bar [data-look]")).to_be_hidden()


def test_full_disk_stops_nobody_while_there_is_network(gate: Gate, visitor: Visitors) -> None:
    person, other = gate.person("Mémoire", "Pleine"), gate.person("Sans", "Réseau")
    one = phone(gate, visitor)
    one.page.evaluate(FULL)
    one.admit(person)
    assert gate.movements(person) == [f"entry {DAY}"]
    one.offline()
    one.scan(other.badge)
    one.sees("ok", "Vérifiez")
    one.verify()
    one.sees("error", "plein")


@pytest.mark.parametrize(
    "foreign",
    [{"status": 200, "json": {}}, {"status": 200, "body": "null"}, {"status": 200, "body": "<p>Wi-Fi"},
     {"status": 401, "json": {"login": True}}],
)  # fmt: skip
def test_answer_that_is_not_ours_is_no_answer(gate: Gate, visitor: Visitors, foreign: dict[str, Any]) -> None:
    """A hotel's sign-in page in the place of the server: the phone decides, and keeps its people."""
    person = gate.person("Portail", "Captif")
    one = phone(gate, visitor)
    one.context.route("**/porte/api/**", lambda route: route.fulfill(**foreign))
    one.page.evaluate("dispatchEvent(new Event('online'))")
    one.admit(person)
    one.unsent(1)
    one.context.unroute("**/porte/api/**")
    one.online()
    assert gate.movements(person) == [f"entry {DAY}"]


def test_browser_that_keeps_nothing_says_so(gate: Gate, visitor: Visitors) -> None:
    one = Phone(gate, visitor(gate.server.address, width=390))
    one.context.add_init_script("indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); }")
    one.enrol()
    expect(one.page.locator("#unusable-title")).to_be_visible()
    expect(one.page.get_by_role("link", name="Se connecter")).to_be_visible()


def test_page_that_was_left_comes_back_locked(gate: Gate, visitor: Visitors) -> None:
    """By the back button: the browser had kept it as it was, and no clock ran meanwhile."""
    person = gate.person("Lointaine", "Secrète")
    one = phone(gate, visitor)
    one.scan(person.badge)
    one.sees("ok")
    one.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    expect(one.page.locator("#pin")).to_be_visible()
    assert "Secrète" not in one.page.content()
    one.unlock()


def test_list_that_is_no_more_stops_no_step_that_was_begun(gate: Gate, visitor: Visitors) -> None:
    """Another edition came with the news: the server says what becomes of the entry."""
    person = gate.person("Édition", "Nouvelle")
    one = phone(gate, visitor)
    one.scan(person.badge)
    one.sees("ok", "Vérifiez")

    def without_today(route: Route) -> None:
        news = route.fetch(headers={**route.request.headers, "if-none-match": ""}).json()
        lists = [one for one in news["lists"] if one["code"] != DAY]
        route.fulfill(json={**news, "lists": lists, "generated_at": "2026-03-03T09:13:00+01:00"})

    one.context.route("**/porte/api/snapshot**", without_today)
    with one.page.expect_response("**/porte/api/snapshot**"):
        one.page.evaluate("dispatchEvent(new Event('online'))")
    one.verify()
    one.sees("ok", "Bienvenue")
    assert gate.movements(person) == [f"entry {DAY}"]
    one.scan(person.badge)
    expect(one.page.locator("#day-title")).to_be_visible()
    expect(one.page.locator("main")).to_contain_text("La liste choisie n’est plus au programme")
    one.page.reload()
    one.type_pin()
    expect(one.page.locator("main")).to_contain_text("La liste choisie n’est plus au programme")


def test_update_by_another_window_waits_for_the_step(gate: Gate, visitor: Visitors) -> None:
    person = gate.person("Pas", "Interrompue")
    one = phone(gate, visitor)
    one.kept()
    one.page.reload()
    one.unlock()
    other = one.context.new_page()
    other.goto("/porte")
    expect(other.locator("#pin")).to_be_visible()
    one.scan(person.badge)
    one.sees("ok", "Vérifiez")
    with other.expect_navigation():
        other.evaluate(ANOTHER_VERSION, str(uuid4()))
    one.page.wait_for_timeout(500)
    with one.page.expect_navigation():
        one.verify()
    assert gate.movements(person) == [f"entry {DAY}"]
    one.unlock()


def test_clock_that_is_set_back_keeps_no_phone_open(gate: Gate, visitor: Visitors) -> None:
    one = phone(gate, visitor)
    one.later(minutes=-30)
    expect(one.page.locator("#pin")).to_be_visible()
    one.unlock()


def test_phone_that_was_left_sends_by_itself_when_the_way_is_back(gate: Gate, visitor: Visitors) -> None:
    """The gate's Wi-Fi was there all the time, so no browser says that it is back."""
    person = gate.person("Parti", "Sans Réseau")
    one = phone(gate, visitor)
    one.context.route("**/porte/api/**", lambda route: route.abort())
    one.admit(person)
    one.page.locator("#nav [data-go=more]").click()
    one.page.locator(".door-more [data-go=settings]").click()
    one.page.locator("[data-leave]").click()
    one.page.locator("[data-sure]").click()
    expect(one.page.locator(".door-red")).to_be_visible()
    one.page.reload()
    one.page.wait_for_timeout(500)
    one.context.unroute("**/porte/api/**")
    expect(one.page.locator(".door-red")).to_be_hidden(timeout=15_000)
    assert gate.movements(person) == [f"entry {DAY}"]


def test_leaving_says_what_somebody_has_still_to_look_at(gate: Gate, visitor: Visitors) -> None:
    person = gate.person("À", "Regarder")
    one = phone(gate, visitor)
    one.offline()
    one.admit(person)
    refusal = {"status": 422, "json": {"error": {"status": 422, "message": "Corps refusé"}}}
    one.context.route("**/porte/api/scans", lambda route: route.fulfill(**refusal))
    one.online()
    one.page.locator("#nav [data-go=more]").click()
    one.page.locator(".door-more [data-go=settings]").click()
    one.page.locator("[data-leave]").click()
    expect(one.page.locator("[aria-labelledby=leaving-title]")).to_contain_text("1 à regarder")


def test_what_happened_in_one_window_is_known_in_the_other(gate: Gate, visitor: Visitors) -> None:
    """The phone's own camera opens a window for each badge; without network each would let the same badge in."""
    person = gate.person("Deux", "Onglets")
    one = phone(gate, visitor)
    other = Phone(gate, one.context)
    other.page.goto("/porte")
    other.unlock()
    one.offline()
    one.admit(person)
    other.unsent(1)
    other.scan(person.badge)
    other.sees("already_in")
    one.online()
    other.nothing_unsent()
    assert gate.movements(person) == [f"entry {DAY}"]
    assert [scan.answer["conflict"] for scan in gate.scans(person)] == [None] * 2
