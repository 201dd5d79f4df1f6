"""What the door's script adds, in a real browser: hand scanners type anywhere, Enter confirms."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from eventreg.accounts.staff import add
from eventreg.db import db
from tests.checkin.door import badge_of
from tests.organisation.desk import PASSWORD
from tests.support.browser import Visitors, assert_accessible, assert_fits
from tests.support.people import OPEN, registered
from tests.support.server import Server

MORNING = "2026-03-03T09:12:00+01:00"


@pytest.fixture
def badge(server: Callable[..., Server], opened: Callable[..., Flask]) -> tuple[Server, str]:
    running = server(SECRET_KEY="tests", CLOCK=MORNING)
    app = opened(running.settings["DATABASE_URL"])
    with app.app_context():
        add("steward@example.org", "steward", PASSWORD, now=OPEN)
        db.session.commit()
        return running, badge_of(registered("Élodie", "Lefèvre", organisation="Plaine Commune"))


def _at_the_door(page: Page) -> None:
    page.goto("/connexion?suite=/porte")
    page.fill("#email", "steward@example.org")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#q")).to_be_focused()
    page.wait_for_load_state()  # with its script: before it runs, keys go where the focus is


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_scanner_enter_entered_and_next(badge, visitor: Visitors, width: int, scheme: str) -> None:
    running, code = badge
    page = visitor(running.address, width=width, scheme=scheme).new_page()  # type: ignore[arg-type]
    _at_the_door(page)
    page.locator("summary").first.focus()
    page.keyboard.type(f"HTTPS://EXAMPLE.ORG/B/{code}", delay=1)
    page.keyboard.press("Enter")
    expect(page.locator(".identity-name")).to_have_text("Élodie Lefèvre")
    assert page.evaluate("window.scrollY") == 0, "the verdict is in sight"
    assert_accessible(page)
    assert_fits(page)
    page.keyboard.press("Enter")
    expect(page.locator(".verdict-ok .verdict-name")).to_have_text("Élodie Lefèvre")
    assert_accessible(page)
    page.keyboard.type(code.lower(), delay=1)
    page.keyboard.press("Enter")
    expect(page.locator(".verdict-already_in")).to_contain_text("Déjà entré à 9")
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize("end", ["Tab", ""])
def test_scanner_that_ends_without_enter(badge, visitor: Visitors, end: str) -> None:
    """What stood in the field is no part of the code, and the code no part of it."""
    running, code = badge
    page = visitor(running.address).new_page()
    _at_the_door(page)
    page.fill("#q", "Lef")
    page.wait_for_timeout(100)
    page.keyboard.type(f"HTTPS://EXAMPLE.ORG/B/{code}")
    if end:
        page.keyboard.press(end)
    expect(page.locator(".identity-name")).to_have_text("Élodie Lefèvre")


def test_without_script(badge, visitor: Visitors) -> None:
    running, code = badge
    page = visitor(running.address, script=False, width=320).new_page()
    _at_the_door(page)
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Identité vérifiée").click()
    expect(page.get_by_role("status")).to_contain_text("Bienvenue")
