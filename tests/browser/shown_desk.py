"""The staff's pages of the day: the kiosk, figures, conflicts."""

from datetime import datetime, timedelta
from uuid import uuid4

from playwright.sync_api import Page, expect
from sqlalchemy import select

from eventreg.agenda import programme as agenda
from eventreg.checkin import devices, lists, operators, scanning, states
from eventreg.checkin.models import Device
from eventreg.checkin.readings import Reading
from eventreg.db import db
from eventreg.registration.choices import SlotChoice
from tests.browser.shown import DAY_2, Walk, at, state
from tests.browser.shown_public import cancelled
from tests.browser.site import Participant

STEWARD, SUPERVISOR = "steward", "supervisor"
KIOSK, CONFLICTS = "/porte/borne", "/porte/conflits"
MORNING = datetime.fromisoformat("2026-03-03T08:20:00+01:00")

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


@state("door_desk.numbers", STEWARD)
def figures(walk: Walk) -> None:
    """Of two gates, over some hours."""
    for number, gate in enumerate(("porte A", "porte B", "porte A", "porte A")):
        entered(walk, gate, MORNING + timedelta(minutes=20 * number))
    walk.spring("/porte/chiffres")
    expect(walk.page.locator(".chart-column").first).to_be_visible()


at("figures_of_nobody", "door_desk.numbers", "/porte/chiffres?list=atelier-1", STEWARD, morning=True)


@state("door_desk.disputes", SUPERVISOR)
def conflicts(walk: Walk) -> None:
    for made in (lambda: walk.person(organisation="Plaine Commune"), lambda: cancelled(walk)):
        disputed(walk, made())
    walk.spring(CONFLICTS)
    expect(walk.page.locator(".conflict").nth(1)).to_be_visible()


@state("door_desk.disputes", SUPERVISOR)
def conflict_closed(walk: Walk) -> None:
    disputed(walk, walk.person("Réglée"))
    walk.spring(CONFLICTS)
    walk.page.locator(".conflict select").first.select_option("same_person")
    walk.press(".conflict button")
    expect(walk.page.locator(".notice-success")).to_be_visible()


def entered(walk: Walk, gate: str, now: datetime) -> None:
    record(walk, walk.person(), gate, now)


def disputed(walk: Walk, person: Participant) -> None:
    """Let in by two phones, of which one had no network."""
    record(walk, person, "porte A", MORNING)
    record(walk, person, "porte B", MORNING + timedelta(minutes=4), local_verdict=states.OK)


def record(
    walk: Walk, person: Participant, gate: str, now: datetime, *, local_verdict: str | None = None
) -> None:
    def act() -> None:
        programme = agenda.current()
        assert programme is not None
        scan_list = lists.today(programme, MORNING)
        assert scan_list is not None
        operator = operators.of_device(devices.by_name(gate) or added(gate))
        assert operator is not None
        reading = Reading(
            str(uuid4()), person.id, scan_list, states.ENTRY, now, now, "camera",
            offline=local_verdict is not None, local_verdict=local_verdict, identity=states.VERIFIED,
        )  # fmt: skip
        scanning.scan(reading, operator, programme, now=now)

    walk.site.change(act)


def added(name: str) -> Device:
    devices.add(name, states.STEWARD, with_key=True, now=MORNING)
    return db.session.scalars(select(Device).filter_by(name=name)).one()


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
