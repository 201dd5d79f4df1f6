"""axe-core on several pages at once: each page has a process of its own, so two languages cost as much as one."""

from collections.abc import Sequence
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.support.browser import readable

Scheme = Literal["light", "dark"]
_SCRIPT = Axe().axe_script


def prepare(page: Page) -> None:
    page.evaluate(_SCRIPT)


def start(page: Page, scheme: Scheme, only: Sequence[str] = ()) -> None:
    """On a prepared page; `only`: the names of some rules."""
    page.emulate_media(color_scheme=scheme)
    options: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
    if only:
        options["runOnly"] = list(only)
    page.evaluate("options => { window.found = axe.run(options); }", options)


def findings(page: Page) -> list[str]:
    """What axe found since it was started."""
    violations = page.evaluate("window.found.then(found => found.violations)")
    return [f"{page.url} {page.viewport_size}\n{readable(item)}" for item in violations]
