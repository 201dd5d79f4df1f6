"""Every page in every state that a person may meet. `@state(endpoint)` opens one; the name says which."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.site import Participant, Site
from tests.support.server import Server

Lang = Literal["fr", "en"]
FIRST, SECOND, LAST = "20260303T0930", "20260303T1600", "20260304T1045"
DAY_1, DAY_2 = date(2026, 3, 3), date(2026, 3, 4)


@dataclass
class Walk:
    """One person in a browser: a visitor, or a member of the staff by role."""

    site: Site
    lang: Lang
    context: BrowserContext
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.page = self.context.new_page()

    def go(self, path: str, server: Server | None = None) -> None:
        self.page.goto(f"{(server or self.site.winter).address}{path}")

    def spring(self, path: str) -> None:
        self.go(path, self.site.spring)

    def person(self, family_name: str = "Lefèvre", **more: object) -> Participant:
        return self.site.person("Élodie", family_name, lang=self.lang, **more)

    def send(self, path: str, encoding: str = "utf-8", **fields: str) -> None:
        """A form with these fields, sent from the page that is open."""
        script = """([path, encoding, fields]) => {
            const form = Object.assign(document.createElement('form'), {method: 'post', action: path});
            form.acceptCharset = encoding;
            for (const [name, value] of Object.entries(fields)) {
                const area = Object.assign(document.createElement('textarea'), {name});
                area.value = value;
                form.append(area);
            }
            document.body.append(form);
            form.submit();
        }"""
        with self.page.expect_navigation():
            self.page.evaluate(script, [path, encoding, fields])

    def press(self, selector: str) -> None:
        """A button that sends its form, though it may stand in something closed."""
        self.unfold()
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def unfold(self) -> None:
        self.page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")


Opening = Callable[[Walk], None]


@dataclass(frozen=True)
class State:
    name: str
    endpoint: str
    role: str
    """Of the staff; "" for a visitor."""
    open: Opening


STATES: list[State] = []


def state(endpoint: str, role: str = "") -> Callable[[Opening], Opening]:
    def register(opening: Opening) -> Opening:
        STATES.append(State(opening.__name__, endpoint, role, opening))
        return opening

    return register


def at(name: str, endpoint: str, path: str, role: str = "", morning: bool = False) -> None:
    """A page that is there without doing anything."""
    STATES.append(State(name, endpoint, role, lambda walk: (walk.spring if morning else walk.go)(path)))


def choose(walk: Walk, slot: str, value: str) -> None:
    walk.unfold()
    walk.page.locator(f'input[name="slot-{slot}"][value="{value}"]').check()


def expect_status(walk: Walk, title: str) -> None:
    expect(walk.page.locator(".eyebrow")).to_contain_text(title)
