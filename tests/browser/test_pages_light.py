"""What a page weighs, and whom it talks to: at most 500 kB and 25 requests, to this site alone, without cookies."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Request

from tests.browser.site import Site, elsewhere
from tests.support.browser import Visitors

BYTES, REQUESTS = 500_000, 25
COOKIELESS = [
    "/",
    "/programme",
    "/programme/atelier-1",
    "/programme/partager",
    "/donnees-personnelles",
    "/mentions-legales",
    "/accessibilite",
]
WITH_FORM = ["/inscription", "/connexion", "/demonstration", "/demonstration/messages"]
COOKIES = {"session", "lang"}


@dataclass
class Meter:
    requests: list[Request] = field(default_factory=list)

    def read(self, page: Page, path: str) -> None:
        """Opens the page with nothing in the browser's cache."""
        self.requests.clear()
        page.on("request", lambda request: self.requests.append(request))
        page.goto(path)

    @property
    def size(self) -> int:
        """Bytes over the line, headers included."""
        sizes = [request.sizes() for request in self.requests]
        return sum(each["responseBodySize"] + each["responseHeadersSize"] for each in sizes)


@pytest.mark.parametrize("path", COOKIELESS + WITH_FORM)
def test_page_is_light(site: Site, visitor: Visitors, path: str) -> None:
    context = elsewhere(visitor(site.winter.address))
    _assert_light(context, path, site.winter.address)
    assert _cookies(context) <= (COOKIES if path in WITH_FORM else set())


def test_private_pages_are_light(site: Site, visitor: Visitors) -> None:
    person = site.person()
    context = elsewhere(visitor(site.spring.address))
    for path in (person.page, f"{person.page}/annuler", f"/b/{person.badge}"):
        _assert_light(context, path, site.spring.address)
    site.sign_in(context.new_page(), "organiser", site.spring)
    for path in (
        "/organisation/",
        "/organisation/inscriptions",
        "/organisation/seances",
        "/organisation/programme",
        "/porte",
    ):
        _assert_light(context, path, site.spring.address)
    assert _cookies(context) <= COOKIES


def test_language_is_the_only_thing_remembered(site: Site, visitor: Visitors) -> None:
    context = visitor(site.winter.address)
    page = context.new_page()
    page.goto("/programme?lang=en")
    assert _cookies(context) == {"lang"}
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == "en"


def _assert_light(context: BrowserContext, path: str, address: str) -> None:
    page, meter = context.new_page(), Meter()
    meter.read(page, path)
    origins = {"{0.scheme}://{0.netloc}".format(urlsplit(request.url)) for request in meter.requests}
    assert origins == {address}
    assert all(request.response().status < 400 for request in meter.requests)  # type: ignore[union-attr]
    assert len(meter.requests) <= REQUESTS
    assert meter.size <= BYTES
    page.close()


def _cookies(context: BrowserContext) -> set[str]:
    return {cookie["name"] for cookie in context.cookies()}
