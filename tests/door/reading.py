"""The door on the first morning before a camera, and the badges of real people as they carry them."""

import email
import io
import time
from email.policy import default
from pathlib import Path

import pymupdf
from PIL import Image
from playwright.sync_api import Page, expect

from eventreg.accounts.staff import add
from tests.browser.site import Participant
from tests.door.phone import Gate
from tests.lint.templates import ROOT
from tests.organisation.desk import PASSWORD
from tests.support.browser import Visitors
from tests.support.people import OPEN
from tests.support.tools import missing

STEWARD = "steward@example.org"
CODE_ON_PDF = pymupdf.Rect(0.04, 0.55, 0.46, 0.95)
"""Around the code, in parts of the page: what somebody shows of a printed badge."""


class Entrance:
    """The staff's page at the gate, and the badges of people in every form."""

    def __init__(self, gate: Gate) -> None:
        self.app, self.server, self._gate = gate.app, gate.server, gate
        gate.change(lambda: add(STEWARD, "steward", PASSWORD, now=OPEN))

    def person(self, family_name: str) -> Participant:
        return self._gate.person("Élodie", family_name, email=f"{family_name.lower()}@example.org")

    def sign_in(self, page: Page) -> None:
        page.goto(f"{self.server.address}/connexion?suite=/porte")
        page.fill("#email", STEWARD)
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator("#q")).to_be_visible()

    def printed(self, page: Page, person: Participant) -> Image.Image:
        """The lower half of the badge's PDF, where the code is, at 200 dots an inch."""
        answer = page.request.get(f"{self.server.address}{person.page}/badge.pdf")
        with pymupdf.open(stream=answer.body(), filetype="pdf") as document:
            sheet = document[0]
            part = pymupdf.Rect(CODE_ON_PDF) * pymupdf.Matrix(sheet.rect.width, sheet.rect.height)
            return Image.open(io.BytesIO(sheet.get_pixmap(dpi=200, clip=part).tobytes("png")))

    def drawn(self, page: Page, person: Participant) -> Image.Image:
        """The badge's SVG, as a browser shows it."""
        page.goto(f"{self.server.address}{person.page}/badge.svg")
        return Image.open(io.BytesIO(page.locator("svg").screenshot()))

    def mailed(self, page: Page, person: Participant) -> Image.Image:
        """The picture in the confirmation."""
        address = f"{person.name.split()[-1].lower()}@example.org"
        until = time.monotonic() + 10
        while time.monotonic() < until:
            for file in (self.server.instance / "mail").glob("*.eml"):
                message = email.message_from_bytes(file.read_bytes(), policy=default)
                if address in str(message["To"]):
                    pictures = [part for part in message.walk() if part.get_content_type() == "image/png"]
                    return Image.open(io.BytesIO(pictures[0].get_content()))
            time.sleep(0.05)
        raise AssertionError(f"no mail to {address}")

    def on_a_phone(self, visitor: Visitors, person: Participant) -> Image.Image:
        """The participant's page in dark mode, scrolled to the badge: the screen of a telephone."""
        context = visitor(self.server.address, width=390, scheme="dark", device_scale_factor=2)
        page = context.new_page()
        page.goto(person.page)
        page.locator(".badge-card").evaluate("card => card.scrollIntoView({block: 'center'})")
        return Image.open(io.BytesIO(page.screenshot()))


def scan(page: Page) -> None:
    page.get_by_role("button", name="Scanner avec la caméra").click()


def said(page: Page, text: str) -> None:
    expect(page.locator("[data-say]")).to_contain_text(text)


def assets_are_here() -> None:
    if not (ROOT / "static" / "vendor" / "zxing-wasm" / "zxing_reader.wasm").exists():
        missing("the reader of QR codes (make assets)")


def show(camera: Path, picture: bytes) -> None:
    """In front of the fake camera, which reads its file whenever it is opened: forty pictures are a second or more."""
    camera.write_bytes(picture * 40)
