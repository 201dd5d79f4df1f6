"""An event with thirty rooms: what runs in parallel can be read, by everybody and by who edits it."""

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest
from playwright.sync_api import Locator

from eventreg.event.toml import dump
from tests.organisation.desk import PASSWORD
from tests.signage.programmes import with_rooms
from tests.support.browser import Visitors
from tests.support.server import Server

ROOMS = 30
READABLE = 120  # pixels
Box = dict[str, float]


@pytest.fixture
def large(server: Callable[..., Server], tmp_path: Path) -> Server:
    running = server()
    edition = tmp_path / "edition.toml"
    edition.write_text(dump(with_rooms(ROOMS)), "utf-8")
    loaded = running.flask("event", "load", str(edition))
    assert loaded.returncode == 0, loaded.stderr
    running.flask(
        "staff", "add", "organiser@example.org", "--role", "organiser", "--password-stdin", stdin=PASSWORD
    )
    return running


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
