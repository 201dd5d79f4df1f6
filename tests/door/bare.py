"""A page of a test's own that uses the door's modules under the door's policy; no server stands behind it."""

import mimetypes

from playwright.sync_api import Page, Route, expect

from eventreg.security import READER_HEADERS
from tests.lint.templates import ROOT

ADDRESS = "https://door.example"  # as good as HTTPS: what browsers keep from other pages works
PAGE = """<!doctype html><html lang="en"><title>Door</title>{}<script type="module" src="/page.js"></script></html>"""


def serve(page: Page, body: str, script: str) -> None:
    """`script` is a module; the page counts as ready once it has run."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ADDRESS)
        if path.startswith("/static/"):
            file = ROOT / path.removeprefix("/")
            route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(path)[0])
        elif path == "/page.js":
            ready = "\ndocument.documentElement.dataset.ready = '';"
            route.fulfill(body=script + ready, content_type="text/javascript")
        else:
            route.fulfill(body=PAGE.format(body), content_type="text/html", headers=READER_HEADERS)

    page.route("**/*", answer)
    page.goto(ADDRESS)
    expect(page.locator("html[data-ready]")).to_be_attached()
