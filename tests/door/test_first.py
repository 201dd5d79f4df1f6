from playwright.sync_api import expect

from tests.door.phone import Gate, phone


def test_first(gate: Gate, visitor) -> None:
    person = gate.person(organisation="Plaine Commune")
    other = gate.person("Ana", "Nowak")
    one = phone(gate, visitor)
    one.kept()
    one.page.screenshot(path="/tmp/s-ready.png")
    one.scan(person.badge)
    one.sees("ok")
    one.page.screenshot(path="/tmp/s-id.png")
    one.scan(other.badge)
    expect(one.page.locator("#interrupted")).to_be_visible()
    one.page.screenshot(path="/tmp/s-int.png")
    one.page.locator("[data-resume]").click()
    one.verify()
    one.sees("ok", person.name)
    one.page.screenshot(path="/tmp/s-ok.png")
    one.offline()
    one.page.reload()
    one.unlock()
    one.scan(other.badge)
    one.sees("ok")
    one.verify()
    one.sees("ok", "Hors ligne")
    one.page.screenshot(path="/tmp/s-off.png")
    one.unsent(1)
    assert gate.movements(other) == []
    one.offline(False)
    one.nothing_unsent()
    assert gate.movements(other) == ["entry 2026-03-03"]
