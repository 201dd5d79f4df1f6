"""The page that shows every way to follow the programme, and that what it shows works."""

from __future__ import annotations

import io

import zxingcpp
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from eventreg.badges import qr
from tests.feeds.editions import HOST
from tests.support.browser import Visitors
from tests.support.server import Server

ADDRESS = "/programme/partager"


def page(client: FlaskClient, path: str = ADDRESS) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.data, "html.parser")


def test_every_address_that_is_made_here_answers(client: FlaskClient):
    links = [str(link["href"]) for link in page(client).select("main a[href]")]
    ours = [link for link in links if link.endswith((".json", ".xml", ".ics")) and link.startswith("/")]

    assert {"/schedule.json", "/programme.json", "/openapi.json"} <= set(ours)
    for link in ours:
        assert client.get(link).status_code == 200, link
    assert f"webcal://{HOST}/programme.ics" in links
    assert f"https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2F{HOST}%2Fprogramme.ics" in links
    shown = [line.text for line in page(client).select(".copy-line")][:2]
    assert shown == [f"https://{HOST}/programme.ics", f"https://{HOST}/schedule.xml"]


def test_in_english_it_leads_to_english(client: FlaskClient):
    shown = page(client, f"{ADDRESS}?lang=en")

    assert [line.text for line in shown.select(".copy-line")][:2] == [
        f"https://{HOST}/programme.ics?lang=en",
        f"https://{HOST}/schedule.xml?lang=en",
    ]
    assert shown.select_one('a[href="/programme/affiche.pdf?format=a3&lang=en"]')


def test_the_code_is_the_subscription(client: FlaskClient):
    drawn = page(client).select_one(".badge-code svg path")
    assert drawn is not None
    matrix = qr.matrix(f"webcal://{HOST}/programme.ics")
    assert drawn["d"] == qr.svg_path(matrix)
    with Image.open(io.BytesIO(qr.png_image(matrix))) as picture:
        (found,) = zxingcpp.read_barcodes(picture.convert("L"))
    assert found.text == f"webcal://{HOST}/programme.ics"


def test_the_programme_leads_to_it(client: FlaskClient):
    for path in ("/", "/programme"):
        assert page(client, path).select_one(f'a[href="{ADDRESS}"]'), path
    assert page(client, "/programme").select_one('a[href="/programme.ics"]')


def test_no_programme_no_page(empty_app: Flask):
    answer = empty_app.test_client().get(ADDRESS)
    assert (answer.status_code, "Page introuvable" in answer.text) == (404, True)


def test_data_blocks_are_no_script_to_a_browser(server, visitor: Visitors):
    """The policy allows our own files only; a block that is not run is not its business. The visitor's fixture fails
    on any complaint, and the browser reads the JSON."""
    running: Server = server()
    shown = visitor(running.address).new_page()
    shown.add_init_script(
        "window.refused = []; document.addEventListener('securitypolicyviolation', e => refused.push(e.blockedURI))"
    )
    for path, kind in (("/", "subEvent"), ("/programme/atelier-1", "superEvent")):
        shown.goto(path)
        read = "() => JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').text)"
        assert kind in shown.evaluate(read)
        assert shown.evaluate("() => window.refused") == []
