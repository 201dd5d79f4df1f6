"""The kiosk in a browser: a hand scanner types, the badge is printed, and nobody finds it afterwards."""

import pymupdf
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.shown_desk import KIOSK, STEWARD, present
from tests.browser.site import Site, elsewhere
from tests.support.browser import Visitors


def _opened(site: Site, visitor: Visitors) -> Page:
    context = elsewhere(visitor())
    # Headless browsers print for real.
    context.add_init_script("window.printed = 0; window.print = () => { window.printed += 1; }")
    page = context.new_page()
    page.clock.install()
    site.sign_in(page, STEWARD, site.spring)
    page.goto(f"{site.spring.address}{KIOSK}")
    page.locator("form[action$='/ouvrir'] button").click()
    expect(page.locator("#q")).to_be_focused()
    return page


def test_badge_is_printed_once_and_gone_after_twenty_seconds(site: Site, visitor: Visitors) -> None:
    person, page = site.person(), _opened(site, visitor)
    present(page, person.badge)
    expect(page.locator(".sheet-name")).to_have_text(person.name)
    page.wait_for_function("window.printed === 1")
    page.clock.fast_forward(15_000)
    expect(page.locator(".sheet-name")).to_be_visible()
    with page.expect_navigation():
        page.clock.fast_forward(6_000)
    expect(page.locator("h1")).to_have_text("Imprimez votre badge")
    page.go_back()
    expect(page.locator(".sheet-name")).to_have_count(0)


def test_code_without_enter_is_sent_and_focus_comes_back(site: Site, visitor: Visitors) -> None:
    person, page = site.person(), _opened(site, visitor)
    page.locator("h1").click()
    page.keyboard.type(person.badge)
    page.clock.fast_forward(200)
    expect(page.locator(".sheet-name")).to_have_text(person.name)


def test_next_person_need_not_wait(site: Site, visitor: Visitors) -> None:
    first, second, page = site.person(), site.person("Ana", "Suivante"), _opened(site, visitor)
    for person in (first, second):
        present(page, person.badge)
        expect(page.locator(".sheet-name")).to_have_text(person.name)


def test_printed_sheet_is_one_page_of_a6(site: Site, visitor: Visitors) -> None:
    person, page = (
        site.person(organisation="Établissement public territorial Plaine Commune"),
        _opened(site, visitor),
    )
    present(page, person.badge)
    with pymupdf.open(stream=page.pdf(prefer_css_page_size=True, print_background=True)) as document:
        assert document.page_count == 1
        assert [round(side) for side in document[0].rect[2:]] == [298, 420]
        text = document[0].get_text()
        pixels = document[0].get_pixmap(dpi=200)
    assert person.name in text
    assert "Imprimer" not in text
    image = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)
    assert [found.text.endswith(person.badge) for found in zxingcpp.read_barcodes(image)] == [True]
