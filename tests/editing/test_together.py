"""Two organisers at once, and moves that cost people their seats: what the grid asks, in a real browser."""

import pytest
from playwright.sync_api import expect

from eventreg.registration.choices import SlotChoice
from tests.editing.desk import GRID
from tests.editing.hands import Form, Keyboard, Mouse, done
from tests.editing.office import PEOPLE, Office
from tests.releases.draft import WORKSHOP, create
from tests.support.browser import assert_accessible, assert_fits
from tests.support.people import registered


@pytest.mark.parametrize(("hand", "answer"), [(Mouse, "yes"), (Keyboard, "no")])
def test_later_gesture_is_told_and_decides(office: Office, hand: type[Mouse], answer: str) -> None:
    mine = hand(office)
    theirs = Mouse(office, who=PEOPLE[1])
    theirs.move("atelier-3", rooms=2)
    done(theirs.page)
    mine.move("atelier-3", rooms=1)
    dialog = mine.page.locator("#asking")
    expect(dialog).to_contain_text(f"{PEOPLE[1]} a enregistré une autre modification")
    expect(dialog).to_contain_text("Salle 3 ; vous vouliez Salle 2")
    assert_accessible(mine.page)
    dialog.locator(f"[value={answer}]").click()
    expect(dialog).to_be_hidden()
    if answer == "yes":
        done(mine.page)
    expect(mine.page.locator('[data-code="atelier-3"] .piece-pick')).to_be_focused()
    assert office.row("atelier-3")["room"] == {"yes": "salle-2", "no": "salle-3"}[answer]


def test_later_form_is_told_with_everything_typed(office: Office) -> None:
    mine = Form(office).page
    mine.goto(f"{GRID}/seances/atelier-3")
    mine.locator("#title_en").fill("Typed for a long time")
    theirs = Keyboard(office, who=PEOPLE[1])
    theirs.move("atelier-3", rooms=2)
    done(theirs.page)
    mine.locator("#row .actions button").click()
    expect(mine.locator(".notice-warning")).to_contain_text(PEOPLE[1])
    expect(mine.locator("#title_en")).to_have_value("Typed for a long time")
    mine.get_by_role("link", name="Prendre l’autre version").click()
    expect(mine.locator("#room")).to_have_value("salle-3")


@pytest.mark.parametrize("hand", [Mouse, Keyboard])
def test_move_that_costs_seats_asks(office: Office, hand: type[Mouse]) -> None:
    with office.app.app_context():
        seats = {"20260304T0900": SlotChoice("atelier-5"), "20260304T1045": SlotChoice("atelier-6")}
        registered("Ana", "Costa", slots=seats)
    one = hand(office, step=30, day="2026-03-04")
    dialog = one.page.locator("#asking")
    one.move("atelier-5", hours=0.5)
    expect(dialog).to_contain_text("une place dans cette séance")
    dialog.get_by_role("button", name="Ne pas déplacer").click()
    expect(one.page.locator('[data-code="atelier-5"] .piece-pick')).to_be_focused()
    expect(one.page.locator("#undo")).to_have_count(0)
    assert office.actions() == []
    one.move("atelier-5", hours=0.5)
    dialog.get_by_role("button", name="Déplacer quand même").click()
    done(one.page)
    assert office.actions() == ["moved"]
    expect(one.page.locator(".checks")).to_contain_text("à la publication, car")


def test_without_a_session_nothing_is_lost_unsaid(office: Office) -> None:
    one = Mouse(office)
    one.page.context.clear_cookies()
    one.move("co-creation", rooms=2)
    expect(one.page.locator("#outcome")).to_contain_text("Rien n’a été enregistré")
    one.page.context.set_offline(True)
    one.move("co-creation", rooms=2)
    expect(one.page.locator("#outcome")).to_contain_text("Vérifiez votre connexion")
    office.visitors.complaints.clear()
    assert office.actions() == []


def test_undoing_twice_in_a_hurry_takes_back_one_step(office: Office) -> None:
    hand = Mouse(office)
    for rooms in (1, -1):
        hand.move("atelier-3", rooms=rooms)
        done(hand.page)
        expect(hand.page.locator("html.is-waiting")).to_have_count(0)
    hand.page.locator('[data-code="atelier-3"] .piece-pick').press("Enter")
    hand.page.keyboard.press("Control+z")
    hand.page.wait_for_timeout(100)
    expect(hand.page.locator(".ghost")).to_be_focused()  # undoing waits until nothing is held
    hand.page.keyboard.press("Escape")
    hand.page.locator("#undo button").dblclick()
    expect(hand.page.locator("#outcome")).to_contain_text("Annulé")
    assert office.actions() == ["moved"]


@pytest.mark.parametrize("width", [320, 767])
def test_narrow_screen_has_a_list_by_time(office: Office, width: int) -> None:
    with office.app.app_context():
        create(WORKSHOP | {"title": {"fr": "Intergouvernementalisation extraordinaire"}})
    page = office.page(width=width)
    page.goto(f"{GRID}?jour={WORKSHOP['starts_at'][:10]}")
    assert_fits(page)
    page.goto(f"{GRID}?jour=2026-03-03")
    expect(page.locator("#draw")).to_be_hidden()
    expect(page.locator(".piece-pick").first).to_be_hidden()
    tops = page.locator(".piece").evaluate_all("all => all.map(one => one.getBoundingClientRect().top)")
    assert tops == sorted(tops)
    expect(page.locator(".piece").nth(2)).to_contain_text("Salle 1")


def test_finger_takes_the_handle_and_scrolls_elsewhere(office: Office) -> None:
    page = office.grid(has_touch=True)
    handle = page.locator('[data-code="co-creation"] .piece-pick')
    handle.evaluate("one => one.scrollIntoView({block: 'center'})")
    box, card = handle.bounding_box(), page.locator('[data-code="co-creation"] h3').bounding_box()
    assert box is not None
    assert card is not None
    touch = page.context.new_cdp_session(page)

    def swipe(x: float, y: float, down: float) -> None:
        for kind, moved in (("touchStart", 0.0), ("touchMove", down / 2), ("touchMove", down)):
            point = {"x": x, "y": y + moved}
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    swipe(box["x"] + 8, box["y"] + 8, 60)
    done(page)
    assert office.row("co-creation")["starts_at"] == "2026-03-03T14:30:00"
    office.clear()
    swipe(card["x"] + 8, card["y"] + 20, -60)
    page.wait_for_timeout(200)
    assert office.actions() == []
