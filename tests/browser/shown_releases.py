"""Publishing the draft, and what was published."""

from itertools import count

from playwright.sync_api import expect

from eventreg.agenda import drafting
from eventreg.agenda.drafting import EDITED
from eventreg.agenda.tables import find, fingerprint
from eventreg.releases.publishing import publish
from tests.browser.shown import Walk, at, state
from tests.browser.shown_staff import ORGANISER
from tests.releases.draft import PRIORITY
from tests.support.people import OPEN

DESK = "/organisation/programme"
_numbers = count(1)

at("version", "releases.version", "/programme/versions/1")
at("no_difference", "releases.difference", "/programme/versions/1/1")


def edited(walk: Walk, code: str, **values: object) -> None:
    """By a colleague, in the draft."""

    def act() -> None:
        row = find(drafting.read().tables["session"], code) or {}
        kept = {key: value for key, value in (row | values).items() if key != "code"}
        seen = fingerprint(row)
        drafting.put("session", kept, code=code, seen=seen, action=EDITED, now=OPEN, actor="staff:1")

    walk.site.change(act)


def published(walk: Walk) -> None:
    """A version more; nothing that another state looks at."""
    edited(walk, "bienvenue", description={"fr": f"Présentation {next(_numbers)}", "en": "In short"})
    note = {"fr": "Une présentation de plus", "en": "One description more"}

    def act() -> None:
        seen = fingerprint(drafting.read().tables)
        publish(seen=seen, note=note, wait=PRIORITY, priority=PRIORITY, now=OPEN, actor="staff:1")

    walk.site.change(act)


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
    walk.go(f"{DESK}/versions")
    expect(walk.page.locator("tbody form").first).to_be_visible()


@state("releases_desk.preview", ORGANISER)
def nothing_to_publish(walk: Walk) -> None:
    published(walk)
    walk.go(f"{DESK}/publier")
    expect(walk.page.locator("main form")).to_have_count(0)


@state("releases_desk.preview", ORGANISER)
def draft_to_publish(walk: Walk) -> None:
    edited(walk, "bienvenue", title={"fr": "Ouverture", "en": "Opening"}, starts_at="2026-03-03T09:05:00")
    walk.go(f"{DESK}/publier")
    expect(walk.page.locator(".changes").first).to_be_visible()
    walk.site.change(lambda: _undo())


@state("releases_desk.publish", ORGANISER)
def draft_with_faults_not_published(walk: Walk) -> None:
    edited(walk, "atelier-4", room="salle-1")
    walk.go(f"{DESK}/publier")
    walk.page.locator("main form button").evaluate("button => button.disabled = false")
    walk.press("main form button")
    expect(walk.page.locator(".notice[role=alert]")).to_be_visible()
    walk.site.change(lambda: _undo())


def _undo() -> None:
    step = drafting.read().undo
    assert step is not None
    drafting.undo(step.id)
