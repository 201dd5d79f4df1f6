"""A real Chromium: contexts as visitors have them, and what every page owes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, BrowserType, ConsoleMessage, Page, sync_playwright

from tests.support.tools import missing, program

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
LIGHTER = "chromium-headless-shell"
"""The same browser without windows of its own: a quarter faster where it is installed; it has no camera."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = (320, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LANGUAGES: tuple[Literal["fr", "en"], ...] = ("fr", "en")
_SHORT = (0, 3, 5, 6)
"""Of the eight views those that have each width, scheme and language twice, and each two of them once."""


def views() -> list[Any]:
    """Width, scheme and language for `parametrize`: four views, and in the long tests the other four."""
    all_views = [(width, scheme, lang) for width in WIDTHS for scheme in SCHEMES for lang in LANGUAGES]
    return [
        pytest.param(*view, marks=() if number in _SHORT else pytest.mark.slow)
        for number, view in enumerate(all_views)
    ]


# The browser's own notices about an answer that a test provokes, not faults of a page.
EXPECTED_NOTICES = ("Failed to load resource: the server responded with a status of 4",)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Skips (fails under CI) where no Chromium is installed."""
    with sync_playwright() as playwright, _launched(playwright.chromium) as browser:
        yield browser


@contextmanager
def beside(browser: Browser, *extra: str) -> Iterator[Browser]:
    """Another Chromium with more arguments, for the fake camera: one thread has one Playwright."""
    with _launched(browser.browser_type, *extra) as other:
        yield other


@contextmanager
def _launched(kind: BrowserType, *extra: str) -> Iterator[Browser]:
    path = program(*(CHROMIUMS if extra else (LIGHTER, *CHROMIUMS)))
    if path is None:
        missing("Chromium")
    browser = kind.launch(executable_path=path, args=[*ARGUMENTS, *extra])
    try:
        yield browser
    finally:
        browser.close()


class Visitors:
    """Makes browser contexts, and collects what their pages complain about (CSP refusals, script errors)."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def __call__(
        self,
        base_url: str | None = None,
        *,
        script: bool = True,
        width: int = 1280,
        scheme: Literal["light", "dark"] = "light",
        lang: Literal["fr", "en"] = "fr",
        **options: Any,
    ) -> BrowserContext:
        """One visitor with cookies of their own; further `options` are Playwright's."""
        context = self._browser.new_context(
            base_url=base_url,
            java_script_enabled=script,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            locale={"fr": "fr-FR", "en": "en-GB"}[lang],
            timezone_id=options.pop("timezone_id", "Europe/Paris"),
            **options,
        )
        context.set_default_timeout(10_000)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self._contexts.append(context)
        return context

    def close(self) -> None:
        while self._contexts:
            context = self._contexts.pop()
            # An answer that a test alters may still be on its way: it would be the next test's fault.
            for page in context.pages:
                page.unroute_all(behavior="ignoreErrors")
            context.unroute_all(behavior="ignoreErrors")
            context.close()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED_NOTICES):
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")


def assert_accessible(page: Page) -> None:
    """axe-core finds nothing; what it finds is printed with the elements and the remedy.

    The page's context must run script: in one without, axe never answers.
    """
    violations = Axe().run(page).response["violations"]
    assert not violations, f"{page.url}\n" + "\n".join(readable(violation) for violation in violations)


def readable(violation: dict[str, Any]) -> str:
    found = [f"{violation['id']} ({violation['impact']}): {violation['help']}"]
    for node in violation["nodes"]:
        found.append(f"    {' '.join(map(str, node['target']))}: {node['html'][:200]}")
        found.append("      " + node["failureSummary"].replace("\n", "\n      "))
    return "\n".join(found)


def assert_fits(page: Page) -> None:
    """Nothing sticks out to the right: no sideways scrolling (WCAG 1.4.10)."""
    script = """() => [document.documentElement.scrollWidth, document.documentElement.clientWidth,
        [...document.body.querySelectorAll('*')]
            .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
            .slice(0, 5).map(e => e.outerHTML.slice(0, 120))]"""
    content, window, culprits = page.evaluate(script)
    assert content <= window, f"{page.url} is {content} px wide in a window of {window} px: {culprits}"
