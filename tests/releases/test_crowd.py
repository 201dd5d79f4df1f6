"""A release that moves one workshop, calls one off and adds one, with two thousand registered: whom it reaches, in the
mailbox and in the calendar, and whom it leaves alone.
"""

import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from eventreg import clock
from eventreg.accounts.staff import add
from eventreg.db import db
from tests.mail.letters import text
from tests.organisation.desk import PASSWORD
from tests.releases.crowd import Seats, address_of, crowd, feed_of
from tests.releases.desk import Desk
from tests.releases.draft import WORKSHOP, create, edit
from tests.support.calendars import Subscription
from tests.support.pages import spaced
from tests.support.server import Server
from tests.support.smtp import Sink

EVERYBODY = 2000
MOVED, CALLED_OFF = "atelier-1", "atelier-6"
LATER = {"starts_at": "2026-03-03T16:00:00", "ends_at": "2026-03-03T17:00:00", "room": "hall"}
EVENT = re.compile(rb"BEGIN:VEVENT.*?END:VEVENT\r\n", re.DOTALL)
CODE = re.compile(rb"URL:http[^\r]*/programme/([a-z0-9-]+)\r")

Feeds = dict[int, bytes]


def feeds(app: Flask, addresses: dict[int, str]) -> Feeds:
    client = app.test_client()
    return {key: client.get(address).data for key, address in addresses.items()}


def events(feed: bytes) -> dict[str, bytes]:
    """By code of the session."""
    found = {}
    for block in EVENT.findall(feed):
        code = CODE.search(block.replace(b"\r\n ", b""))
        assert code, block
        found[code[1].decode()] = block
    return found


def differing(before: bytes, after: bytes) -> set[str]:
    one, other = events(before), events(after)
    return {code for code in one.keys() | other.keys() if one.get(code) != other.get(code)}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.slow])])
def serving(request: pytest.FixtureRequest, server: Callable[..., Server], smtp_sink: Sink) -> Server:
    mail = {
        "MAIL_SERVER": smtp_sink.host,
        "MAIL_PORT": str(smtp_sink.port),
        "MAIL_DEFAULT_SENDER": "team@example.org",
    }
    return server(request.param, SECRET_KEY="tests", **mail)


def test_a_release_reaches_exactly_the_people_concerned(
    serving: Server, opened: Callable[..., Flask], smtp_sink: Sink, tmp_path: Path
) -> None:
    app = opened(serving.settings["DATABASE_URL"], BASE_URL=serving.address)
    with app.test_request_context(method="POST"):
        add("organiser@example.org", "organiser", PASSWORD, now=clock.now())
        seats = crowd(EVERYBODY, few=(MOVED, CALLED_OFF))
        edit(MOVED, LATER)
        edit(CALLED_OFF, {"status": "cancelled"})
        create(WORKSHOP | {"room": "salle-1"})
        addresses = {key: feed_of(key) for key in seats}
        db.session.remove()
    concerned = {
        key: codes & {MOVED, CALLED_OFF} for key, codes in seats.items() if codes & {MOVED, CALLED_OFF}
    }
    assert 60 < len(concerned) < 200
    before = feeds(app, addresses)
    people = [
        *{codes: key for key, codes in concerned.items()}.values(),
        min(seats.keys() - concerned.keys()),
    ]
    watched = {key: Subscription(serving.address + addresses[key], tmp_path / str(key)) for key in people}
    for subscription in watched.values():
        subscription.fetch()

    assert Desk(serving).publish() < 1

    after = feeds(app, addresses)
    changed = {key: differing(before[key], after[key]) for key in seats if before[key] != after[key]}
    assert changed == concerned
    _assert_mailed(smtp_sink, concerned, seats)
    for key, subscription in watched.items():
        assert subscription.fetch() == concerned.get(key, set()), seats[key]
        shown = {event.code for event in subscription.shown()}
        assert shown == events(after[key]).keys(), "the calendar shows what the feed holds"


def _assert_mailed(sink: Sink, concerned: dict[int, frozenset[str]], seats: Seats) -> None:
    """One message each, which tells what changed for that person and nothing else."""
    told = sink.wait(len(concerned), timeout=60)
    time.sleep(1)  # for one too many
    assert Counter(to for recipients in sink.recipients for to in recipients) == Counter(
        map(address_of, concerned)
    )
    bodies = {message["To"]: spaced(text(message)) for message in told}
    for key, codes in concerned.items():
        said = bodies[address_of(key)]
        lost = {"atelier-3", "atelier-4"} & seats[key]
        assert ("Annulé : « Atelier 6" in said) == (CALLED_OFF in codes)
        assert ("Nouvel horaire : « Atelier 1" in said) == (MOVED in codes)
        assert ("Place perdue" in said) == (MOVED in codes and bool(lost))
