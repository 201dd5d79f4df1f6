"""On a narrow telephone: what one taps is large enough and stands apart, and a table that goes on can be scrolled."""

from itertools import pairwise

from playwright.sync_api import Locator

from tests.browser.site import Site, elsewhere
from tests.support.browser import Visitors

WIDTH, TARGET, APART = 360, 44, 8


def _assert_tappable(targets: list[Locator]) -> None:
    boxes = [target.bounding_box() for target in targets]
    assert boxes
    for box in boxes:
        assert box is not None
        assert box["height"] >= TARGET
    for one, other in pairwise(boxes):
        assert one is not None
        assert other is not None
        beside = one["y"] + one["height"] > other["y"]
        assert beside or other["y"] - one["y"] - one["height"] >= APART


def test_links_of_a_participant_are_large_enough(site: Site, visitor: Visitors) -> None:
    person = site.person()
    page = elsewhere(visitor(site.winter.address, width=WIDTH)).new_page()
    page.goto(f"{person.page}/presence")
    _assert_tappable(page.locator("main .actions").locator("a, button").all())
    assert page.get_by_role("link", name="Modifier mon inscription").count() == 1
    page.goto(person.page)
    _assert_tappable(page.get_by_role("link", name="Voir mon badge").all())


def test_wide_tables_of_organisers_scroll_by_keyboard_and_show_it(site: Site, visitor: Visitors) -> None:
    page = elsewhere(visitor(site.winter.address, width=WIDTH)).new_page()
    site.sign_in(page, "organiser")
    page.goto(f"{site.winter.address}/organisation/seances")
    region = page.get_by_role("region").filter(has=page.locator("table")).first
    assert region.evaluate("at => at.scrollWidth > at.clientWidth")
    assert "gradient" in region.evaluate("at => getComputedStyle(at).backgroundImage")
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.activeElement.scrollLeft > 0")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
