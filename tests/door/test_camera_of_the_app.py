"""The camera in the app, without network: the worker has brought the reader too."""

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, expect

from eventreg.badges import qr
from tests.door import pictures, reading
from tests.door.phone import Gate, phone
from tests.door.pictures import View
from tests.support.browser import Visitors, beside


def test_camera_without_network(gate: Gate, browser: Browser, tmp_path: Path) -> None:
    reading.assets_are_here()
    person, camera = gate.person("Devant", "La-Caméra"), tmp_path / "camera.mjpeg"
    code = Image.open(io.BytesIO(qr.mailed("https://example.org", person.badge)))
    reading.show(camera, pictures.jpeg(pictures.seen(code, View(height=0.6))))
    file = f"--use-file-for-fake-video-capture={camera}"
    with beside(browser, "--use-fake-device-for-media-stream", file) as filming:
        visitors = Visitors(filming)
        one = phone(gate, visitors, permissions=["camera"])
        one.kept()
        one.offline()
        one.page.get_by_role("button", name="Scanner avec la caméra").click()
        one.sees("ok", "Vérifiez")
        expect(one.page.locator(".identity .identity-name")).to_have_text("Devant La-Caméra")
        one.page.wait_for_timeout(
            3500
        )  # the badge stays before the camera: nobody is asked about the same person
        expect(one.page.locator("#interrupted")).to_be_hidden()
        one.verify()
        one.sees("ok", "Devant La-Caméra")
        expect(one.page.locator(".door-picture")).to_be_visible()
        one.page.get_by_role("button", name="Fermer la caméra").click()
        expect(one.page.locator(".door-picture")).to_be_hidden()
        visitors.close()
        assert not [text for text in visitors.complaints if "net::ERR_" not in text]
