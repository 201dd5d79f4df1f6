"""The staff's pages of the day: the kiosk, figures, conflicts."""

from playwright.sync_api import Page, expect

from eventreg.registration.choices import SlotChoice
from tests.browser.shown import DAY_2, Walk, at, state
from tests.browser.shown_public import cancelled

STEWARD = "steward"
KIOSK = "/porte/borne"

at("kiosk_to_be_opened", "kiosk.start", KIOSK, STEWARD, morning=True)


@state("kiosk.start")
def kiosk(walk: Walk) -> None:
    opened(walk)
    walk.context.clear_cookies()


@state("kiosk.badge")
def kiosk_badge(walk: Walk) -> None:
    person = walk.person(
        organisation="Établissement public territorial Plaine Commune",
        slots={"20260303T0930": SlotChoice("atelier-1")},
    )
    opened(walk)
    present(walk.page, person.badge)
    expect(walk.page.locator(".sheet-name")).to_have_text(person.name)
    walk.context.clear_cookies()


@state("kiosk.badge")
def kiosk_long_name(walk: Walk) -> None:
    person = walk.person("de La Rochefoucauld-Montbel d’Armaillac-Vorderlinden", days=(DAY_2,))
    opened(walk)
    present(walk.page, person.badge)
    expect(walk.page.locator(".sheet-small")).to_be_visible()
    walk.context.clear_cookies()


@state("kiosk.badge")
def kiosk_sends_to_the_desk(walk: Walk) -> None:
    badge = cancelled(walk).badge
    opened(walk)
    present(walk.page, badge)
    expect(walk.page.locator("[data-back]")).to_be_visible()
    walk.context.clear_cookies()


@state("kiosk.leave")
def kiosk_to_be_closed(walk: Walk) -> None:
    opened(walk)
    walk.page.locator(".kiosk-foot a").click()
    expect(walk.page.locator("#password")).to_be_visible()
    walk.context.clear_cookies()


@state("kiosk.leave")
def kiosk_not_closed(walk: Walk) -> None:
    opened(walk)
    walk.page.locator(".kiosk-foot a").click()
    walk.page.locator("#email").fill("personne@example.org")
    walk.page.locator("#password").fill("un autre mot de passe")
    walk.press("main form button")
    expect(walk.page.locator("#password-error")).to_be_visible()
    walk.context.clear_cookies()


def opened(walk: Walk) -> None:
    """By a visitor's browser, in which a steward signs in: what follows clears its cookies."""
    walk.site.sign_in(walk.page, STEWARD, walk.site.spring)
    walk.spring(KIOSK)
    walk.press("form[action$='/ouvrir'] button")
    expect(walk.page.locator("#q")).to_be_focused()


def present(page: Page, code: str) -> None:
    """As a hand scanner types."""
    page.locator("#q").fill("")
    with page.expect_navigation():
        page.keyboard.type(f"HTTPS://SITE.EXAMPLE/B/{code}")
        page.keyboard.press("Enter")
