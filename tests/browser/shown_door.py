"""The door's page with each verdict, and the badges that phones open."""

from datetime import datetime
from itertools import count

from playwright.sync_api import expect

from eventreg.checkin import devices
from eventreg.db import db
from eventreg.registration import issuing
from eventreg.registration.models import Registration
from eventreg.tokens import derive_badge
from tests.browser.shown import DAY_2, Walk, at, state
from tests.browser.shown_public import cancelled, waiting
from tests.browser.site import FULL, TAG
from tests.support.people import OPEN

ORGANISER, SUPERVISOR, STEWARD = "organiser", "supervisor", "steward"
DEVICES = "/organisation/appareils"
# The server started its morning a little earlier, and a code lasts ten minutes.
MORNING = datetime.fromisoformat("2026-03-03T10:00:00+01:00")

_numbers = count(1)

at("door", "door.ready", "/porte", STEWARD, morning=True)
at("door_before_the_event", "door.ready", "/porte", STEWARD)


@state("door.ready", SUPERVISOR)
def door_identity(walk: Walk) -> None:
    scan(walk, walk.person(organisation="Plaine Commune").badge, "ok")


@state("door.ready", SUPERVISOR)
def door_identity_unfinished(walk: Walk) -> None:
    scan(walk, walk.person().badge, "ok")
    type_code(walk, walk.person().badge)
    expect(walk.page.locator(".notice-warning")).to_be_visible()


@state("door.ready", STEWARD)
def door_entered(walk: Walk) -> None:
    enter(walk, walk.person().badge)


@state("door.ready", STEWARD)
def door_already_in(walk: Walk) -> None:
    badge = walk.person().badge
    enter(walk, badge)
    scan(walk, badge, "already_in")


@state("door.ready", STEWARD)
def door_undone(walk: Walk) -> None:
    enter(walk, walk.person().badge)
    walk.press('form[action$="/annulation"] button')
    expect(walk.page.locator(".notice-success")).to_be_visible()


@state("door.ready", SUPERVISOR)
def door_exit(walk: Walk) -> None:
    badge = walk.person().badge
    enter(walk, badge)
    setting(walk, "direction", "exit")
    scan(walk, badge, "exit")
    setting(walk, "direction", "entry")


@state("door.ready", SUPERVISOR)
def door_back_again(walk: Walk) -> None:
    badge = walk.person().badge
    enter(walk, badge)
    setting(walk, "direction", "exit")
    scan(walk, badge, "exit")
    setting(walk, "direction", "entry")
    scan(walk, badge, "reentry")


@state("door.ready", STEWARD)
def door_wrong_day(walk: Walk) -> None:
    scan(walk, walk.person(days=(DAY_2,)).badge, "wrong_day")


@state("door.ready", STEWARD)
def door_waitlisted(walk: Walk) -> None:
    scan(walk, waiting(walk).badge, "waitlisted")


@state("door.ready", STEWARD)
def door_cancelled(walk: Walk) -> None:
    scan(walk, cancelled(walk).badge, "cancelled")


@state("door.ready", STEWARD)
def door_revoked(walk: Walk) -> None:
    person = walk.person()

    def replace() -> None:
        registration = db.session.get(Registration, person.id)
        assert registration is not None
        issuing.replace(registration, "badge", TAG, OPEN)

    walk.site.change(replace)
    scan(walk, person.badge, "revoked")


@state("door.ready", STEWARD)
def door_blocked(walk: Walk) -> None:
    scan(walk, walk.person().badge, "ok")
    walk.press("button[name=identity][value=mismatch]")
    expect(walk.page.locator(".verdict-blocked")).to_be_visible()


@state("door.ready", STEWARD)
def door_error(walk: Walk) -> None:
    """Only somebody who alters the page gets there."""
    scan(walk, walk.person().badge, "ok")
    walk.page.locator("button[name=identity][value=absent]").evaluate("button => button.value = 'waived'")
    walk.press("button[name=identity][value=waived]")
    expect(walk.page.locator(".verdict-error")).to_be_visible()


@state("door.ready", SUPERVISOR)
def door_full(walk: Walk) -> None:
    badge = walk.person().badge
    setting(walk, "list", FULL)
    scan(walk, badge, "full")
    setting(walk, "list", "2026-03-03")


@state("door.ready", STEWARD)
def door_other_event(walk: Walk) -> None:
    with walk.site.app.app_context():
        badge = derive_badge("0" * 32, "BCD")
    scan(walk, badge, "other_event")


@state("door.ready", STEWARD)
def door_unknown(walk: Walk) -> None:
    scan(walk, "IDFRA1234567890", "unknown")


@state("door.read", STEWARD)
def door_search(walk: Walk) -> None:
    walk.person("Cherchée", organisation="Ville de Saint-Denis")
    walk.person("Cherchée", organisation="")
    look(walk, "cherch")
    expect(walk.page.locator(".door-list li").nth(1)).to_be_visible()


@state("door.read", STEWARD)
def door_nobody(walk: Walk) -> None:
    look(walk, "Zzyzx")


@state("door.ready", STEWARD)
def door_chosen_row(walk: Walk) -> None:
    walk.spring(f"/porte?personne={walk.person().reference}")
    expect(walk.page.locator(".identity-name")).to_be_visible()


@state("door.read", STEWARD)
def door_list_changed(walk: Walk) -> None:
    walk.spring("/porte")
    walk.page.locator(".door-scan input[name=list]").evaluate("field => field.value = '2026-03-04'")
    walk.page.locator("#q").fill("code")
    walk.press(".door-scan button")
    expect(walk.page.locator(".notice-warning")).to_be_visible()


@state("door.badge", STEWARD)
def badge_on_a_staff_phone(walk: Walk) -> None:
    walk.spring(f"/b/{walk.person().badge}")
    expect(walk.page.locator(".identity-name")).to_be_visible()


@state("enrolling.by_code")
def enrolling(walk: Walk) -> None:
    walk.spring(f"/porte/appareil/{enrolment(walk, 'accueil')}")
    expect(walk.page.locator("main form button")).to_be_visible()


@state("door.ready")
def door_of_a_device(walk: Walk) -> None:
    """Its first screen; the others are looked at in tests/door/test_screens.py."""
    walk.spring(f"/porte/appareil/{enrolment(walk, 'tablette')}")
    walk.press("main form button")
    expect(walk.page.locator("#new-pin")).to_be_visible()
    walk.context.clear_cookies(name="door")


at("door_without_script_or_network", "door_app.kept_shell", "/porte/coquille", morning=True)
at("devices", "devices.index", DEVICES, ORGANISER)


@state("devices.index", ORGANISER)
def devices_in_each_state(walk: Walk) -> None:
    for name in ("à activer", "active", "à révoquer"):
        enrolment(walk, f"Tablette {name}")
    walk.spring(DEVICES)
    expect(walk.page.locator("tbody tr").nth(2)).to_be_visible()


@state("devices.add", ORGANISER)
def device_code(walk: Walk) -> None:
    walk.spring(DEVICES)
    walk.unfold()
    walk.page.locator("#name").fill(f"Téléphone {walk.lang} {next(_numbers)}")
    walk.page.locator("input[name=lists][value=atelier-1]").check()
    walk.press("form[data-device] .button-primary")
    expect(walk.page.locator(".badge-code svg")).to_be_visible()


@state("devices.add", ORGANISER)
def device_refused(walk: Walk) -> None:
    walk.spring(DEVICES)
    walk.press("form[data-device] .button-primary")
    expect(walk.page.locator("#name-error")).to_be_visible()


@state("devices.renew", ORGANISER)
def device_with_another_code(walk: Walk) -> None:
    device_code(walk)
    walk.press("form[action$='/code'] button")
    expect(walk.page.locator(".badge-code svg")).to_be_visible()


@state("devices.revoke", ORGANISER)
def device_to_be_revoked(walk: Walk) -> None:
    device_code(walk)
    walk.spring(DEVICES)
    walk.page.locator(f"tr:has-text('Téléphone {walk.lang}') a[href$='/revoquer']").first.click()
    expect(walk.page.locator(".button-danger")).to_be_visible()


@state("devices.index", ORGANISER)
def device_revoked(walk: Walk) -> None:
    device_to_be_revoked(walk)
    walk.press(".button-danger")
    expect(walk.page.locator(".notice-success")).to_be_visible()


def enrolment(walk: Walk, name: str) -> str:
    """The one-use code of a new device of role “scan”."""
    made: list[str] = []
    walk.site.change(
        lambda: made.append(devices.add(f"{name} {walk.lang}", "scan", with_key=False, now=MORNING).enrolment)
    )
    return made[0]


def look(walk: Walk, typed: str) -> None:
    walk.spring("/porte")
    type_code(walk, typed)


def scan(walk: Walk, code: str, verdict: str) -> None:
    look(walk, code)
    expect(walk.page.locator(f".verdict-{verdict}")).to_be_visible()


def enter(walk: Walk, badge: str) -> None:
    scan(walk, badge, "ok")
    walk.press("button[name=identity][value=verified]")
    expect(walk.page.locator(".identity")).to_have_count(0)


def type_code(walk: Walk, code: str) -> None:
    walk.page.locator("#q").fill(code)
    with walk.page.expect_navigation():
        walk.page.locator("#q").press("Enter")


def setting(walk: Walk, name: str, value: str) -> None:
    walk.spring("/porte")
    walk.unfold()
    walk.page.locator(f"#{name}").select_option(value)
    walk.press('form[action$="/reglages"] button')
