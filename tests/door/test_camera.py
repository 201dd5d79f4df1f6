"""Chromium's fake camera shows badges to the staff's door page, which reads them with the reader in WebAssembly.

Chromium on Linux has no BarcodeDetector; where a browser has one, only the choice of it is tested here.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from playwright.sync_api import Browser, Page, Request, expect
from sqlalchemy import select

from eventreg.checkin.models import Scan
from eventreg.db import db
from eventreg.security import HEADERS, POLICY
from tests.door import pictures, reading
from tests.door.pictures import View
from tests.door.reading import Entrance
from tests.support import databases
from tests.support.browser import Visitors, assert_accessible, assert_fits, beside
from tests.support.server import Server, copy_sqlite

# How each is shown, and how it is held. The limits are in docs/door-reading.md.
BADGES = {
    "Net": ("printed", View(height=0.7)),
    "Flou": ("mailed", View(height=0.6, blur=2)),
    "Incline": ("drawn", View(height=0.6, turned=15)),
    "Sombre": ("printed", View(height=0.7, light=0.2)),
    "Petit": ("mailed", View(height=0.17)),
}


@pytest.fixture(scope="module")
def entrance(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Callable[[bool], Path]
) -> Iterator[Entrance]:
    reading.assets_are_here()
    instance = tmp_path_factory.mktemp("camera") / "instance"
    copy_sqlite(sqlite_template(True), instance)
    app = databases.make_app(instance, {"SECRET_KEY": reading.SETTINGS["SECRET_KEY"]})
    with Server(instance, reading.SETTINGS) as server:
        yield Entrance(app, server)
    databases.close(app)


@pytest.fixture(scope="module")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fake") / "camera.mjpeg"


@pytest.fixture(scope="module")
def filming(browser: Browser, camera: Path) -> Iterator[Browser]:
    """A Chromium whose camera shows what is in the file."""
    file = f"--use-file-for-fake-video-capture={camera}"
    with beside(browser, "--use-fake-device-for-media-stream", file) as other:
        yield other


@pytest.fixture(scope="module")
def two_cameras(browser: Browser) -> Iterator[Browser]:
    with beside(browser, "--use-fake-device-for-media-stream=device-count=2") as other:
        yield other


@pytest.fixture(scope="module")
def signed_in(filming: Browser, entrance: Entrance) -> Any:
    """The cookies of the staff, so that each test does not sign in again."""
    context = filming.new_context(locale="fr-FR")
    entrance.sign_in(context.new_page())
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def staff(filming: Browser, entrance: Entrance, signed_in: Any) -> Iterator[Callable[..., Page]]:
    """`staff(width=320, permissions=[])`: the door page in a new window."""
    yield from _staff(filming, entrance, signed_in)


@pytest.fixture
def staff_of_two(two_cameras: Browser, entrance: Entrance, signed_in: Any) -> Iterator[Callable[..., Page]]:
    """The same, with two cameras that show a moving disc."""
    yield from _staff(two_cameras, entrance, signed_in)


def _staff(browser: Browser, entrance: Entrance, state: Any) -> Iterator[Callable[..., Page]]:
    visitors = Visitors(browser)

    def opened(**options: Any) -> Page:
        options = {"permissions": ["camera"], "width": 320, "storage_state": state} | options
        page = visitors(entrance.server.address, **options).new_page()
        page.goto("/porte")
        return page

    yield opened
    visitors.close()
    assert not visitors.complaints, "\n".join(visitors.complaints)


def scan(page: Page) -> None:
    page.get_by_role("button", name="Scanner avec la caméra").click()


def said(page: Page, text: str) -> None:
    expect(page.locator("[data-say]")).to_contain_text(text)


@pytest.mark.parametrize("name", BADGES)
def test_camera_reads_a_badge(
    entrance: Entrance, staff: Callable[..., Page], camera: Path, name: str
) -> None:
    page = staff()
    person, (shown, view) = entrance.person(name), BADGES[name]
    thing: Image.Image = getattr(entrance, shown)(page, person)
    reading.show(camera, pictures.jpeg(pictures.seen(thing, view)))
    page.goto("/porte")
    scan(page)
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
    scan(page)
    expect(page.locator(".identity-name")).to_have_text(person.name)


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
    scan(page)
    said(page, "Le navigateur refuse la caméra")
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))
    page.set_input_files("#photo", photo)
    expect(page.locator(".identity-name")).to_have_text(person.name)
    assert max(len(request.post_data_buffer or b"") for request in sent) < 1000
    assert _sources(entrance, person.id) == ["photo"]


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
    """Until it was away, or for 3 s; another code is told at once."""
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
    assert [at * 100 for at, news in enumerate(held) if news] == [0, 3000, 6000]


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
    scan(page)
    expect(page.locator(".identity-name")).to_have_text(person.name)
    assert any("/static/vendor/" in address for address in fetched) is not works


def test_only_the_door_may_use_the_camera(entrance: Entrance, client: FlaskClient) -> None:
    elsewhere = client.get("/").headers
    assert elsewhere["Content-Security-Policy"] == POLICY
    assert elsewhere["Permissions-Policy"] == HEADERS["Permissions-Policy"]
    assert "camera=()" in HEADERS["Permissions-Policy"]


def _sources(entrance: Entrance, person: int) -> list[str]:
    """How the person's badge came in, each time."""
    with entrance.app.app_context():
        return list(db.session.scalars(select(Scan.source).where(Scan.registration_id == person)))
