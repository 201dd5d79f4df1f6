"""Bad network: none, slow, an answer lost on its way. Nobody is lost, and nobody enters twice."""

import re
from uuid import uuid4

from playwright.sync_api import Route, expect

from eventreg.registration import issuing
from tests.browser.site import TAG
from tests.door.phone import DAY, Gate, phone
from tests.support.browser import Visitors
from tests.support.people import OPEN

ANOTHER_VERSION = (
    """name => navigator.serviceWorker.register(`/porte/sw.js?${name}`, {scope: '/'}).then(() => 0)"""
)


def test_cold_start_scan_identity_queue_and_synced(gate: Gate, visitor: Visitors) -> None:
    person, late = gate.person(organisation="Plaine Commune"), gate.person("Ana", "Nowak")
    one = phone(gate, visitor)
    one.kept()
    one.offline()
    one.page.close()
    one.page = one.context.new_page()
    one.page.goto("/porte")
    one.unlock()
    one.scan(person.badge)
    one.sees("ok", "Vérifiez la pièce d’identité")
    expect(one.page.locator(".identity .identity-name")).to_have_text("Élodie Lefèvre")
    one.verify()
    one.sees("ok", "Hors ligne")
    one.unsent(1)
    one.scan(person.badge)
    one.sees("already_in", "Déjà entré à 9")
    one.admit(late)
    one.unsent(3)
    assert gate.scans(person) == [], "the server has heard of nothing"
    one.online()
    assert gate.movements(person) == gate.movements(late) == [f"entry {DAY}"]
    first = gate.scans(person)[0]
    assert first.offline
    assert (first.local_verdict, first.verdict, first.source) == ("ok", "ok", "scanner")
    assert first.scanned_at < first.received_at
    assert abs((first.received_at - first.scanned_at).total_seconds()) < 60


def test_two_phones_without_network_make_one_entry_and_one_conflict(gate: Gate, visitor: Visitors) -> None:
    person = gate.person("Yseult", "Pareille")
    one, two = phone(gate, visitor), phone(gate, visitor, "supervisor")
    for device in (one, two):
        device.offline()
        device.admit(person)
    for device in (one, two):
        device.online()
    assert gate.movements(person) == [f"entry {DAY}"]
    two.page.get_by_role("button", name="à regarder").click()
    conflict = two.page.locator("[data-open] > li", has_text="Yseult Pareille")
    expect(conflict).to_contain_text("entrée deux fois")
    conflict.get_by_role("button", name="Même personne").click()
    expect(conflict).to_have_count(0)


def test_answer_lost_after_the_server_recorded_it(gate: Gate, visitor: Visitors) -> None:
    """Sent again under the same scan_id: the stored answer, one entry."""
    person = gate.person("Réponse", "Perdue")
    one = phone(gate, visitor)
    one.scan(person.badge)
    one.sees("ok")
    lost: list[str] = []

    def lose(route: Route) -> None:
        if lost:
            route.fallback()
            return
        route.fetch()
        lost.append(str(route.request.post_data))
        route.abort()

    one.context.route("**/porte/api/scans", lose)
    one.verify()
    one.sees("ok", "Hors ligne")
    one.unsent(1)
    assert gate.movements(person) == [f"entry {DAY}"], "recorded, though the phone does not know"
    one.page.evaluate("dispatchEvent(new Event('online'))")
    one.nothing_unsent()
    sent = re.findall(r'"scan_id":"([\w-]+)"', lost[0])
    assert sent[0] in [scan.scan_id for scan in gate.scans(person)]
    assert gate.movements(person) == [f"entry {DAY}"]
    one.scan(person.badge)
    one.sees("already_in")


def test_slow_server_the_name_at_once_then_the_phone_decides(gate: Gate, visitor: Visitors) -> None:
    person = gate.person("Lente", "Réponse")
    one = phone(gate, visitor)
    waiting: list[Route] = []
    one.context.route("**/porte/api/scans", lambda route: waiting.append(route))
    one.scan(person.badge)
    one.sees("checking", "Lente Réponse")
    expect(one.page.locator(".verdict-checking")).to_contain_text("Vérification…")
    one.sees("ok", "Hors ligne")
    assert gate.movements(person) == []
    for route in waiting:
        route.abort()


def test_badge_reissued_while_the_phone_was_offline(gate: Gate, visitor: Visitors) -> None:
    """The old one is admitted here and the conflict says so; afterwards the phone knows."""
    person = gate.person("Badge", "Refait")
    one = phone(gate, visitor)
    one.offline()
    gate.change(lambda: issuing.replace(gate.registration(person), "badge", TAG, OPEN))
    one.scan(person.badge)
    one.sees("ok")
    one.verify()
    one.sees("ok", "Hors ligne")
    one.online()
    assert [scan.answer["conflict"] for scan in gate.scans(person)] == ["admitted_but_revoked"]
    one.scan(person.badge)
    one.sees("revoked", "Badge remplacé")


def test_unknown_then_valid_code(gate: Gate, visitor: Visitors) -> None:
    person = gate.person("Enfin", "Valable")
    one = phone(gate, visitor)
    for cut in (False, True):
        one.offline(cut)
        one.scan("IDFRA1234567890")
        one.sees("unknown", "Code inconnu")
        expect(one.page.get_by_role("button", name="Chercher par nom")).to_be_visible()
    one.scan(person.badge)
    one.sees("ok", "Vérifiez")
    one.nothing_unsent()


def test_queue_survives_closing_and_an_update(gate: Gate, visitor: Visitors) -> None:
    person = gate.person("Gardée", "Longtemps")
    one = phone(gate, visitor)
    one.kept()
    one.offline()
    one.admit(person)
    one.unsent(1)
    one.page.close()
    one.context.route("**/porte/api/scans", lambda route: route.abort())
    one.offline(False)
    one.page = one.context.new_page()
    one.page.goto("/porte")
    # Another version of the app: another worker, which takes over while the phone is locked.
    expect(one.page.locator("#pin")).to_be_visible()
    with one.page.expect_navigation():
        one.page.evaluate(
            "v => navigator.serviceWorker.register(`/porte/sw.js?${v}`, {scope: '/'}).then(() => 0)",
            str(uuid4()),
        )
    one.unlock()
    one.unsent(1)
    one.context.unroute("**/porte/api/scans")
    one.page.evaluate("dispatchEvent(new Event('online'))")
    one.nothing_unsent()
    assert gate.movements(person) == [f"entry {DAY}"]


def test_clock_three_hours_off(gate: Gate, visitor: Visitors) -> None:
    person = gate.person("Heure", "Fausse")
    one = phone(gate, visitor)
    one.later(minutes=180)
    one.admit(person)
    one.page.keyboard.press("Escape")
    expect(one.page.locator("[data-banner=clock]")).to_contain_text("avance de 180 minutes")
    one.nothing_unsent()
    assert gate.movements(person) == [f"entry {DAY}"]
    assert abs(gate.scans(person)[-1].skew_seconds - 3 * 3600) < 60
