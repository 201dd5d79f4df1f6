"""The camera on the staff's door page, in every state that it may have: open, chosen, lit, resting, refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, expect

from eventreg.security import POLICY
from tests.checkin import door
from tests.door import pictures, reading
from tests.door.reading import Entrance, said, scan
from tests.support.browser import Visitors, assert_accessible, assert_fits


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_open_camera_on_the_page(staff_of_two: Callable[..., Page], width: int, scheme: str) -> None:
    page = staff_of_two(width=width, scheme=scheme)
    scan(page)
    said(page, "Présentez le code du badge")
    expect(page.get_by_label("Caméra", exact=True).locator("option")).to_have_count(2)
    expect(page.get_by_role("button", name="Lampe")).to_be_hidden()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Fermer la caméra").click()
    expect(page.get_by_role("button", name="Scanner avec la caméra")).to_be_focused()
    assert page.evaluate("document.querySelector('video').srcObject") is None


def test_light_where_the_camera_has_one(staff_of_two: Callable[..., Page]) -> None:
    """Chromium's fake cameras have none, so the page is told of one."""
    page = staff_of_two()
    page.evaluate("""() => Object.assign(MediaStreamTrack.prototype, {
        getCapabilities: () => ({ torch: true }),
        applyConstraints: async ({ advanced: [{ torch }] }) => (document.documentElement.dataset.torch = torch),
    })""")
    scan(page)
    light = page.get_by_role("button", name="Lampe")
    for lit in ("true", "false"):
        light.click()
        expect(light).to_have_attribute("aria-pressed", lit)
        expect(page.locator("html")).to_have_attribute("data-torch", lit)


def test_chosen_camera_is_remembered(staff_of_two: Callable[..., Page]) -> None:
    page = staff_of_two()
    scan(page)
    select_box = page.locator("#camera")
    expect(select_box).to_be_visible()
    second = select_box.locator("option").nth(1).get_attribute("value")
    select_box.select_option(second)
    said(page, "Présentez le code")
    page.reload()
    scan(page)
    expect(select_box).to_have_value(str(second))
    assert page.evaluate("Object.entries(localStorage)") == [["door-camera", second]]


def test_camera_rests_while_the_page_is_hidden(staff_of_two: Callable[..., Page]) -> None:
    page = staff_of_two()
    scan(page)
    said(page, "Présentez le code")
    enabled = "document.querySelector('video').srcObject.getTracks()[0].enabled"
    for hidden in (True, False):
        page.evaluate(
            """hidden => {
                Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
                document.dispatchEvent(new Event('visibilitychange'));
            }""",
            hidden,
        )
        assert page.evaluate(enabled) is not hidden


def test_camera_that_was_pulled_out(staff: Callable[..., Page], camera: Path) -> None:
    reading.show(camera, pictures.jpeg(Image.new("L", pictures.SIZE, 90)))
    page = staff()
    expect(page.get_by_role("button", name="Scanner avec la caméra")).to_be_visible()
    camera.unlink()
    scan(page)
    said(page, "Aucune caméra sur cet appareil")


def test_camera_of_another_program(staff_of_two: Callable[..., Page]) -> None:
    page = staff_of_two()
    page.evaluate("""() => {
        const refusal = new DOMException('Could not start video source', 'NotReadableError');
        navigator.mediaDevices.getUserMedia = () => Promise.reject(refusal);
    }""")
    scan(page)
    said(page, "Un autre programme occupe la caméra")
    assert page.evaluate("document.querySelector('video').srcObject") is None


def test_without_the_installed_reader(staff_of_two: Callable[..., Page]) -> None:
    page = staff_of_two()
    page.route("**/static/vendor/**", lambda route: route.fulfill(status=404))
    scan(page)
    said(page, "Le lecteur de codes n’est pas installé")
    assert page.evaluate("document.querySelector('video').srcObject") is None


def test_no_button_without_a_camera(entrance: Entrance, visitor: Visitors, signed_in: Any) -> None:
    for script in (True, False):
        page = visitor(entrance.server.address, script=script, storage_state=signed_in).new_page()
        page.goto("/porte")
        expect(page.get_by_role("button", name="Vérifier")).to_be_visible()
        expect(page.get_by_role("button", name="Scanner avec la caméra")).to_be_hidden()


def test_code_held_in_the_picture_is_told_once(staff_of_two: Callable[..., Page]) -> None:
    """However long, until it was away: or who holds it through their welcome would be told that they are in already."""
    script = """async sightings => {
        const { Sightings } = await import('/static/js/door/camera-sightings.js');
        const seen = new Sightings();
        return sightings.map(([code, at]) => seen.isNews(code, at));
    }"""
    sightings = [
        ("A", 0),
        ("A", 80),
        ("A", 700),
        ("B", 780),
        ("A", 860),
        ("A", 1700),
        ("B", 1710),
        ("A", 2300),
    ]
    page = staff_of_two()
    told = page.evaluate(script, sightings)
    assert told == [True, False, False, True, False, True, True, False]
    held = page.evaluate(script, [("A", at) for at in range(0, 6400, 100)])
    assert [at * 100 for at, news in enumerate(held) if news] == [0]


def test_only_the_door_may_use_the_camera(app: Flask) -> None:
    staff = door.signed_in(app, "supervisor")
    at_the_door = staff.get("/porte").headers
    assert "camera=(self)" in at_the_door["Permissions-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval';" in at_the_door["Content-Security-Policy"]
    for path in ("/", "/inscription", "/connexion", "/porte/chiffres"):
        elsewhere = staff.get(path).headers
        assert "camera=()" in elsewhere["Permissions-Policy"], path
        assert elsewhere["Content-Security-Policy"] == POLICY, path
