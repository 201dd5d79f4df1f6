"""axe-core finds nothing on any page, and nothing sticks out: both languages, light and dark, narrow and wide."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.browser import (
    axe,
    shown_answers,
    shown_desk,
    shown_door,
    shown_editing,
    shown_public,
    shown_releases,
    shown_screens,
    shown_staff,
)  # fmt: skip
from tests.browser.shown import STATES, Lang, State, Walk
from tests.browser.site import Site, elsewhere
from tests.support.browser import SCHEMES, WIDTHS, Visitors, assert_fits

# Answered with something else than a page for people.
NOT_PAGES = {
    "agenda.programme_json", "badges.pdf", "badges.svg", "demo.mail_attachment", "devices.paper_lists",
    "door_app.kept_shell", "door_app.manifest", "door_app.service_worker", "door_desk.numbers_csv",
    "embed.script", "embed.theme_css",
    "invitations.model", "feeds.personal", "feeds.picture", "feeds.public", "feeds.single",
    "operations.favicon", "operations.health", "operations.metrics", "operations.ready", "operations.robots",
    "door_signs.signs", "participant.data", "releases.feed", "signage.poster", "static",
}  # fmt: skip
PROGRAMS = ("door_api.", "feeds_api.")
"""What begins so answers programs."""
# Forms whose refusals are error pages, or that always lead elsewhere.
LEAD_ELSEWHERE = {
    "accounts.sign_out", "demo.move_clock", "demo.open_door", "door.admit", "door.choose", "door.undo",
    "door_desk.close", "editing.redo", "editing.undo", "editing_gestures.place", "editing_tables.move",
    "enrolling.own_phone", "invitation.own_link", "invitation.send", "invitations.resend",
    "invitations.send", "invitations.withdraw", "kiosk.open_kiosk", "organisation_person.cancel",
    "organisation_person.change_category", "organisation_person.resend", "organisation_person.send_again",
    "participant.choices", "participant.details", "participant.leave_queue", "registration.send",
    "registration.send_colleague", "releases_desk.take_up", "releasing.absent", "releasing.release_silent",
}  # fmt: skip
REGISTERED = (
    shown_public,
    shown_staff,
    shown_door,
    shown_desk,
    shown_answers,
    shown_releases,
    shown_editing,
    shown_screens,
)  # by being imported
LANGUAGES: tuple[Lang, ...] = ("fr", "en")
View = tuple[int, axe.Scheme]
Combination = tuple[View, View]
"""What the French and what the English reader has."""
# Each width with each language and each scheme, each scheme with each language: a page is looked at in one of the two.
# One of the staff is looked at in one language. The long tests take every combination.
PAIRS: list[Combination] = [((320, "light"), (1280, "dark")), ((1280, "light"), (320, "dark"))]
ALL: list[Combination] = [((width, scheme), (width, scheme)) for width in WIDTHS for scheme in SCHEMES]


Walking = Callable[[str, Lang], Walk]


@pytest.fixture(scope="module")
def visitors(browser: Browser) -> Iterator[Visitors]:
    visitors = Visitors(browser)
    yield visitors
    visitors.close()


@pytest.fixture(scope="module")
def walking(visitors: Visitors, site: Site) -> Walking:
    """`walking(role, lang)`: the same person each time, signed in once."""

    @cache
    def walk(role: str, lang: Lang) -> Walk:
        made = Walk(site, lang, elsewhere(visitors(lang=lang, reduced_motion="reduce")))
        if role:
            site.sign_in(made.page, role)
        return made

    return walk


def test_no_page_is_forgotten(app: Flask, make_app: Callable[..., Flask]) -> None:
    known = {state.endpoint for state in STATES} | NOT_PAGES | LEAD_ELSEWHERE | {""}
    endpoints = {rule.endpoint for rule in make_app(DEMO=True).url_map.iter_rules()}
    assert {one for one in endpoints if not one.startswith(PROGRAMS)} == known - {""}


@pytest.mark.parametrize(
    "combinations", [PAIRS, pytest.param(ALL, marks=pytest.mark.slow)], ids=["pairs", "all"]
)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_page(
    walking: Walking, visitors: Visitors, state: State, combinations: Sequence[Combination]
) -> None:
    visitors.complaints.clear()
    number = STATES.index(state)
    spoken = LANGUAGES if combinations is ALL or not state.role else (LANGUAGES[number // 2 % 2],)
    walks = [walking(state.role, lang) for lang in spoken]
    for walk in walks:
        state.open(walk)
        walk.unfold()
        axe.prepare(walk.page)
    looks = [PAIRS[number % 2]] if combinations is PAIRS else combinations
    found = [finding for each in looks for finding in _findings(walks, each)]
    assert not found, "\n".join(found)
    assert not visitors.complaints, "\n".join(visitors.complaints)


def _findings(walks: list[Walk], combination: Combination) -> list[str]:
    """Both languages at the same time: each page has a process of its own."""
    for walk in walks:
        width, scheme = combination[LANGUAGES.index(walk.lang)]
        walk.page.set_viewport_size({"width": width, "height": 900})
        assert_fits(walk.page)
        axe.start(walk.page, scheme)
    return [finding for walk in walks for finding in axe.findings(walk.page)]
