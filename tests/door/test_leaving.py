"""A phone that is locked, lost, revoked or given back holds nobody's name; what is unsent stays until it is sent."""

import time

from playwright.sync_api import expect

from tests.door.phone import DAY, PIN, Gate, Phone, phone
from tests.support.browser import Visitors

NAMES = ("Secrète", "Lointaine", "Hôtel de Ville")
NOTHING_THERE = (
    "async () => [(await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]"
)


def _nobody(phone: Phone, *, keys: bool = False) -> None:
    dump = phone.dump()
    assert "meta: [" in dump, "the dump has something in it"
    assert "sealed: []" in dump
    for name in NAMES:
        assert name not in dump
    assert ('"wrapped":' in dump) == keys


def _person(gate: Gate):
    return gate.person("Lointaine", "Secrète", organisation="Hôtel de Ville")


def test_locked_phone_shows_no_name(gate: Gate, visitor: Visitors) -> None:
    """After ten quiet minutes, also when it sleeps; the right PIN opens it, without network too."""
    person = _person(gate)
    one = phone(gate, visitor)
    one.offline()
    one.admit(person)
    one.later(minutes=11)
    expect(one.page.locator("#pin")).to_be_visible()
    assert not any(name in one.page.content() for name in NAMES)
    dump = one.dump()
    assert not any(name in dump for name in NAMES)
    assert "sealed: [{" in dump, "people are there, sealed"
    one.scan(person.badge)
    expect(one.page.locator("#toast")).to_contain_text("déverrouillez")
    one.type_pin()
    one.sees("already_in", "Lointaine Secrète")


def test_people_expire_in_the_evening(gate: Gate, visitor: Visitors) -> None:
    person = _person(gate)
    one = phone(gate, visitor)
    one.offline()
    one.admit(person)
    one.later(minutes=12 * 60 + 50)
    expect(one.page.locator("#pin")).to_be_visible()
    expect(one.page.locator("[data-fill=age]")).to_have_text("Pas de liste")
    one.unlock()
    expect(one.page.locator("[data-banner=nodata]")).to_be_visible()
    one.unsent(1)
    _nobody(one, keys=True)
    one.scan(person.badge)
    one.sees("error", "pas de liste")


def test_signed_out_phone_is_empty_and_unknown(gate: Gate, visitor: Visitors) -> None:
    _person(gate)
    one = phone(gate, visitor)
    one.kept()
    one.page.locator("#nav [data-go=more]").click()
    one.page.locator(".door-more [data-go=settings]").click()
    one.page.locator("[data-leave]").click()
    one.page.locator("[data-sure]").click()
    expect(one.page.locator("#ended-title")).to_have_text("Ce téléphone a quitté la porte")
    _nobody(one)
    _gone(one)


def _gone(phone: Phone) -> None:
    """The server knows the phone no more, and it starts no page by itself."""
    until = time.monotonic() + 5
    while phone.page.evaluate(NOTHING_THERE) != [0, 0]:
        assert time.monotonic() < until, "something of the app is still there"
    phone.page.goto("/porte")
    expect(phone.page.locator("#email")).to_be_visible()


def test_five_wrong_pins_wipe_and_the_unsent_leaves_first(gate: Gate, visitor: Visitors) -> None:
    person = _person(gate)
    one = phone(gate, visitor)
    one.kept()
    one.offline()
    one.admit(person)
    one.page.reload()
    for left in ("4", "3", "2", "Dernier"):
        one.type_pin(pin=PIN[::-1])
        expect(one.page.locator("#pin-error")).to_contain_text(left)
    one.page.reload()
    one.type_pin(pin=PIN[::-1])
    expect(one.page.locator(".door-red")).to_contain_text("1 passage n’est pas encore envoyé")
    _nobody(one)
    one.context.route("**/porte/api/leave", lambda route: route.abort())
    one.offline(False)
    one.page.reload()
    expect(one.page.locator("#ended-title")).to_be_visible()
    expect(one.page.locator(".door-red")).to_be_hidden()
    one.page.reload()
    expect(one.page.locator("#ended-title")).to_be_visible()
    one.context.unroute("**/porte/api/leave")
    one.page.evaluate("dispatchEvent(new Event('online'))")
    assert gate.movements(person) == [f"entry {DAY}"]
    _gone(one)


def test_revoked_phone_is_wiped_at_its_next_call_and_sends_after_enrolling_anew(
    gate: Gate, visitor: Visitors
) -> None:
    person, other = _person(gate), gate.person("Encore", "Là")
    one = phone(gate, visitor)
    one.kept()
    one.offline()
    one.admit(person)
    gate.revoke(one.name)
    one.offline(False)
    expect(one.page.locator("#ended-title")).to_contain_text("n’est plus un poste")
    expect(one.page.locator(".door-red")).to_be_visible()
    _nobody(one)
    _gone(one)
    assert gate.movements(person) == []
    one.enrol().choose_pin()
    one.nothing_unsent()
    assert gate.movements(person) == [f"entry {DAY}"]
    one.admit(other)


def test_midnight_asks_for_the_day(gate: Gate, visitor: Visitors) -> None:
    one = phone(gate, visitor)
    one.offline()
    one.later(minutes=15 * 60)
    one.type_pin()
    expect(one.page.locator("#day-title")).to_be_visible()
    expect(one.page.locator("[data-days] .button-primary")).to_have_text("mercredi 4 mars")
    one.page.keyboard.press("Tab")
    one.page.keyboard.press("Enter")
    one.ready()
    expect(one.page.locator(".door-day")).to_have_text("mercredi 4 mars")


def test_end_of_the_event_wipes_the_phone(gate: Gate, visitor: Visitors) -> None:
    _person(gate)
    one = phone(gate, visitor)
    one.offline()
    one.later(minutes=39 * 60)
    expect(one.page.locator("#ended-title")).to_have_text("L’évènement est terminé")
    _nobody(one)
