"""Pages about whether people still come, for themselves and for the organisers."""

from datetime import timedelta

from playwright.sync_api import expect

from eventreg.db import db
from eventreg.mail import outbox
from eventreg.mail.models import SENT
from eventreg.reconfirmation.answering import confirm, stop_reminders
from eventreg.registration.choices import SlotChoice
from eventreg.registration.models import Registration
from eventreg.registration.reminders import RECONFIRMATION
from tests.browser.shown import FIRST, Walk, at, state
from tests.browser.shown_staff import ORGANISER, PEOPLE
from tests.browser.site import Participant
from tests.support.people import OPEN

SILENT = "/organisation/sans-reponse"

at("nobody_silent", "releasing.silent", SILENT, ORGANISER)


def asked(walk: Walk, **more: object) -> Participant:
    """Somebody to whom the question was sent."""
    person = walk.person("Silencieuse", **more)

    def send() -> None:
        registration = db.session.get_one(Registration, person.id)
        row = outbox.enqueue(RECONFIRMATION, registration, now=OPEN)
        assert row is not None
        row.state, row.sent_at = SENT, OPEN + timedelta(minutes=1)

    walk.site.change(send)
    return person


@state("reconfirmation.presence")
def still_coming(walk: Walk) -> None:
    walk.go(f"{asked(walk).page}/presence")


@state("reconfirmation.presence")
def still_coming_answered(walk: Walk) -> None:
    person = asked(walk)
    walk.site.change(lambda: confirm(person.id, now=OPEN))
    walk.go(f"{person.page}/presence")
    expect(walk.page.locator("main form")).to_have_count(0)


@state("participant.page")
def own_page_after_saying_yes(walk: Walk) -> None:
    walk.go(f"{asked(walk).page}/presence")
    walk.press("main form button")
    assert "fait=presence" in walk.page.url


@state("reconfirmation.reminders")
def reminders_wanted(walk: Walk) -> None:
    walk.go(f"{walk.person().page}/rappels")


@state("reconfirmation.reminders")
def reminders_stopped(walk: Walk) -> None:
    person = walk.person()
    walk.site.change(lambda: stop_reminders(person.id, now=OPEN))
    walk.go(f"{person.page}/rappels")


@state("participant.page")
def own_page_without_reminders(walk: Walk) -> None:
    person = walk.person()
    walk.site.change(lambda: stop_reminders(person.id, now=OPEN))
    walk.go(person.page)


@state("releasing.silent", ORGANISER)
def places_without_an_answer(walk: Walk) -> None:
    asked(walk, slots={FIRST: SlotChoice("atelier-1")}, organisation="Ville de Paris")
    asked(walk)
    walk.go(SILENT)
    expect(walk.page.locator("input[name=reference]").first).to_be_visible()


@state("releasing.silent", ORGANISER)
def places_without_an_answer_on_the_day(walk: Walk) -> None:
    asked(walk)
    walk.spring(SILENT)
    expect(walk.page.locator(".notice-info")).to_be_visible()


@state("organisation.people", ORGANISER)
def people_without_an_answer(walk: Walk) -> None:
    asked(walk)
    walk.spring(f"{PEOPLE}?reponse=silent")
    expect(walk.page.locator("#reponse")).to_be_visible()


@state("organisation_person.person", ORGANISER)
def one_participant_who_may_be_absent(walk: Walk) -> None:
    walk.spring(f"{PEOPLE}/{walk.person('Absente').reference}")
    walk.unfold()
    expect(walk.page.locator('form[action$="/absente"]')).to_be_visible()
