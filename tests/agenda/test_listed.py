"""Lists of parallel sessions: each says its own times where they are not those of its slot, and that it is called off.

Readers and people who register see a slot's times, 9:30 to 11:15, once a release has moved one of its workshops.
"""

import re
from collections.abc import Mapping
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventreg.registration.choices import SlotChoice
from tests.mail.letters import told
from tests.participant.page import links
from tests.registration.answers import FIRST, at
from tests.releases.draft import LATER, edit, release
from tests.support.pages import parsed, said, spaced
from tests.support.people import registered

LATE = {"starts_at": "2026-03-03T09:45:00", "ends_at": "2026-03-03T11:15:00"}
FRENCH, ENGLISH = ("9 h 45 – 11 h 15", "9 h 30 – 11 h"), ("9:45 a.m. – 11:15 a.m.", "9:30 a.m. – 11:00 a.m.")
LISTS = (
    ("/inscription", "label.choice"),
    ("/inscription", ".wish option"),
)


@pytest.fixture(autouse=True)
def _while_registration_is_open(app: Flask) -> None:
    at("2026-02-02T10:05:00+01:00")


def published(app: Flask, changes: Mapping[str, Mapping[str, str]]) -> None:
    with app.app_context():
        for code, values in changes.items():
            edit(code, values)
        release()


def listed(client: FlaskClient, path: str, selector: str, title: str) -> str:
    """The words of the one part of the page that names it, with plain spaces."""
    parts = [spaced(part.get_text(" ")) for part in parsed(client.get(path)).select(selector)]
    (found,) = (part for part in parts if title in part)
    return found


@pytest.mark.parametrize(("path", "selector"), LISTS)
def test_a_session_says_its_own_times(app: Flask, client: FlaskClient, path: str, selector: str) -> None:
    for title in ("Atelier 1", "Atelier 2"):
        assert "9 h" not in listed(client, path, selector, title), "the slot has said it"
    published(app, {"atelier-1": LATE})
    for lang, word, times in (("fr", "Atelier", FRENCH), ("en", "Workshop", ENGLISH)):
        for number, own in enumerate(times, 1):
            assert own in listed(client, f"{path}?lang={lang}", selector, f"{word} {number}")
        other = listed(client, f"{path}?lang={lang}", selector, f"{word} 6")
        assert not re.search(r"\d (h\b|a\.m\.)", other)


def test_its_page_says_when_the_others_are(app: Flask, client: FlaskClient) -> None:
    published(app, {"atelier-1": LATE})
    assert "9 h 30 – 11 h" in listed(client, "/programme/atelier-1", ".link-list li", "Atelier 2")


def test_what_is_left_for_who_lost_a_seat_says_its_times(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        person = registered(slots={FIRST: SlotChoice("atelier-1")})
        edit("atelier-2", LATE)
        release()
        edit("atelier-1", {"status": "cancelled"})
        release(now=LATER + timedelta(minutes=1))
        mail = told(app, person)
        own = f"/mon-inscription/{links(app, person)['manage']}"
    assert "(9 h 45 – 11 h 15, 60 places)" in mail
    assert "9 h 45 – 11 h 15" in said(parsed(client.get(own)), "p[id=offer-atelier-2]")


def test_what_is_called_off_offers_no_seats(app: Flask, client: FlaskClient) -> None:
    published(app, {code: {"status": "cancelled"} for code in ("atelier-1", "bienvenue")})
    for path, selector in (("/", ".brief-choice li"), ("/programme/atelier-2", ".link-list li")):
        line = listed(client, path, selector, "Atelier 1")
        assert "annulé" in line
        assert "place" not in line
    assert "annulé" in listed(client, "/", ".brief > li", "Mot de bienvenue")
    assert "60 places" not in said(parsed(client.get("/programme/atelier-1")), "main .side")
