"""Without a mouse: registering and the door by keys alone, the focus always in sight."""

import re

from playwright.sync_api import Page, expect

from tests.browser.site import Site, elsewhere
from tests.support.browser import Visitors

FIRST = "slot-20260303T0930"
FOCUSED = """() => {
    const at = document.activeElement, style = getComputedStyle(at);
    const row = at.closest('label') ? getComputedStyle(at.closest('label')) : style;
    const seen = [style, row].some(s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2);
    const box = at.getBoundingClientRect();
    return {tag: at.tagName, name: at.name ?? '', value: at.value ?? '', text: at.textContent.trim(),
            seen, inside: box.bottom > 0 && box.top < innerHeight};
}"""
LIMIT = 80  # presses of Tab from one control to the next that is wanted


def _tab_to(page: Page, *, name: str = "", value: str = "", text: str = "") -> None:
    """As long as it takes; every stop on the way shows that it has the focus, within the window."""
    for _ in range(LIMIT):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at["tag"] == "BODY":
            continue
        assert at["seen"], f"no visible focus on {at}"
        assert at["inside"], f"the focus is out of sight on {at}"
        if name and at["name"] == name and value in ("", at["value"]):
            return
        if text and re.search(text, at["text"]):
            return
    raise AssertionError(f"Tab never reaches {name}{value}{text}")


def _type(page: Page, name: str, words: str) -> None:
    _tab_to(page, name=name)
    page.keyboard.type(words)


def test_registering(site: Site, visitor: Visitors) -> None:
    page = elsewhere(visitor(site.winter.address)).new_page()
    page.goto("/inscription")
    for name, words in (("given_name", "Zoé"), ("family_name", "Nguyễn"), ("email", "clavier@example.org")):
        _type(page, name, words)
    _type(page, "organisation", "Angers")
    _tab_to(page, name="organisation_kind")
    page.keyboard.press("ArrowDown")
    _tab_to(page, name="days", value="2026-03-03")
    page.keyboard.press("Space")
    _tab_to(page, name=FIRST)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.locator(f'input[name="{FIRST}"][value=atelier-2]')).to_be_checked()
    _tab_to(page, name="id_acknowledged")
    page.keyboard.press("Space")
    _tab_to(page, text="^M’inscrire$")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/inscription/recue$"))


def test_faults_are_reached_and_lead_to_their_fields(site: Site, visitor: Visitors) -> None:
    page = elsewhere(visitor(site.winter.address)).new_page()
    page.goto("/inscription")
    _type(page, "given_name", "Zoé")
    page.keyboard.press("Enter")
    summary = page.locator(".error-summary")
    expect(summary).to_be_visible()
    link = summary.locator("a").first
    target = (link.get_attribute("href") or "").removeprefix("#")
    _tab_to(page, text=re.escape(link.inner_text()))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.locator(f"#{target}")).to_be_focused()


def test_skip_link(site: Site, visitor: Visitors) -> None:
    page = visitor(site.winter.address).new_page()
    page.goto("/programme")
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_door_with_a_hand_scanner(site: Site, visitor: Visitors) -> None:
    """The scanner types an address and Enter, wherever the focus is; Enter alone confirms the identity."""
    badge = site.person("Élodie", "Lefèvre").badge
    page = elsewhere(visitor(site.spring.address)).new_page()
    site.sign_in(page, "steward", site.spring)
    expect(page.locator("#q")).to_be_focused()
    page.wait_for_load_state()  # the script runs: before it does, keys go where the focus is
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(f"HTTPS://EXAMPLE.ORG/B/{badge}")
    page.keyboard.press("Enter")
    expect(page.locator(".identity-name")).to_have_text("Élodie Lefèvre")
    page.wait_for_load_state()
    page.keyboard.press("Enter")
    expect(page.locator(".verdict-ok .verdict-name")).to_have_text("Élodie Lefèvre")
    page.wait_for_load_state()
    page.keyboard.type(badge)
    page.keyboard.press("Enter")
    expect(page.locator(".verdict-already_in")).to_be_visible()


def test_door_by_keys_without_script(site: Site, visitor: Visitors) -> None:
    badge = site.person("Élodie", "Lefèvre").badge
    page = elsewhere(visitor(site.spring.address, script=False)).new_page()
    site.sign_in(page, "steward", site.spring)
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type(badge)
    page.keyboard.press("Enter")
    verified = page.locator("button[name=identity][value=verified]")
    expect(verified).to_be_visible()
    for _ in range(LIMIT):
        page.keyboard.press("Tab")
        if page.locator("button[value=verified]:focus").count():
            break
    page.keyboard.press("Enter")
    expect(page.locator(".verdict-ok .verdict-name")).to_have_text("Élodie Lefèvre")
