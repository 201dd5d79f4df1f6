"""The grid by mouse, by keyboard alone and by forms without script: the same draft."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from eventreg.agenda.tables import Row, find
from tests.editing.hands import Form, Keyboard, Mouse, done, piece
from tests.editing.office import Office
from tests.releases.draft import create

Change = Callable[[Any], None]
HANDS = (Mouse, Keyboard, Form)
TIMES = ("starts_at", "ends_at")
NIGHT: Row = {
    "kind": "social", "title": {"fr": "Soirée"}, "starts_at": "2026-03-03T21:00:00", "ends_at": "2026-03-04T02:00:00",
    "room": "salle-1", "status": "provisional", "language": "fr",
}  # fmt: skip

# What is done, and what the row says then.
CHANGES: dict[str, tuple[Change, str, Row]] = {
    "move within a room": (
        lambda hand: hand.move("atelier-3", hours=-0.5), "atelier-3",
        {"starts_at": "2026-03-03T15:30:00", "ends_at": "2026-03-03T17:00:00", "room": "salle-1"},
    ),
    "move between rooms": (
        lambda hand: hand.move("temoignages", hours=0.25, rooms=3), "temoignages",
        {"starts_at": "2026-03-03T11:45:00", "ends_at": "2026-03-03T12:45:00", "room": "salle-2"},
    ),
    "resize the lower edge": (
        lambda hand: hand.end("co-creation", 0.5), "co-creation",
        {"starts_at": "2026-03-03T14:00:00", "ends_at": "2026-03-03T16:00:00"},
    ),
    "resize the upper edge": (
        lambda hand: hand.begin("co-creation", 0.25), "co-creation",
        {"starts_at": "2026-03-03T14:15:00", "ends_at": "2026-03-03T15:30:00"},
    ),
    "draw": (
        lambda hand: hand.draw("salle-3", 14, 15.5, "Atelier 8 : le climat des côtes"), "atelier-8",
        {"starts_at": "2026-03-03T14:00:00", "ends_at": "2026-03-03T15:30:00", "room": "salle-3",
         "title": {"fr": "Atelier 8 : le climat des côtes"}, "status": "provisional"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_same_draft_by_each_hand_and_undone(office: Office, name: str) -> None:
    change, code, wanted = CHANGES[name]
    before, made = office.tables(), []
    for hand in HANDS:
        one = hand(office)
        change(one)
        done(one.page) if hand is not Form else expect(one.page.locator(".notice-success")).to_be_visible()
        assert len(office.actions()) == 1, "one gesture is one step"
        made.append(office.tables())
        one.page.locator("#undo button").click()
        expect(one.page.locator("#redo")).to_be_visible()
        assert office.tables() == before, "and undone by one"
    row = find(made[0]["session"], code)
    assert row is not None
    assert row | wanted == row
    assert made[1:] == [made[0], made[0]]


@pytest.mark.parametrize("hand", [Mouse, Keyboard])
def test_each_gesture_is_undone_and_done_again(office: Office, hand: type[Mouse] | type[Keyboard]) -> None:
    before = office.tables()
    one = hand(office)
    one.move("conclusion-1", hours=1)
    done(one.page)
    moved = office.tables()
    undo = one.page.locator("#undo button")
    expect(undo).to_contain_text("Annuler\u00a0: déplacement de «\u00a0Conclusion de la journée\u00a0»")
    one.page.keyboard.press("Control+z")
    expect(undo).to_have_count(0)
    assert office.tables() == before
    redo = one.page.locator("#redo button")
    expect(redo).to_be_focused()
    one.page.keyboard.press("Enter")
    expect(undo).to_be_visible()
    assert office.tables() == moved
    expect(piece(one.page, "conclusion-1")).to_contain_text("18\u00a0h\u00a030")


def test_what_is_held_is_said_and_given_up(office: Office) -> None:
    hand = Keyboard(office, step=30)
    hand._pick("atelier-1")
    hand.page.keyboard.press("ArrowRight")
    held = hand.page.locator("#held")
    expect(held).to_contain_text("Salle 2, 9\u00a0h\u00a030 – 11\u00a0h\u202f; chevauche «\u00a0Atelier 2")
    expect(hand.page.get_by_role("status").filter(has_text="Salle 2, 9")).to_have_count(1)
    hand.page.keyboard.press("ArrowDown")
    expect(held).to_contain_text("Salle 2, 10\u00a0h – 11\u00a0h\u00a030")
    # A screen reader that reads a page with the arrows leaves them to an application.
    expect(hand.page.get_by_role("application", name="Atelier 1")).to_be_focused()
    hand.page.keyboard.press("Escape")
    expect(hand.page.locator("#held-bar")).to_be_hidden()
    expect(hand.page.locator(".ghost")).to_have_count(0)
    expect(piece(hand.page, "atelier-1").locator(".piece-pick")).to_be_focused()
    assert office.actions() == []


@pytest.mark.parametrize(("step", "ends"), [(5, "15:35"), (10, "15:40"), (30, "16:00")])
def test_gestures_keep_to_the_step(office: Office, step: int, ends: str) -> None:
    hand = Keyboard(office, step=step)
    hand.end("co-creation", step / 60)
    done(hand.page)
    assert office.row("co-creation")["ends_at"] == f"2026-03-03T{ends}:00"


def test_drawing_upwards_is_drawing_too(office: Office) -> None:
    hand = Mouse(office)
    hand.draw("salle-3", 11, 10, "De bas en haut")
    done(hand.page)
    drawn = office.tables()["session"][-1]
    assert [drawn[key][11:16] for key in ("starts_at", "ends_at")] == ["10:00", "11:15"]


def test_cards_show_their_seats_whole(office: Office) -> None:
    """However long the title is."""
    page = office.grid()
    cut = page.locator(".piece-seats:visible").evaluate_all(
        """all => { const end = (one) => one.getBoundingClientRect().bottom;
        return all.filter(one => end(one) > end(one.closest(".piece"))).map(one => one.textContent) }"""
    )
    assert cut == []
    assert page.locator(".piece-seats:visible").count() == 4


def test_a_click_anywhere_on_the_card_opens_the_session(office: Office) -> None:
    page = office.grid()
    piece(page, "networking").click()
    expect(page.locator("#title_fr")).to_have_value("Networking, suivi d’un dîner")


def test_the_way_back_stands_beside_what_has_been_done(office: Office) -> None:
    """The buttons above the grid are out of sight of who works at the evening."""
    hand = Mouse(office)
    hand.move("networking", hours=-0.5)
    done(hand.page)
    outcome = hand.page.locator(".outcome")
    outcome.get_by_role("button", name="Annuler").click()
    expect(hand.page.locator("#outcome")).to_contain_text("Annulé")
    assert office.actions() == []
    outcome.get_by_role("button", name="Rétablir").click()
    expect(hand.page.locator("#outcome")).to_contain_text("Rétabli")
    assert office.actions() == ["moved"]
    expect(outcome.get_by_role("button")).to_have_text(["Annuler"])


def test_contributors_are_put_in_order_without_leaving_the_page(office: Office) -> None:
    page = office.page()
    page.goto("/organisation/programme/seances/atelier-2")
    page.locator("#title_en").fill("Being written")
    page.get_by_role("button", name="Monter\u00a0: Marseille").click()
    names = page.locator(".people-list li > span:first-of-type")
    expect(names).to_have_text(["NetZeroCities", "Marseille", "Paris", "Lyon"])
    expect(page.locator("#contributors")).to_be_focused()
    page.locator("#add_name").fill("Les auditeurs")
    page.get_by_role("button", name="Ajouter à la liste").click()
    expect(names).to_have_count(5)
    page.get_by_role("button", name="Enlever\u00a0: Lyon").click()
    expect(names).to_have_count(4)
    expect(page.locator("#title_en")).to_have_value("Being written")
    assert office.actions() == []
    page.locator("#title_en").press("Enter")
    expect(page.locator(".notice-success")).to_be_visible()
    assert office.row("atelier-2")["contributors"] == ["NetZeroCities", "Marseille", "Paris", "Les auditeurs"]


def test_drawing_that_is_refused_asks_again_with_what_was_typed(office: Office) -> None:
    hand = Keyboard(office)
    hand.page.locator("#draw").press("Enter")
    hand.page.keyboard.press("Enter")
    title = hand.page.locator("#new-title")
    title.fill("Un titre " + "très " * 80 + "long")
    title.press("Enter")
    expect(hand.page.locator("#new-error")).to_contain_text("trop long")
    expect(title).to_have_value("Un titre " + "très " * 80 + "long")
    title.fill("Un titre court")
    hand.page.locator("#new-capacity").fill("30")
    title.press("Enter")
    done(hand.page)
    assert office.actions() == ["created"]
    assert office.tables()["session"][-1]["capacity"] == 30


@pytest.mark.parametrize("hours", [0, 0.5, -1], ids=["aside", "later", "earlier"])
@pytest.mark.parametrize("hand", [Mouse, Keyboard])
def test_what_lasts_into_the_night_keeps_its_length(
    office: Office, hand: type[Mouse] | type[Keyboard], hours: float
) -> None:
    """The grid ends at midnight, and the evening does not."""
    with office.app.app_context():
        code = create(NIGHT)
    one = hand(office)
    one.move(code, hours=hours, rooms=1)
    done(one.page)
    row = find(office.tables()["session"], code)
    assert row is not None
    starts, ends = (datetime.fromisoformat(NIGHT[key]) + timedelta(hours=hours) for key in TIMES)
    assert [row[key] for key in TIMES] == [starts.isoformat(), ends.isoformat()]
    assert row["room"] == "salle-2"
