"""The badge files behind the participant's link."""

import pymupdf
import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from eventreg.db import db
from eventreg.registration import issuing
from eventreg.registration.changing import cancel
from eventreg.registration.models import Registration
from eventreg.registration.states import BADGE, WAITLISTED
from tests.support.people import OPEN, registered

FILES = ("badge.pdf", "badge.svg")


@pytest.fixture(autouse=True)
def _context(app: Flask):
    with app.app_context():
        yield


@pytest.fixture
def person() -> Registration:
    return registered("Léa", "Ångström", lang="en")


def page(person: Registration) -> str:
    return f"/mon-inscription/{issuing.clear_tokens(person, 'STO')['manage']}"


def address(person: Registration) -> str:
    return f"HTTPS://INSCRIPTION.EXAMPLE.ORG/B/{issuing.clear_tokens(person, 'STO')['badge']}"


def decoded(data: bytes, kind: str) -> list[str]:
    with pymupdf.open(stream=data, filetype=kind) as document:
        pixels = document[0].get_pixmap(dpi=150)
    image = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)
    return [found.text for found in zxingcpp.read_barcodes(image)]


def test_files_hold_the_code_that_the_door_knows(client: FlaskClient, person: Registration):
    for name in FILES:
        answer = client.get(f"{page(person)}/{name}")
        assert answer.status_code == 200
        assert decoded(answer.data, name[-3:]) == [address(person)]


def test_files_are_private_and_named_after_the_reference(client: FlaskClient, person: Registration):
    types = {"badge.pdf": "application/pdf", "badge.svg": "image/svg+xml"}
    for name in FILES:
        answer = client.get(f"{page(person)}/{name}")
        assert answer.mimetype == types[name]
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        filename = f'inline; filename="badge-{person.reference}{name[-4:]}"'
        assert answer.headers["Content-Disposition"] == filename
        assert "Set-Cookie" not in answer.headers


def test_printed_badge_speaks_the_persons_language(client: FlaskClient, person: Registration):
    with pymupdf.open(stream=client.get(f"{page(person)}/badge.pdf").data) as document:
        said = " ".join(document[0].get_text().split())

    assert "Léa Ångström" in said
    assert "Tuesday 3 March" in said


def test_reissued_badge_shows_the_new_code(client: FlaskClient, person: Registration):
    before = address(person)
    issuing.replace(person, BADGE, "STO", OPEN)
    db.session.commit()

    assert decoded(client.get(f"{page(person)}/badge.svg").data, "svg") == [address(person)] != [before]


def test_no_badge_for_who_has_cancelled_waits_or_is_unknown(client: FlaskClient, person: Registration):
    link = page(person)
    person.status = WAITLISTED
    db.session.commit()
    assert [client.get(f"{link}/{name}").status_code for name in FILES] == [404, 404]
    cancel(person.id, now=OPEN)
    db.session.commit()
    assert [client.get(f"{link}/{name}").status_code for name in FILES] == [410, 410]
    assert [client.get(f"/mon-inscription/unknown/{name}").status_code for name in FILES] == [404, 404]


def test_another_secret_of_the_person_opens_no_badge(client: FlaskClient, person: Registration):
    for token in (issuing.clear_tokens(person, "STO")[purpose] for purpose in ("badge", "feed")):
        assert client.get(f"/mon-inscription/{token}/badge.svg").status_code == 404
