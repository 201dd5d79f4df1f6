"""Somebody who waits for a place at the event, and gets one before the mail about a release has left."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from eventreg import clock
from eventreg.db import db
from eventreg.registration import changing
from eventreg.registration.choices import SlotChoice
from eventreg.registration.models import Registration
from tests.mail.letters import captured, html, text
from tests.registration.answers import FIRST
from tests.registration.editions import load, shipped, with_places, with_sessions
from tests.releases.draft import LATER, edit, release
from tests.support.people import registered

QUARTER = timedelta(minutes=15)
CONFIRMED = "Votre inscription est confirmée"


@pytest.fixture
def waiting(app: Flask) -> Iterator[list[Registration]]:
    """Who has the only place, and who waits for it."""
    with app.app_context():
        clock.start_at(LATER)
        load(with_places(shipped(), 1))
        people = [registered(slots={FIRST: SlotChoice("atelier-1")}) for _ in range(2)]
        captured(app)
        yield people


def news(app: Flask, person: Registration) -> list[tuple[str, str, str]]:
    """Of what has come since the first mail: subject, text and HTML."""
    mails = [mail for mail in captured(app) if mail["To"] == person.email][1:]
    return [(mail["Subject"], " ".join(text(mail).split()), " ".join(html(mail).split())) for mail in mails]


def test_the_confirmation_tells_what_the_release_changed(app: Flask, waiting: list[Registration]) -> None:
    first, second = waiting
    edit("atelier-1", {"status": "cancelled"})
    release(wait=QUARTER, now=LATER)
    changing.cancel(first.id, now=LATER)
    db.session.commit()
    clock.start_at(LATER + 2 * QUARTER)
    ((subject, *bodies),) = news(app, second)
    assert subject.startswith(CONFIRMED)
    for body in bodies:
        assert "Annulé : « Atelier 1" in body


def test_a_file_that_moves_a_workshop_and_makes_room_is_one_mail(
    app: Flask, waiting: list[Registration]
) -> None:
    _first, second = waiting
    load(with_sessions(with_places(shipped(), 5), {"atelier-1": {"room": "salle-3"}}), now=LATER)
    ((subject, *bodies),) = news(app, second)
    assert subject.startswith(CONFIRMED)
    for body in bodies:
        assert "Nouvelle salle : « Atelier 1" in body
