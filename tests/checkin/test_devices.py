"""Devices: `flask device …`, enrolment of a phone, what its role sees."""

import json
import re

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventreg import clock
from eventreg.checkin.models import Device
from eventreg.db import db
from tests.checkin.door import SCANS, X_DOOR, Door, at, badge_of, dump, item, later
from tests.support.pages import parsed, submit
from tests.support.people import registered


def _device(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["device", *arguments])


def _enrolment(app: Flask, role: str) -> str:
    said = _device(app, "add", "porte A", "--role", role).output
    found = re.search(r"https://inscription\.example\.org(/porte/appareil/\S+)", said)
    assert found, said
    return found[1]


def test_key_stands_alone_on_the_last_line_and_nowhere_in_the_database(app: Flask) -> None:
    result = _device(app, "add", "porte A", "--role", "scan", "--key")
    assert result.exit_code == 0
    key = result.stdout.rstrip("\n").rsplit("\n", 1)[1]
    assert re.fullmatch(r"[\w-]{43}", key)
    with app.app_context():
        badge = badge_of(registered("Élodie", "Lefèvre"))
        assert key not in dump()
    assert Door(app, key).scan(badge)["person"]["name"] == "Élodie L."


@pytest.mark.parametrize(
    "arguments",
    [("add", "porte A", "--role", "scan"), ("add", " ", "--role", "scan"), ("add", "x", "--role", "king"),
     ("add", "x\x07", "--role", "scan"), ("revoke", "porte Z")],
)  # fmt: skip
def test_bad_input_is_status_2_and_one_sentence(app: Flask, arguments: tuple[str, ...]) -> None:
    _device(app, "add", "porte A", "--role", "scan")
    result = _device(app, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.strip()


def test_list_and_revoke(app: Flask) -> None:
    _device(app, "add", "porte A", "--role", "scan", "--key")
    _device(app, "add", "porte B", "--role", "steward")
    _device(app, "revoke", "porte A")
    assert _device(app, "list").stdout == (
        "porte A\tscan\trevoked\tnever seen\nporte B\tsteward\tto be enrolled\tnever seen\n"
    )
    assert _device(app, "add", "porte A", "--role", "steward").exit_code == 0, "a revoked one starts anew"


def test_phone_is_enrolled_once(app: Flask) -> None:
    address, phone = _enrolment(app, "steward"), app.test_client()
    assert "porte A" in phone.get(address).text
    answer = submit(phone, address)
    assert (answer.status_code, answer.location) == (303, "/porte")
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("door="))
    for mark in ("HttpOnly", "SameSite=Strict"):
        assert mark in cookie
    left = re.search(r"Max-Age=(\d+)", cookie)
    assert left
    assert 0 <= (39 * 60 - 12) * 60 - int(left[1]) < 60, "until the night after the last day"
    assert "X-Door-Version" in phone.get("/porte").headers, "the app, and not the way to sign in"
    assert app.test_client().get(address).status_code == 410, "good once"
    with app.app_context():
        assert cookie.split("=")[1].split(";")[0] not in dump()


def test_phone_enrolled_after_the_event_has_an_hour_to_send_what_it_kept(app: Flask) -> None:
    at("2026-03-05T10:00:00+01:00")
    with app.app_context():
        badge = badge_of(registered())
    address, phone = _enrolment(app, "steward"), app.test_client()
    cookie = submit(phone, address).headers["Set-Cookie"]
    assert "Max-Age=3600;" in cookie
    kept = item(badge, "verified", scanned_at="2026-03-04T18:00:00+01:00", offline=True, local_verdict="ok")
    sent = phone.post(SCANS, json={"sent_at": clock.now().isoformat(), "scans": [kept]}, headers=X_DOOR)
    assert sent.get_json()["results"][0]["verdict"] == "ok"


def test_cookie_is_secure_over_https(app: Flask) -> None:
    address, phone = _enrolment(app, "steward"), app.test_client()
    token = parsed(phone.get(address, base_url="https://localhost")).select("input[name=csrf_token]")[0][
        "value"
    ]
    headers = {"Referer": f"https://localhost{address}"}
    answer = phone.post(address, data={"csrf_token": token}, base_url="https://localhost", headers=headers)
    assert any(c.startswith("door=") and "Secure" in c for c in answer.headers.getlist("Set-Cookie"))


def test_enrolment_address_runs_out_after_ten_minutes(app: Flask, client: FlaskClient) -> None:
    address = _enrolment(app, "steward")
    later(11)
    assert client.get(address).status_code == 410
    assert client.get("/porte/appareil/guessed").status_code == 410


def test_revoked_phone_is_a_stranger(app: Flask) -> None:
    address, phone = _enrolment(app, "steward"), app.test_client()
    submit(phone, address)
    _device(app, "revoke", "porte A")
    assert phone.get("/porte").status_code == 303


@pytest.mark.parametrize("role", ["scan", "steward", "supervisor"])
def test_pages_show_a_phone_no_name(app: Flask, role: str) -> None:
    """Its cookie alone opens nothing: the app asks for a PIN first."""
    with app.app_context():
        person = registered("Élodie", "Lefèvre", organisation="Plaine Commune")
        badge, reference = badge_of(person), person.reference
    address, phone = _enrolment(app, role), app.test_client()
    submit(phone, address)
    assert phone.get(f"/b/{badge}").location == f"/porte#badge={badge}"
    token = parsed(app.test_client().get("/connexion")).select("input[name=csrf_token]")[0]["value"]
    for answer in (
        phone.get(f"/porte?personne={reference}"), phone.get("/porte/chiffres"), phone.get("/porte/conflits"),
        phone.post("/porte/lecture", data={"q": "lefevre", "csrf_token": token}),
    ):  # fmt: skip
        assert "Élodie" not in answer.text
        assert "Plaine Commune" not in answer.text


def test_phone_is_seen(app: Flask) -> None:
    address, phone = _enrolment(app, "scan"), app.test_client()
    submit(phone, address)
    with app.app_context():
        assert db.session.scalars(select(Device.seen_at)).one() is not None


def test_page_of_the_app_is_the_same_for_all_and_alone_has_the_camera(app: Flask) -> None:
    pages = []
    for name, role in (("porte A", "scan"), ("porte B", "supervisor")):
        said = _device(app, "add", name, "--role", role).output
        found = re.search(r"https://inscription\.example\.org(/porte/appareil/\S+)", said)
        assert found
        phone = app.test_client()
        submit(phone, found[1])
        answer = phone.get("/porte")
        pages.append(answer.text)
        assert "camera=(self)" in answer.headers["Permissions-Policy"]
        assert "script-src 'self' 'wasm-unsafe-eval';" in answer.headers["Content-Security-Policy"]
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    assert pages[0] == pages[1]
    assert "camera=()" in app.test_client().get("/").headers["Permissions-Policy"]


def test_worker_names_what_there_is(client: FlaskClient) -> None:
    """Its version stands in it, so another version is another worker; each file that it keeps is there."""
    worker = client.get("/porte/sw.js")
    assert (worker.mimetype, worker.headers["Service-Worker-Allowed"]) == ("text/javascript", "/")
    version = re.search(r'VERSION = "(\w{16})"', worker.text)
    assert version
    assert client.get("/porte/coquille").headers["X-Door-Version"] == version[1]
    files = json.loads(worker.text.partition("FILES = ")[2].partition(";\n")[0])
    assert "/static/js/door/app.js" in files
    for path in files:
        with client.get(path) as answer:
            assert answer.status_code == 200, path


def test_manifest_has_its_icons(client: FlaskClient) -> None:
    manifest = client.get("/porte/app.webmanifest", headers={"Accept-Language": "en"})
    assert manifest.mimetype == "application/manifest+json"
    told = json.loads(manifest.data)
    assert (told["start_url"], told["scope"], told["lang"]) == ("/porte", "/", "en")
    for icon in told["icons"]:
        with client.get(icon["src"]) as picture:
            width = int.from_bytes(picture.data[16:20])
            assert (picture.mimetype, f"{width}x{width}") == ("image/png", icon["sizes"])
