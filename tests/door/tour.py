"""Every screen of the phone, opened one after the other: for axe, for widths, for pictures."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

from playwright.sync_api import expect

from eventreg.registration import issuing
from tests.browser.site import TAG, Participant
from tests.door.phone import PIN, Phone
from tests.support.people import DAY_2, OPEN


@dataclass
class Cast:
    """The people whom every tour meets; made once, for each language and size they are the same."""

    entered: Participant
    fresh: Participant
    tomorrow: Participant


def cast(phone: Phone) -> Cast:
    gate = phone.gate
    return Cast(
        gate.person(
            "Marie-Hélène", "Étienne-Rousseau", organisation="Communauté d’agglomération Plaine Vallée"
        ),
        gate.person("Zoé", "Nguyễn" if phone.french else "Nguyễn Văn", organisation="Plaine Commune"),
        gate.person("Karim", "Benali", days=(DAY_2,)),
    )


def screens(phone: Phone, people: Cast) -> Iterator[str]:
    """The name of each screen while it is shown. The phone is a supervisor's, enrolled, without a PIN."""
    page = phone.page
    expect(page.locator("#new-pin")).to_be_visible()
    yield "pin"
    phone.type_pin("#new-pin", "123456")
    expect(page.locator("#new-pin-error")).to_be_visible()
    yield "pin-fault"
    phone.choose_pin()
    expect(page.locator("[data-network=online]")).to_be_visible()
    yield "ready"
    parts = (
        _verdicts(phone, people),
        _movements(phone, people),
        _places(phone),
        _offline(phone, people),
        _ends(phone, people),
    )
    for name, act in chain(*parts):
        act()
        yield name


Acts = Iterator[tuple[str, Callable[[], None]]]


def _scanned(phone: Phone, badge: str, verdict: str) -> Callable[[], None]:
    def act() -> None:
        phone.scan(badge)
        phone.sees(verdict)

    return act


def _verdicts(phone: Phone, people: Cast) -> Acts:
    page = phone.page

    def interrupted() -> None:
        phone.scan(people.fresh.badge)
        expect(page.locator("#interrupted")).to_be_visible()

    def admitted() -> None:
        page.locator("[data-resume]").click()
        phone.verify()
        phone.sees("ok", people.entered.name)

    yield "identity", _scanned(phone, people.entered.badge, "ok")
    yield "interrupted", interrupted
    yield "ok", admitted
    yield "already_in", _scanned(phone, people.entered.badge, "already_in")
    yield "wrong_day", _scanned(phone, people.tomorrow.badge, "wrong_day")
    yield "unknown", _scanned(phone, "IDFRA1234567890", "unknown")


def _movements(phone: Phone, people: Cast) -> Acts:
    page = phone.page

    def forced() -> None:
        phone.scan(people.tomorrow.badge)
        page.locator("[data-force]").click()
        expect(page.locator(".identity-forced")).to_be_visible()

    def blocked() -> None:
        phone.verify("mismatch")
        phone.sees("blocked")

    def turned(verdict: str) -> Callable[[], None]:
        def act() -> None:
            page.keyboard.press("F8")
            _scanned(phone, people.entered.badge, verdict)()

        return act

    yield "forced", forced
    yield "blocked", blocked
    yield "exit", turned("exit")
    yield "reentry", turned("reentry")


def _places(phone: Phone) -> Acts:
    page = phone.page

    def search() -> None:
        page.keyboard.press("F2")
        page.locator("#q").fill("e")
        page.locator("#q").press_sequentially("t")
        expect(page.locator("[data-rows] button").first).to_be_visible()

    yield "search", search

    def nobody() -> None:
        page.locator("#q").fill("zzyzx")
        expect(page.locator("[data-count]")).to_contain_text("")

    yield "search-none", nobody

    def chosen() -> None:
        page.locator("#q").fill("zoe nguyen" if phone.french else "nguyen van zoe")
        page.keyboard.press("Enter")
        expect(page.locator(".identity")).to_be_visible()

    yield "chosen", chosen

    def walkin() -> None:
        page.keyboard.press("F4")
        page.locator("#walkin-given").fill("Marie-Hélène")
        page.locator("#walkin-family").fill("Étienne")
        expect(page.locator("[data-same]")).to_be_visible()

    yield "walkin", walkin

    def walkin_fault() -> None:
        page.locator("#walkin-family").fill("")
        page.locator("#walkin-family").press("Enter")
        expect(page.locator(".form [data-error]").first).to_be_visible()

    yield "walkin-fault", walkin_fault

    def place(name: str) -> Callable[[], None]:
        return lambda: page.locator(f"#nav [data-go={name}]").click()

    yield "figures", place("figures")
    yield "more", place("more")
    yield "settings", lambda: page.locator(".door-more [data-go=settings]").click()
    yield "leaving", lambda: page.locator("[data-leave]").click()


def _offline(phone: Phone, people: Cast) -> Acts:
    page = phone.page

    def decided_here() -> None:
        """With a badge that was replaced meanwhile."""
        phone.offline()
        phone.gate.change(lambda: issuing.replace(phone.gate.registration(people.fresh), "badge", TAG, OPEN))
        page.locator("#nav [data-go=control]").click()
        phone.scan(people.fresh.badge)
        phone.verify("waived")
        expect(page.locator(".verdict-ok .verdict-offline")).to_be_visible()

    def next_one() -> None:
        page.keyboard.press("Escape")
        expect(page.locator("[data-banner=offline]")).to_be_visible()

    def queue() -> None:
        page.locator("#bar [data-unsent]").click()
        expect(page.locator("[data-items] li").first).to_be_visible()

    def conflict() -> None:
        phone.online()
        page.locator("[data-look]").click()
        expect(page.locator("[data-open] li", has_text=people.fresh.name)).to_be_visible()

    yield "offline", decided_here
    yield "offline-ready", next_one
    yield "queue", queue
    yield "conflicts", conflict


def _ends(phone: Phone, people: Cast) -> Acts:
    page = phone.page

    def midnight() -> None:
        phone.offline()
        page.locator("#nav [data-go=control]").click()
        page.keyboard.press("F8")
        phone.scan(people.entered.badge)
        phone.sees("exit")
        phone.unsent(1)
        phone.later(minutes=15 * 60)
        phone.type_pin()
        expect(page.locator("#day-title")).to_be_visible()

    def no_list() -> None:
        page.locator("[data-days] button").first.click()
        expect(page.locator("[data-banner=nodata]")).to_be_visible()

    def locked() -> None:
        page.locator("#nav [data-go=more]").click()
        page.locator("[data-lock]").click()
        expect(page.locator("#pin")).to_be_visible()

    def wrong() -> None:
        phone.type_pin(pin=PIN[::-1])
        expect(page.locator("#pin-error")).to_be_visible()

    def out() -> None:
        for _ in range(4):
            phone.type_pin(pin=PIN[::-1])
        expect(page.locator(".door-red")).to_be_visible()

    yield "day", midnight
    yield "no-list", no_list
    yield "lock", locked
    yield "lock-wrong", wrong
    yield "ended", out
