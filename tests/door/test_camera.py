"""Chromium's fake camera shows badges to the staff's door page, which reads them with the reader in WebAssembly.

Chromium on Linux has no BarcodeDetector; where a browser has one, only the choice of it is tested here.
"""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Request, expect
from sqlalchemy import select

from eventreg.badges import qr
from eventreg.checkin.models import Scan
from eventreg.db import db
from tests.door import pictures, reading
from tests.door.phone import Gate, phone
from tests.door.pictures import View
from tests.door.reading import Entrance
from tests.support.browser import Visitors

# How each is shown, and how it is held. The limits are in docs/door-reading.md.
BADGES = {
    "Net": ("printed", View(height=0.7)),
    "Flou": ("mailed", View(height=0.6, blur=2)),
    "Incline": ("drawn", View(height=0.6, turned=15)),
    "Sombre": ("printed", View(height=0.7, light=0.2)),
    "Petit": ("mailed", View(height=0.17)),
}


@pytest.mark.parametrize("name", BADGES)
def test_camera_reads_a_badge(
    entrance: Entrance, staff: Callable[..., Page], camera: Path, name: str
) -> None:
    page = staff()
    person, (shown, view) = entrance.person(name), BADGES[name]
    thing: Image.Image = getattr(entrance, shown)(page, person)
    reading.show(camera, pictures.jpeg(pictures.seen(thing, view)))
    page.goto("/porte")
    reading.scan(page)
    expect(page.locator(".verdict-ok")).to_be_visible()
    expect(page.locator(".identity-name")).to_have_text(person.name)
    assert _sources(entrance, person.id) == ["camera"]


def test_camera_reads_a_telephone_in_dark_mode(
    entrance: Entrance, staff: Callable[..., Page], visitor: Visitors, camera: Path
) -> None:
    person = entrance.person("Nuit")
    screen = entrance.on_a_phone(visitor, person)
    assert sum(screen.convert("L").histogram()[:60]) > screen.width * screen.height / 2, "the page is dark"
    reading.show(camera, pictures.jpeg(pictures.seen(screen, View(height=0.98, turned=4, blur=0.6))))
    page = staff()
    reading.scan(page)
    expect(page.locator(".identity-name")).to_have_text(person.name)


def test_camera_of_an_enrolled_phone(gate: Gate, filming: Browser, camera: Path) -> None:
    """The app's camera goes on after a badge: the same one is told again only when it was away."""
    visitors = Visitors(filming)
    device = phone(gate, visitors, permissions=["camera"])
    person = gate.person("Application")
    code = Image.open(io.BytesIO(qr.mailed(gate.server.address, person.badge)))
    reading.show(camera, pictures.jpeg(pictures.seen(code, View(turned=10))))
    reading.scan(device.page)
    device.sees("ok")
    expect(device.page.locator(".identity-name:visible")).to_have_text(person.name)
    assert device.page.evaluate("document.querySelector('video').srcObject.active")
    visitors.close()
    assert not visitors.complaints, "\n".join(visitors.complaints)


def test_photo_is_read_here_and_never_sent(
    entrance: Entrance, staff: Callable[..., Page], tmp_path: Path
) -> None:
    """Also where the camera is refused."""
    page = staff(permissions=[])
    person = entrance.person("Photo")
    photo = tmp_path / "photo.jpg"
    large = pictures.seen(entrance.drawn(page, person), View(height=0.3)).resize((3200, 2400))
    photo.write_bytes(pictures.jpeg(large))
    page.goto("/porte")
    reading.scan(page)
    reading.said(page, "Le navigateur refuse la caméra")
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))
    page.set_input_files("#photo", photo)
    expect(page.locator(".identity-name")).to_have_text(person.name)
    assert max(len(request.post_data_buffer or b"") for request in sent) < 1000
    assert _sources(entrance, person.id) == ["photo"]


@pytest.mark.parametrize("works", [True, False])
def test_browser_s_own_reader_comes_first(
    entrance: Entrance, staff: Callable[..., Page], camera: Path, works: bool
) -> None:
    """Where it fails, ours takes over."""
    page = staff()
    person = entrance.person(f"Natif{works}")
    reading.show(camera, pictures.jpeg(pictures.seen(entrance.drawn(page, person), View())))
    answer = (
        f"[{{ rawValue: '{person.badge}', boundingBox: new DOMRect() }}]" if works else "Promise.reject()"
    )
    page.add_init_script(f"""globalThis.BarcodeDetector = class {{
        static getSupportedFormats = async () => ["aztec", "qr_code"];
        detect = async () => {answer};
    }}""")
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto("/porte")
    reading.scan(page)
    expect(page.locator(".identity-name")).to_have_text(person.name)
    assert any("/static/vendor/" in address for address in fetched) is not works


def _sources(entrance: Entrance, person: int) -> list[str]:
    """How the person's badge came in, each time."""
    with entrance.app.app_context():
        return list(db.session.scalars(select(Scan.source).where(Scan.registration_id == person)))
