"""The main job from end to end, as people do it: register, read the mail, change one's mind, come to the door."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Literal

import pymupdf
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.site import Site, elsewhere, manage_link
from tests.support.browser import Visitors
from tests.support.server import Server
from tests.support.smtp import Sink

FIRST = "slot-20260303T0930"
DOTS_PER_INCH = 150
# What a person looks for. Only words that the reader cannot do without are named here.
WORDS = {
    "fr": {
        "mailbox": "Consultez votre boîte aux lettres",
        "subject": "Inscription enregistrée",
        "change": "Changer d’atelier",
        "save": "Enregistrer mon programme",
        "verified": "Identité vérifiée",
        "welcome": "Bienvenue",
        "already": "Déjà entré",
    },
    "en": {
        "mailbox": "Check your email",
        "subject": "You are registered",
        "change": "Change workshops",
        "save": "Save my programme",
        "verified": "Identity checked",
        "welcome": "Welcome",
        "already": "Already in",
    },
}
Lang = Literal["fr", "en"]


def _register(page: Page, email: str, lang: Lang) -> None:
    """From the event's page to the one that sends to the mailbox."""
    page.goto("/")
    page.locator('main a[href^="/inscription"]').first.click()
    page.locator("#given_name").fill("Zoé")
    page.locator("#family_name").fill("Nguyễn")
    page.locator("#email").fill(email)
    page.locator("#organisation").fill("Angers Loire Métropole")
    page.locator("#organisation_kind").select_option("local")
    for day in ("2026-03-03", "2026-03-04"):
        page.locator(f'input[name=days][value="{day}"]').check()
    page.locator(f'input[name="{FIRST}"][value=atelier-1]').check()
    page.locator("#id_acknowledged").check()
    page.locator("main form button[type=submit]").click()
    expect(page).to_have_url(re.compile("/inscription/recue$"))
    expect(page.locator("h1")).to_contain_text(WORDS[lang]["mailbox"])
    expect(page.locator("main")).to_contain_text(email)


def _change_workshop(page: Page, lang: Lang) -> None:
    page.locator("summary", has_text=WORDS[lang]["change"]).click()
    expect(page.locator(f'input[name="{FIRST}"][value=atelier-1]')).to_be_checked()
    page.locator(f'input[name="{FIRST}"][value=atelier-2]').check()
    page.get_by_role("button", name=WORDS[lang]["save"]).click()
    own = page.locator("section[aria-labelledby=programme]")
    expect(own.locator('a[href="/programme/atelier-2"]')).to_be_visible()
    expect(own.locator('a[href="/programme/atelier-1"]')).to_have_count(0)


def _code_on_paper(page: Page) -> str:
    """What a reader makes of the code on the badge that was downloaded and printed."""
    with page.expect_download() as download:
        page.locator('a[href$="/badge.pdf"]').click(modifiers=["Alt"])  # keeps the file instead of showing it
    with pymupdf.open(download.value.path()) as document:
        assert len(document) == 1
        pixels = document[0].get_pixmap(dpi=DOTS_PER_INCH)
        assert "Zoé" in document[0].get_text()
    image = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)
    (code,) = zxingcpp.read_barcodes(image)
    return code.text


def _check_in(page: Page, code: str, lang: Lang) -> None:
    """Typed, verified, entered; typed again, and stopped."""
    words = WORDS[lang]
    _type_code(page, code)
    expect(page.locator(".identity-name")).to_have_text("Zoé Nguyễn")
    page.get_by_role("button", name=words["verified"]).click()
    entered = page.locator(".verdict-ok")
    expect(entered).to_contain_text(words["welcome"])
    expect(entered.locator(".verdict-name")).to_have_text("Zoé Nguyễn")
    expect(page.locator(".identity")).to_have_count(0)
    _type_code(page, code)
    expect(page.locator(".verdict-already_in .verdict-word")).to_contain_text(words["already"])


def _type_code(page: Page, code: str) -> None:
    field = page.locator("#q")
    field.fill(code)
    field.press("Enter")


@pytest.mark.parametrize(
    ("lang", "script"),
    [
        ("fr", True),
        ("en", False),
        pytest.param("en", True, marks=pytest.mark.slow),
        pytest.param("fr", False, marks=pytest.mark.slow),
    ],
)
def test_from_registering_to_the_door(site: Site, visitor: Visitors, lang: Lang, script: bool) -> None:
    email = f"zoe-{lang}-{script}@ville.example.org".lower()
    phone = elsewhere(visitor(site.winter.address, script=script, width=390, lang=lang))
    page = phone.new_page()
    _register(page, email, lang)
    mail = site.mail_to(email)
    assert WORDS[lang]["subject"] in mail["Subject"]
    page.goto(manage_link(mail))
    _change_workshop(page, lang)
    code = _code_on_paper(page)
    assert code.startswith(f"{site.winter.address}/b/".upper())

    desk = elsewhere(visitor(site.spring.address, script=script, lang=lang)).new_page()
    site.sign_in(desk, "steward", site.spring)
    _check_in(desk, code, lang)


def test_with_a_mail_server(server: Callable[..., Server], smtp_sink: Sink, visitor: Visitors) -> None:
    """The link and the code that travelled by mail are the ones that open the page and the door."""
    running = server(
        MAIL_SERVER=smtp_sink.host,
        MAIL_PORT=str(smtp_sink.port),
        MAIL_DEFAULT_SENDER="inscription@example.org",
    )
    page = visitor(running.address).new_page()
    _register(page, "zoe@ville.example.org", "fr")
    (mail,) = smtp_sink.wait(1)
    page.goto(manage_link(mail))
    expect(page.locator("h1")).to_have_text("Zoé Nguyễn")
    drawing = next(part for part in mail.walk() if part.get_content_type() == "image/png")
    (code,) = zxingcpp.read_barcodes(_image(drawing.get_content()))
    assert code.text == _code_on_paper(page)


def _image(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data)) as image:
        return image.convert("RGB")
