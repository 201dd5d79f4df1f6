"""A day of the programme whose sessions stand beside each other: everything is seen, at its own time."""

from collections.abc import Iterator
from itertools import combinations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import FloatRect, Page, Route

from eventreg import clock
from tests.releases.draft import WORKSHOP, create, edit, release
from tests.support.browser import Visitors, assert_accessible, assert_fits
from tests.support.pages import one, parsed, said
from tests.support.people import OPEN

ADDRESS = "http://localhost"


@pytest.fixture(autouse=True)
def _busy_day(app: Flask) -> None:
    """A workshop during a plenary, one that begins half an hour after its neighbours and lasts into the evening."""
    with app.app_context():
        beside = {"starts_at": "2026-03-03T14:00:00", "ends_at": "2026-03-03T15:00:00"}
        create(WORKSHOP | beside | {"title": {"fr": "Pendant la plénière"}})
        soon = {"starts_at": "2026-03-03T14:10:00", "ends_at": "2026-03-03T15:10:00", "room": "salle-1"}
        create(WORKSHOP | soon | {"title": {"fr": "Dix minutes plus tard"}})
        edit(
            "atelier-1",
            {"starts_at": "2026-03-03T16:30:00", "ends_at": "2026-03-03T18:00:00", "room": "salle-3"},
        )
        edit("temoignages", {"ends_at": "2026-03-03T12:45:00"})
        edit("atelier-5", {"status": "cancelled"})
        release()


def _open(visitor: Visitors, client: FlaskClient, path: str, width: int) -> Page:
    page = visitor(width=width).new_page()

    def answer(route: Route) -> None:
        with client.get(route.request.url.removeprefix(ADDRESS)) as found:
            route.fulfill(status=found.status_code, headers=dict(found.headers), body=found.get_data())

    page.route("**/*", answer)
    page.goto(ADDRESS + path)
    return page


def _covering(page: Page, selector: str) -> Iterator[tuple[str, str]]:
    """Pairs of elements of which one hides some of the other."""
    shown = [part for part in page.locator(selector).all() if part.is_visible()]
    boxes = [(part.inner_text().split("\n")[0], part.bounding_box()) for part in shown]
    for (name, here), (other, there) in combinations(boxes, 2):
        assert here
        assert there
        if _apart(here, there) < -1:
            yield name, other


def _apart(here: FloatRect, there: FloatRect) -> float:
    """How far two boxes are from each other; negative where they overlap."""
    ways = (("x", "width"), ("y", "height"))
    return max(
        max(here[at], there[at]) - min(here[at] + here[size], there[at] + there[size])  # type: ignore[literal-required]
        for at, size in ways
    )


@pytest.mark.parametrize("width", [320, 840, 1280])
@pytest.mark.parametrize("path", ["/programme", "/integrer/programme"])
def test_nothing_hides_anything(client: FlaskClient, visitor: Visitors, path: str, width: int) -> None:
    page = _open(visitor, client, path, width)
    assert page.locator(".session").count() == 22
    assert list(_covering(page, ".session")) == []
    assert list(_covering(page, ".slot-time")) == []
    assert_fits(page)
    assert_accessible(page)


def test_each_session_stands_under_its_own_time(client: FlaskClient) -> None:
    page = parsed(client.get("/programme"))
    tuesday = page.select(".day")[0]
    times = {
        said(session, "h3"): (said(slot, ".slot-time"), said(session, ".session-meta"))
        for slot in tuesday.select(".slot")
        for session in slot.select(".session")
    }
    assert times["Atelier 1 : Comment susciter l’action citoyenne ?"][0] == "16 h 30 – 18 h"
    assert times["Déjeuner"][0] == "12 h 30 – 14 h"
    under, meta = times["Pendant la plénière"]
    assert under == "14 h"
    assert meta.startswith("14 h – 15 h ")
    under, meta = times["Dix minutes plus tard"]
    assert under == "14 h 10"
    assert meta.startswith("14 h 10 – 15 h 10 ")
    assert times[
        "Atelier 4 (technique) : Comment mieux chiffrer le coût financier des stratégies climatiques ?"
    ][0] == ("16 h – 17 h 30 un atelier au choix")


def test_the_home_page_says_the_same_times_and_what_is_off(client: FlaskClient) -> None:
    lines = [line.get_text(" ", strip=True) for line in parsed(client.get("/")).select(".brief > li")]
    plain = [" ".join(line.split()) for line in lines]
    assert any(line.startswith("16 h 30 Atelier 1") for line in plain)
    assert any(line.startswith("14 h Pendant la plénière") and "Co-création" in line for line in plain)
    assert any(line.endswith("attirer des financements annulé") for line in plain)


def test_who_registers_is_told_times_that_differ_and_asked_nothing_without_choice(
    client: FlaskClient,
) -> None:
    clock.start_at(OPEN)
    page = parsed(client.get("/inscription"))
    choice = one(page, 'label:has(input[value="atelier-1"])')
    assert said(choice, ".choice-note").startswith("16 h 30 – 18 h · ")
    assert said(one(page, 'label:has(input[value="atelier-3"])'), ".choice-note") == "16 h – 17 h 30"
    questions = [
        said(legend.parent or page, "legend") for legend in page.select("fieldset.field-group > legend")
    ]
    assert not any(question.startswith("9 h – 10 h 30") for question in questions)
