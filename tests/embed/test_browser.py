"""The programme on a partner's page: another site, under a strict content security policy, in a real browser."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Frame, Page, expect

from eventreg.embed.snippets import snippets
from tests.support.browser import SCHEMES, Visitors, assert_fits, readable, views
from tests.support.databases import EDITION
from tests.support.partner import Partner
from tests.support.people import DAY_1
from tests.support.server import Server

SCRIPT = (
    '<p><a href="#">Avant</a></p><script src="{}/integrer/programme.js" async {}></script>'
    '<p><a href="#">Après</a></p>'
)
PLENARY = {"fr": "Mot de bienvenue et introduction", "en": "Welcome address and introduction"}
HEIGHTS = "() => [document.documentElement.scrollHeight, innerHeight]"


def _strict(host: Partner, site: Server, **headers: str) -> None:
    """Nothing but the two directives that partners are asked for."""
    host.obey(f"default-src 'none'; script-src {site.address}; frame-src {site.address}", **headers)


def _frame(page: Page, number: int = 0) -> Frame:
    """As soon as it is as tall as what it shows."""
    element = page.locator("iframe").nth(number)
    element.scroll_into_view_if_needed()
    expect(element).not_to_have_css("height", "640px")
    frame = element.element_handle().content_frame()
    assert frame is not None
    return frame


def _assert_no_scrollbar(frame: Frame) -> None:
    content, window = frame.evaluate(HEIGHTS)
    assert content == window


def _assert_accessible_with_its_frames(page: Page) -> None:
    """axe-core in each document; they tell each other, although their origins differ."""
    for frame in page.frames:
        frame.evaluate(Axe().axe_script)
        frame.evaluate("axe.configure({allowedOrigins: ['<unsafe_all_origins>']})")
    found = page.evaluate("axe.run({resultTypes: ['violations', 'incomplete'], preload: false})")
    assert "\n".join(map(readable, found["violations"])) == ""
    # An unanswered frame is no violation to axe.
    assert "frame-tested" not in [rule["id"] for rule in found["incomplete"]]


@pytest.mark.parametrize(("width", "scheme", "lang"), views())
def test_script_shows_the_programme_under_a_strict_policy(
    site: Server,
    host: Partner,
    visitor: Visitors,
    width: int,
    scheme: Literal["light", "dark"],
    lang: Literal["fr", "en"],
) -> None:
    _strict(host, site)
    context = visitor(width=width, scheme=scheme)
    page = context.new_page()
    page.goto(host.show(SCRIPT.format(site.address, f'data-lang="{lang}"')))
    frame = _frame(page)
    expect(frame.get_by_role("heading", name=PLENARY[lang])).to_be_visible()
    assert frame.locator(".session").count() == 20
    _assert_no_scrollbar(frame)
    for document in (page, frame):
        assert_fits(document)  # type: ignore[arg-type]
    _assert_accessible_with_its_frames(page)
    assert context.cookies() == []
    assert page.evaluate("Object.keys(window).filter(name => /eventreg|programme/i.test(name))") == []
    title = page.locator("iframe").get_attribute("title") or ""
    assert title.startswith("Programme – ")


def test_height_follows_the_content(site: Server, host: Partner, visitor: Visitors) -> None:
    _strict(host, site)
    page = visitor().new_page()
    page.goto(host.show(SCRIPT.format(site.address, "")))
    frame = _frame(page)
    for width in (320, 900, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(
            "([width]) => document.querySelector('iframe').clientWidth < width", arg=[width]
        )
        frame.wait_for_function("() => document.documentElement.scrollHeight === innerHeight")
    tall = frame.evaluate("innerHeight")
    frame.locator(".day").last.evaluate("day => day.remove()")
    frame.wait_for_function(
        "tall => innerHeight < tall && document.documentElement.scrollHeight === innerHeight", arg=tall
    )
    assert 0 < frame.evaluate("innerHeight") < tall


def test_several_on_one_page(site: Server, host: Partner, visitor: Visitors) -> None:
    _strict(host, site)
    page = visitor().new_page()
    days = ("2026-03-03", "2026-03-04")
    page.goto(host.show("".join(SCRIPT.format(site.address, f"data-day={day}") for day in days)))
    for number, (day, words) in enumerate(zip(days, ("mardi 3 mars", "mercredi 4 mars"), strict=True)):
        frame = _frame(page, number)
        expect(frame.locator(".day time.cap")).to_have_attribute("datetime", day)
        _assert_no_scrollbar(frame)
        assert words in (page.locator("iframe").nth(number).get_attribute("title") or "")
    assert page.locator("main > *").evaluate_all("all => all.map(e => e.localName)") == [
        "h1", "p", "script", "iframe", "p", "p", "script", "iframe", "p",
    ]  # fmt: skip
    _assert_accessible_with_its_frames(page)


def test_language_is_the_one_of_the_page_around(site: Server, host: Partner, visitor: Visitors) -> None:
    _strict(host, site)
    page = visitor().new_page()
    for lang, shown in (("en-GB", "en"), ("de", "fr")):
        page.goto(host.show(SCRIPT.format(site.address, ""), lang=lang))
        expect(_frame(page).get_by_role("heading", name=PLENARY[shown])).to_be_visible()


@pytest.mark.parametrize("theme", SCHEMES)
def test_theme_of_the_page_goes_before_the_device_s(
    site: Server, host: Partner, visitor: Visitors, theme: Literal["light", "dark"]
) -> None:
    _strict(host, site)
    other = SCHEMES[1 - SCHEMES.index(theme)]
    pages = [visitor(scheme=scheme).new_page() for scheme in (theme, other)]
    looks = []
    for page, attribute in zip(pages, ("", f"data-theme={theme}"), strict=True):
        page.goto(host.show(SCRIPT.format(site.address, attribute)))
        looks.append(_frame(page).evaluate("() => getComputedStyle(document.body).backgroundColor"))
    assert looks[0] == looks[1]
    _assert_accessible_with_its_frames(pages[1])


def test_keyboard_goes_through_the_frame_and_out_again(
    site: Server, host: Partner, visitor: Visitors
) -> None:
    _strict(host, site)
    page = visitor().new_page()
    page.goto(host.show(SCRIPT.format(site.address, "")))
    frame = _frame(page)
    page.get_by_role("link", name="Avant").focus()
    focused = []
    for _ in range(frame.locator("a").count()):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.localName") == "iframe"
        focused.append(frame.evaluate("document.activeElement.textContent"))
    assert focused == frame.locator("a").all_text_contents()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Après")).to_be_focused()


def test_a_link_opens_the_site_beside_the_partner_s_page(
    site: Server, host: Partner, visitor: Visitors
) -> None:
    _strict(host, site)
    context = visitor()
    page = context.new_page()
    page.goto(host.show(SCRIPT.format(site.address, "data-lang=en")))
    with context.expect_page() as opened:
        _frame(page).get_by_role("link", name=PLENARY["en"]).click()
    expect(opened.value.get_by_role("heading", name=PLENARY["en"])).to_be_visible()
    assert opened.value.url.startswith(f"{site.address}/programme/bienvenue")
    assert opened.value.evaluate("window.opener") is None
    assert page.url.startswith(host.address)


def test_plain_frame_without_any_script(site: Server, host: Partner, visitor: Visitors) -> None:
    host.obey(f"default-src 'none'; frame-src {site.address}")
    page = visitor(script=False, width=320).new_page()
    page.goto(
        host.show(
            f'<iframe src="{site.address}/integrer/programme" title="Programme" width="100%" height="500"></iframe>'
        )
    )
    frame = page.frame_locator("iframe")
    last = frame.locator(".session").last
    expect(last).to_be_attached()
    expect(last).not_to_be_in_viewport()
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()


def test_what_is_given_to_copy_works_as_it_is(
    app: Flask, site: Server, host: Partner, visitor: Visitors
) -> None:
    with app.test_request_context():
        given = snippets(site.address, "fr", "Programme – L’évènement", DAY_1)
    for html, policy in ((given.tag, given.tag_policy), (given.frame, given.frame_policy)):
        host.obey(f"default-src 'none'; {policy}")
        page = visitor().new_page()
        page.goto(host.show(html))
        expect(page.frame_locator("iframe").get_by_role("heading", name=PLENARY["fr"])).to_be_visible()
        _assert_accessible_with_its_frames(page)
    page = visitor(script=False).new_page()
    page.goto(host.show(given.tag))
    page.get_by_role("link", name="Programme – L’évènement").click()
    expect(page).to_have_url(f"{site.address}/programme?lang=fr")


def test_page_that_is_isolated_from_other_origins(site: Server, host: Partner, visitor: Visitors) -> None:
    _strict(host, site, Cross_Origin_Embedder_Policy="require-corp", Cross_Origin_Opener_Policy="same-origin")
    page = visitor().new_page()
    page.goto(host.show(SCRIPT.format(site.address, "")))
    assert page.evaluate("crossOriginIsolated")
    expect(_frame(page).get_by_role("heading", name=PLENARY["fr"])).to_be_visible()


def test_frame_in_a_sandbox(site: Server, host: Partner, visitor: Visitors) -> None:
    host.obey(f"default-src 'none'; frame-src {site.address}")
    page = visitor().new_page()
    page.goto(
        host.show(
            f'<iframe src="{site.address}/integrer/programme" title="Programme" sandbox="allow-scripts"></iframe>'
        )
    )
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name=PLENARY["fr"])).to_be_visible()
    expect(frame.locator(".session.is-plenary").first).not_to_have_css("background-color", "rgba(0, 0, 0, 0)")


def test_a_page_that_asks_gets_the_height_and_nothing_else_listens(
    site: Server, host: Partner, visitor: Visitors
) -> None:
    """The frame answers the page around, on the port that came with the question; any other message it ignores."""
    host.obey(f"default-src 'none'; script-src 'unsafe-inline'; frame-src {site.address}")
    page = visitor().new_page()
    page.goto(host.show(f'<iframe src="{site.address}/integrer/programme" title="Programme"></iframe>'))
    page.frame_locator("iframe").locator(".session").first.wait_for()
    page.evaluate("""() => {
        window.heard = [];
        addEventListener('message', event => heard.push(event.data));
        window.ask = (message, origin) => new Promise(answered => {
            const {port1, port2} = new MessageChannel();
            port1.onmessage = ({data}) => answered(Object.keys(data).sort().join());
            setTimeout(() => answered('nothing'), 300);
            document.querySelector('iframe').contentWindow.postMessage(message, origin, [port2]);
        });
    }""")
    assert page.evaluate("origin => ask('eventreg:size', origin)", site.address) == "height,title"
    assert page.evaluate("origin => ask({height: 1}, origin)", site.address) == "nothing"
    assert page.evaluate("heard") == []


def test_other_pages_still_refuse_to_be_framed(site: Server, host: Partner, visitor: Visitors) -> None:
    host.obey(f"default-src 'none'; frame-src {site.address}")
    page = visitor().new_page()
    for path in ("/", "/programme", "/inscription", "/programme/atelier-1", "/connexion"):
        page.goto(host.show(f'<iframe src="{site.address}{path}" title="x"></iframe>'))
        page.wait_for_timeout(100)
        assert page.frame_locator("iframe").locator("h1").count() == 0, path
        assert any("frame-ancestors" in complaint for complaint in visitor.complaints), path
        visitor.complaints.clear()


def test_a_reload_shows_what_has_been_published(server, host: Partner, visitor: Visitors, tmp_path) -> None:
    running = server()
    _strict(host, running)
    page = visitor().new_page()
    page.goto(host.show(SCRIPT.format(running.address, "")))
    session = ".session:has(a[href^='/programme/bienvenue'])"
    expect(_frame(page).locator(session)).to_contain_text(PLENARY["fr"])
    changed = tmp_path / "changed.toml"
    changed.write_text(EDITION.read_text("utf-8").replace("Mot de bienvenue", "Mot d’accueil"), "utf-8")
    loaded = running.flask("event", "load", str(changed))
    assert loaded.returncode == 0, loaded.stderr
    page.reload()
    expect(_frame(page).locator(session)).to_contain_text("Mot d’accueil et introduction")
