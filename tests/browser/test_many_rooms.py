"""An event with thirty rooms: what runs in parallel can be read, by everybody and by who edits it."""

from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import pytest
from playwright.sync_api import Locator

from eventreg.accounts.staff import add
from eventreg.db import db
from tests.organisation.desk import PASSWORD
from tests.signage.programmes import publish, with_rooms
from tests.support import databases
from tests.support.browser import Visitors
from tests.support.people import OPEN
from tests.support.server import Server, copy_sqlite

ROOMS = 30
READABLE = 120  # pixels
Box = dict[str, float]


@pytest.fixture(scope="module")
def large(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Callable[[bool], Path]
) -> Iterator[Server]:
    instance = tmp_path_factory.mktemp("large") / "instance"
    copy_sqlite(sqlite_template(True), instance)
    app = databases.make_app(instance, {})
    publish(app, with_rooms(ROOMS))
    with app.test_request_context(method="POST"):
        add("organiser@example.org", "organiser", PASSWORD, now=OPEN)
        db.session.commit()
    databases.close(app)
    with Server(instance, {"SECRET_KEY": "tests"}) as running:
        yield running


def boxes(found: Locator) -> list[Box]:
    made = [one.bounding_box() for one in found.all()]
    assert made
    assert None not in made
    return made  # type: ignore[return-value]


def over(one: Box, other: Box) -> bool:
    across = one["x"] + one["width"] > other["x"] + 1 and other["x"] + other["width"] > one["x"] + 1
    return (
        across and one["y"] + one["height"] > other["y"] + 1 and other["y"] + other["height"] > one["y"] + 1
    )


@pytest.mark.parametrize("path", ["/programme", "/integrer/programme"])
def test_everybody_reads_what_runs_in_parallel(large: Server, visitor: Visitors, path: str) -> None:
    page = visitor(large.address, width=1280).new_page()
    page.goto(path)
    cards = boxes(page.locator("section.day").first.locator("article.session"))
    assert len(cards) > ROOMS
    assert min(card["width"] for card in cards) >= READABLE
    assert not [pair for pair in combinations(cards, 2) if over(*pair)]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_each_card_of_the_draft_stands_under_its_room(large: Server, visitor: Visitors) -> None:
    page = visitor(large.address, width=1280).new_page()
    page.goto("/connexion")
    page.locator("#email").fill("organiser@example.org")
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button").click()
    page.goto("/organisation/programme?jour=2026-03-03")
    heads = boxes(page.locator(".board-head"))
    assert len(heads) > ROOMS
    assert min(head["width"] for head in heads) >= READABLE
    assert [head["x"] for head in heads] == sorted(head["x"] for head in heads)
    for card in page.locator(".piece").all():
        head, box = heads[int(str(card.get_attribute("data-column")))], card.bounding_box()
        assert box is not None
        assert head["x"] <= box["x"] + 8 < box["x"] + box["width"] <= head["x"] + head["width"] + 8
