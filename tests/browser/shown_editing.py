"""The organisers' pages about the draft of the programme."""

from playwright.sync_api import expect
from sqlalchemy import delete

from eventreg.agenda.models import DraftStep
from eventreg.db import db
from eventreg.registration.choices import SlotChoice
from tests.browser.shown import FIRST, Walk, at, state
from tests.browser.shown_staff import ORGANISER
from tests.editing.desk import GRID
from tests.releases.draft import create, edit
from tests.support.people import OPEN

SESSION = f"{GRID}/seances/atelier-1"

at("new_session", "editing_sessions.add", f"{GRID}/seances/nouvelle", ORGANISER)
at("no_contributors", "editing_tables.index", f"{GRID}/intervenants", ORGANISER)
at("one_room", "editing_tables.edit", f"{GRID}/salles/salle-1", ORGANISER)
at("distribution", "door_signs.distribution", f"{GRID}/diffusion", ORGANISER)


def change(walk: Walk, table: str, code: str | None, **values: object) -> None:
    """By a colleague, in the draft."""
    if code:
        walk.site.change(lambda: edit(code, values, table=table, now=OPEN))
    else:
        walk.site.change(lambda: create(values, table=table, now=OPEN))


def cleared(walk: Walk) -> None:
    walk.site.change(lambda: db.session.execute(delete(DraftStep)))


@state("editing.index", ORGANISER)
def draft_untouched(walk: Walk) -> None:
    cleared(walk)
    walk.go(GRID)
    expect(walk.page.locator(".piece").first).to_be_visible()


@state("editing.index", ORGANISER)
def draft_with_things_to_check(walk: Walk) -> None:
    cleared(walk)
    change(walk, "session", "atelier-2", room="salle-1", title={"en": "No French title"})
    change(walk, "session", "networking", room="", status="cancelled")
    change(walk, "track", None, name={"fr": "Financer", "en": "Funding"}, tint=6)
    change(walk, "session", "atelier-3", track="financer")
    walk.go(GRID)
    walk.unfold()
    expect(walk.page.locator(".checks li").nth(2)).to_be_visible()


@state("editing.index", ORGANISER)
def draft_held_by_the_keyboard(walk: Walk) -> None:
    cleared(walk)
    walk.page.set_viewport_size({"width": 1280, "height": 900})
    walk.go(GRID)
    walk.page.locator(".piece-pick").first.press("Enter")
    walk.page.keyboard.press("ArrowDown")
    expect(walk.page.locator(".ghost")).to_be_visible()


@state("editing.index", ORGANISER)
def draft_asking_for_a_title(walk: Walk) -> None:
    cleared(walk)
    walk.page.set_viewport_size({"width": 1280, "height": 900})
    walk.go(GRID)
    walk.page.locator("#draw").press("Enter")
    walk.page.keyboard.press("Enter")
    expect(walk.page.locator("#creating")).to_be_visible()


@state("editing_sessions.edit", ORGANISER)
def one_session_of_the_draft(walk: Walk) -> None:
    cleared(walk)
    change(walk, "contributor", None, name="Maya Diop", organisation="I4CE")
    change(walk, "session", "atelier-2", room="salle-1", contributors=["maya-diop", "Paris"])
    walk.go(f"{GRID}/seances/atelier-2")
    expect(walk.page.locator(".clash-note")).to_be_visible()


@state("editing_sessions.edit", ORGANISER)
def session_refused_by_the_form(walk: Walk) -> None:
    walk.go(SESSION)
    walk.page.locator("#ends").fill("08:00")
    walk.page.locator("#capacity").fill("beaucoup")
    walk.press("#row .actions button")
    expect(walk.page.locator("#capacity-error")).to_be_visible()


@state("editing_sessions.edit", ORGANISER)
def session_overtaken(walk: Walk) -> None:
    cleared(walk)
    walk.go(SESSION)
    change(walk, "session", "atelier-1", capacity=12)
    walk.page.locator("#title_en").fill("Mine")
    walk.press("#row .actions button")
    expect(walk.page.locator(".versus")).to_be_visible()


@state("editing_sessions.edit", ORGANISER)
def session_that_people_hold_cancelled(walk: Walk) -> None:
    cleared(walk)
    walk.person(slots={FIRST: SlotChoice("atelier-1")})
    walk.go(SESSION)
    walk.page.locator("#state").select_option("cancelled")
    walk.press("#row .actions button")
    expect(walk.page.locator(".notice-warning")).to_be_visible()


@state("editing_sessions.remove", ORGANISER)
def published_session_not_removed(walk: Walk) -> None:
    walk.go(SESSION)
    token = walk.page.locator("#row [name=csrf_token]").input_value()
    walk.send(f"{SESSION}/retirer", csrf_token=token)
    expect(walk.page.locator(".notice-error")).to_be_visible()


@state("editing_tables.index", ORGANISER)
def rooms_of_the_draft(walk: Walk) -> None:
    walk.go(f"{GRID}/salles")
    walk.press("section form button")
    expect(walk.page.locator("#name_fr-error")).to_be_visible()


@state("editing_tables.index", ORGANISER)
def tracks_of_the_draft(walk: Walk) -> None:
    change(walk, "track", None, name={"fr": "Financer"}, tint=2)
    walk.go(f"{GRID}/thematiques")
    expect(walk.page.locator("tbody .tint-choice").first).to_be_visible()


@state("editing_tables.edit", ORGANISER)
def room_overtaken(walk: Walk) -> None:
    cleared(walk)
    walk.go(f"{GRID}/salles/salle-1")
    change(walk, "room", "salle-1", capacity=70)
    walk.page.locator("#capacity").fill("80")
    walk.press("#row .actions button")
    expect(walk.page.locator(".versus")).to_be_visible()


@state("editing_tables.remove", ORGANISER)
def room_in_use_not_removed(walk: Walk) -> None:
    walk.go(f"{GRID}/salles/hall")
    token, seen = (walk.page.locator(f"#row [name={name}]").input_value() for name in ("csrf_token", "seen"))
    walk.send(f"{GRID}/salles/hall/retirer", csrf_token=token, seen=seen)
    expect(walk.page.locator(".notice-error li").first).to_be_visible()


@state("editing_tables.index", ORGANISER)
def form_of_an_earlier_session(walk: Walk) -> None:
    walk.go(f"{GRID}/salles")
    walk.send(f"{GRID}/salles", name_fr="Salle des fêtes", csrf_token="of yesterday")
    expect(walk.page.locator("main [name=name_fr]")).to_have_value("Salle des fêtes")
