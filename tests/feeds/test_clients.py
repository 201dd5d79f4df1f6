"""Calendar programs that people use show the programme as it is, and of a change what has changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask

from eventreg.registration import issuing
from eventreg.registration.choices import SlotChoice
from tests.registration import editions
from tests.support import people
from tests.support.calendars import Shown, Subscription
from tests.support.server import Server

MOVED, CANCELLED = "atelier-5", "atelier-6"
LATER = timedelta(minutes=30)
ALWAYS = {"welcome", "plenary", "break"}
Told = Mapping[str, Mapping[str, Any]]
"""The sessions of /programme.json, by code."""


@dataclass
class Site:
    """It serves in processes of its own; `app` is the same here, to register people and to publish."""

    server: Server
    app: Flask

    @property
    def feed(self) -> str:
        return f"{self.server.address}/programme.ics"

    def feed_of(self, slots: Mapping[str, SlotChoice]) -> str:
        """That of somebody who registers now and chooses these workshops."""
        with self.app.app_context():
            token = issuing.clear_tokens(people.registered(slots=slots), "STO")["feed"]
        return f"{self.server.address}/calendrier/{token}.ics"

    def programme(self) -> Told:
        said = requests.get(f"{self.server.address}/programme.json", timeout=10).json()
        return {session["code"]: session for session in said["sessions"]}

    def publish_a_change(self) -> None:
        """One workshop is moved, another is cancelled."""
        shipped = editions.shipped()
        times = {name: at + LATER for name, at in editions.times_of(shipped, MOVED).items()}
        changes: editions.Changes = {MOVED: times, CANCELLED: {"status": "cancelled"}}
        with self.app.test_request_context(method="POST"):
            editions.load(editions.with_sessions(shipped, changes))


@pytest.fixture
def site(server: Callable[..., Server], opened: Callable[..., Flask]) -> Site:
    running = server(SECRET_KEY="tests")
    return Site(running, opened(running.settings["DATABASE_URL"]))


def _assert_tells(shown: list[Shown], told: Told) -> None:
    """Each session once, with its title, times, place and state."""
    assert sorted(event.code for event in shown) == sorted(told)
    for event in shown:
        session = told[event.code]
        off = session["status"] == "cancelled"
        assert _plain(event.title) == _plain(("ANNULÉ : " if off else "") + session["title"]["fr"])
        assert (event.starts, event.ends) == (_local(session["starts_at"]), _local(session["ends_at"]))
        assert event.location.startswith(f"{session['room']['fr']}, Conseil régional")
        assert event.cancelled == off


def _plain(text: str) -> str:
    """Without spaces: where they stand, and how wide they are, is typography."""
    return "".join(text.split())


def _local(instant: str) -> str:
    return datetime.fromisoformat(instant).strftime("%Y-%m-%d %H:%M")


def _own(told: Told, *codes: str) -> Told:
    """The sessions of somebody who chose these workshops and no meal."""
    return {code: session for code, session in told.items() if session["kind"] in ALWAYS or code in codes}


def _different(before: list[Shown], after: list[Shown]) -> set[str]:
    return {event.code for event in set(before) ^ set(after)}


def test_they_show_the_programme_and_of_a_change_exactly_what_changed(site: Site, tmp_path: Path) -> None:
    everything = Subscription(site.feed, tmp_path / "public")
    chosen = {"20260304T0900": SlotChoice(MOVED), "20260304T1045": SlotChoice(CANCELLED)}
    concerned = Subscription(site.feed_of(chosen), tmp_path / "concerned")
    other = Subscription(site.feed_of({"20260304T1045": SlotChoice("atelier-7")}), tmp_path / "other")
    told = site.programme()
    before = {each: each.synced() for each in (everything, concerned, other)}
    _assert_tells(before[everything], told)
    _assert_tells(before[concerned], _own(told, MOVED, CANCELLED))
    _assert_tells(before[other], _own(told, "atelier-7"))
    assert everything.fetch() == set()

    site.publish_a_change()
    told = site.programme()
    for each, own in ((everything, told), (concerned, _own(told, MOVED, CANCELLED))):
        assert each.fetch() == {MOVED, CANCELLED}
        after = each.shown()
        _assert_tells(after, own)
        assert _different(before[each], after) == {MOVED, CANCELLED}
    assert other.fetch() == set()
