"""Publishing the draft, and what was published."""

from itertools import count

from playwright.sync_api import expect

from tests.browser.shown import Walk, at, state
from tests.browser.shown_editing import change, cleared
from tests.browser.shown_staff import ORGANISER
from tests.editing.desk import GRID
from tests.releases.draft import PRIORITY, release, undo
from tests.support.people import OPEN

_numbers = count(1)

at("version", "releases.version", "/programme/versions/1")
at("no_difference", "releases.difference", "/programme/versions/1/1")


def published(walk: Walk) -> None:
    """A version more; nothing that another state looks at, nor what it has left in the draft."""
    cleared(walk)
    change(
        walk, "session", "bienvenue", description={"fr": f"Présentation {next(_numbers)}", "en": "In short"}
    )
    note = {"fr": "Une présentation de plus", "en": "One description more"}
    walk.site.change(lambda: release(now=OPEN, wait=PRIORITY, note=note))


@state("releases.versions")
def versions(walk: Walk) -> None:
    published(walk)
    published(walk)
    walk.go("/programme/versions")
    expect(walk.page.locator(".compare")).to_be_visible()


@state("releases.difference")
def difference(walk: Walk) -> None:
    published(walk)
    walk.go("/programme/versions/1/2")
    expect(walk.page.locator(".changes li").first).to_be_visible()


@state("releases_desk.versions", ORGANISER)
def published_versions(walk: Walk) -> None:
    published(walk)
    walk.go(f"{GRID}/versions")
    expect(walk.page.locator("tbody form").first).to_be_visible()


@state("releases_desk.preview", ORGANISER)
def nothing_to_publish(walk: Walk) -> None:
    published(walk)
    walk.go(f"{GRID}/publier")
    expect(walk.page.locator("main form")).to_have_count(0)


@state("releases_desk.preview", ORGANISER)
def draft_to_publish(walk: Walk) -> None:
    change(
        walk,
        "session",
        "bienvenue",
        title={"fr": "Ouverture", "en": "Opening"},
        starts_at="2026-03-03T09:05:00",
    )
    walk.go(f"{GRID}/publier")
    expect(walk.page.locator(".changes").first).to_be_visible()
    walk.site.change(undo)


@state("releases_desk.publish", ORGANISER)
def draft_with_faults_not_published(walk: Walk) -> None:
    change(walk, "session", "atelier-4", room="salle-1")
    walk.go(f"{GRID}/publier")
    walk.page.locator("main form button").evaluate("button => button.disabled = false")
    walk.press("main form button")
    expect(walk.page.locator(".notice[role=alert]")).to_be_visible()
    walk.site.change(undo)
