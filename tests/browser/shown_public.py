"""Pages for everybody, and the participant's own."""

import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from itertools import count

from sqlalchemy import select

from eventreg.db import db
from eventreg.invitations import inviting
from eventreg.invitations.models import Invitation
from eventreg.registration import changing, states
from eventreg.registration.choices import SlotChoice
from eventreg.registration.models import Displacement, Registration
from tests.browser.shown import FIRST, SECOND, Walk, at, choose, expect_status, state
from tests.browser.site import CANCELLED, FULL, Participant
from tests.support.people import DAY_2, OPEN

_numbers = count(1)

at("event", "event.index", "/")
at("programme", "agenda.programme", "/programme")
at("workshop", "agenda.session", "/programme/atelier-1")
at("full_workshop", "agenda.session", f"/programme/{FULL}")
at("cancelled_workshop", "agenda.session", f"/programme/{CANCELLED}")
at("plenary", "agenda.session", "/programme/bienvenue")
at("meal", "agenda.session", "/programme/dejeuner-1")
at("sharing", "feeds.sharing", "/programme/partager")
at("form", "registration.form", "/inscription")
at("form_closed", "registration.form", "/inscription", morning=True)
at("received_unknown", "registration.received", "/inscription/recue")
at("privacy", "legal.privacy", "/donnees-personnelles")
at("notices", "legal.notices", "/mentions-legales")
at("accessibility", "legal.accessibility", "/accessibilite")
at("sign_in", "accounts.sign_in", "/connexion")
at("not_found", "", "/rien")
at("wrong_method", "", "/deconnexion")


@state("event.index")
def no_event(walk: Walk) -> None:
    walk.go("/", walk.site.bare)


@state("")
def failed(walk: Walk) -> None:
    """What the visitor reads when the application cannot answer. Shown as a 200: to the browser that fetches it, and
    to every other test, a 500 is a fault."""
    address = f"{walk.site.bare.address}/"
    walk.page.route(address, lambda route: route.fulfill(response=route.fetch(), status=200))
    with closing(sqlite3.connect(walk.site.bare.instance / "eventreg.db")) as database:
        database.execute("ALTER TABLE event RENAME TO event_gone")
        try:
            walk.go("/", walk.site.bare)
        finally:
            database.execute("ALTER TABLE event_gone RENAME TO event")
    walk.page.unroute(address)
    expect_status(walk, "500")


@state("event.index")
def event_on_the_day(walk: Walk) -> None:
    walk.spring("/")


@state("agenda.programme")
def programme_on_the_day(walk: Walk) -> None:
    walk.spring("/programme")


@state("embed.programme")
def embedded_programme(walk: Walk) -> None:
    walk.go(f"/integrer/programme?lang={walk.lang}")


@state("embed.programme")
def embedded_programme_mistyped(walk: Walk) -> None:
    walk.go(f"/integrer/programme?lang={walk.lang}&jour=mardi")


@state("embed.programme")
def embedded_programme_too_early(walk: Walk) -> None:
    walk.go("/integrer/programme", walk.site.bare)


@state("registration.form")
def form_not_open(walk: Walk) -> None:
    walk.spring("/demonstration")
    walk.page.locator("button[name=at]").first.click()
    try:
        walk.spring("/inscription")
    finally:
        other = walk.context.new_page()
        other.goto(f"{walk.site.spring.address}/demonstration")
        other.locator("#at").fill("2026-03-03T09:12")
        other.locator("#at").press("Enter")
        other.wait_for_load_state()
        other.close()


@state("registration.form")
def form_with_faults(walk: Walk) -> None:
    walk.go("/inscription")
    walk.page.locator("#dietary").fill("sans gluten")
    walk.press("main form button[type=submit]")


@state("registration.form")
def form_with_faults_in_the_programme(walk: Walk) -> None:
    """A workshop of another slot, as only a script sends it; and a wish for the seat that one has."""
    walk.go("/inscription")
    walk.page.locator(f'input[name="slot-{FIRST}"]').first.evaluate("choice => choice.value = 'atelier-4'")
    choose(walk, FIRST, "atelier-4")
    walk.page.locator(f'select[name="wish-{SECOND}"]').select_option(FULL)
    choose(walk, SECOND, FULL)
    walk.press("main form button[type=submit]")


@state("registration.colleague_form")
def form_for_a_colleague(walk: Walk) -> None:
    walk.go(walk.person().page)
    walk.page.locator('a[href^="/inscription/collegue/"]').click()


@state("invitation.form")
def form_by_invitation(walk: Walk) -> None:
    walk.go(invited(walk))


@state("invitation.form")
def invitation_used(walk: Walk) -> None:
    walk.go(invited(walk))
    walk.page.locator("#email").fill(f"used-{next(_numbers)}@ville.example.org")
    walk.page.locator("input[name=days]").first.check()
    walk.page.locator("#id_acknowledged").check()
    address = walk.page.url
    walk.press("main form button[type=submit]")
    walk.page.goto(address)


@state("")
def invitation_withdrawn(walk: Walk) -> None:
    walk.go(invited(walk, withdrawn=True))
    expect_status(walk, "410")


@state("registration.received")
def received(walk: Walk) -> None:
    walk.go("/inscription")
    walk.page.locator("#given_name").fill("Zoé")
    walk.page.locator("#family_name").fill("Nguyễn")
    walk.page.locator("#email").fill(f"zoe.nguyen-{walk.lang}@ville.example.org")
    walk.page.locator("#organisation").fill("Angers Loire Métropole")
    walk.page.locator("#organisation_kind").select_option("local")
    walk.page.locator("input[name=days]").first.check()
    walk.page.locator("#id_acknowledged").check()
    walk.press("main form button[type=submit]")
    assert walk.page.url.endswith("/inscription/recue")


@state("participant.page")
def own_page(walk: Walk) -> None:
    person = walk.person(
        slots={FIRST: SlotChoice("atelier-1"), SECOND: SlotChoice("atelier-4", FULL)}, meals=("dejeuner-1",)
    )
    walk.go(person.page)


@state("participant.page")
def own_page_after_a_change(walk: Walk) -> None:
    walk.go(walk.person().page)
    choose(walk, FIRST, "atelier-2")
    walk.press('form[action$="/programme"] button[type=submit]')


@state("participant.page")
def own_page_after_a_correction(walk: Walk) -> None:
    walk.go(walk.person().page)
    walk.press('form[action$="/coordonnees"] button[type=submit]')


@state("participant.page")
def own_page_with_faults(walk: Walk) -> None:
    walk.go(walk.person().page)
    walk.unfold()
    walk.page.locator("#family_name").fill("")
    walk.press('form[action$="/coordonnees"] button[type=submit]')


@state("participant.page")
def own_page_with_faults_in_the_programme(walk: Walk) -> None:
    walk.go(walk.person().page)
    walk.unfold()
    walk.page.locator("input[name=days]:checked").evaluate_all(
        "days => days.forEach(day => day.checked = false)"
    )
    walk.press('form[action$="/programme"] button[type=submit]')


@state("participant.page")
def own_page_on_the_day(walk: Walk) -> None:
    walk.spring(walk.person(slots={FIRST: SlotChoice("atelier-1")}).page)


@state("participant.page")
def own_page_in_a_queue(walk: Walk) -> None:
    walk.go(walk.person(slots={SECOND: SlotChoice("atelier-4", FULL)}).page)
    walk.page.get_by_role("button", name="Garder").or_(
        walk.page.get_by_role("button", name="Keep")
    ).wait_for()


@state("participant.page")
def own_page_after_losing_a_seat(walk: Walk) -> None:
    person = walk.person()
    times = {
        "starts_at": OPEN.replace(month=3, day=3, hour=9, minute=30),
        "ends_at": OPEN.replace(month=3, day=3, hour=11),
    }
    until = OPEN + timedelta(hours=48)
    walk.site.change(
        lambda: db.session.add(
            Displacement(
                registration_id=person.id, created_at=OPEN, expires_at=until, settled_at=None, **times
            )
        )
    )
    walk.go(person.page)
    walk.page.get_by_text(re.compile("annulé ou déplacé|cancelled or moved")).wait_for()


@state("participant.page")
def own_page_when_a_workshop_has_moved_to_another_day(walk: Walk) -> None:
    walk.go(walk.person(days=(DAY_2,), slots={FIRST: SlotChoice("atelier-1")}).page)
    walk.page.get_by_text(re.compile("a désormais lieu|now takes place")).wait_for()


@state("participant.page")
def own_page_on_the_waitlist(walk: Walk) -> None:
    walk.go(waiting(walk).page)


@state("participant.page")
def own_page_after_cancelling(walk: Walk) -> None:
    walk.go(f"{walk.person().page}/annuler")
    walk.press("main form button")
    assert "fait=annulation" in walk.page.url


@state("participant.cancel")
def cancelling(walk: Walk) -> None:
    walk.go(f"{walk.person().page}/annuler")


@state("participant.cancel")
def cancelling_with_a_stale_form(walk: Walk) -> None:
    walk.go(f"{walk.person().page}/annuler")
    walk.page.locator("main form input[name=csrf_token]").evaluate("field => field.value = 'stale'")
    walk.press("main form button")


@state("accounts.sign_in")
def sign_in_refused(walk: Walk) -> None:
    walk.go("/connexion")
    walk.page.locator("#email").fill("nobody@example.org")
    walk.page.locator("#password").fill("wrong")
    walk.press("main form button")


@state("accounts.sign_in")
def sign_in_empty(walk: Walk) -> None:
    walk.go("/connexion")
    walk.press("main form button")


@state("door.badge")
def badge_on_a_strangers_phone(walk: Walk) -> None:
    walk.go(f"/b/{walk.person().badge}")


@state("")
def stale_token(walk: Walk) -> None:
    walk.go("/")
    walk.send("/deconnexion", csrf_token="stale")
    expect_status(walk, "400")


@state("")
def gone(walk: Walk) -> None:
    walk.go(f"{cancelled(walk).page}/badge.pdf")
    expect_status(walk, "410")


@state("")
def too_large(walk: Walk) -> None:
    walk.go("/inscription")
    walk.send("/inscription", given_name="a" * 140_000)
    expect_status(walk, "413")


@state("")
def unreadable(walk: Walk) -> None:
    walk.go("/inscription")
    walk.send("/inscription", "windows-1252", given_name="Élodie")
    expect_status(walk, "422")


@state("")
def too_many(walk: Walk) -> None:
    """More attempts than anybody needs, at a form whose limit is low."""
    walk.go("/connexion")
    token = walk.page.locator("main form input[name=csrf_token]").input_value()
    address = f"{walk.site.winter.address}/porte/appareil/rien"
    statuses = [walk.page.request.post(address, form={"csrf_token": token}).status for _ in range(12)]
    assert 429 in statuses
    walk.send("/porte/appareil/rien", csrf_token=token)
    expect_status(walk, "429")


def waiting(walk: Walk) -> Participant:
    """On the waitlist of the event itself."""
    person = walk.person("Attente")

    def wait() -> None:
        registration = db.session.get(Registration, person.id)
        assert registration is not None
        registration.status = states.WAITLISTED

    walk.site.change(wait)
    return person


def cancelled(walk: Walk) -> Participant:
    person = walk.person("Absent")
    walk.site.change(lambda: changing.cancel(person.id, now=OPEN))
    return person


def invited(walk: Walk, withdrawn: bool = False) -> str:
    """The link of a new invitation."""
    email = f"invitation-{next(_numbers)}@ville.example.org"
    links: list[str] = []

    def invite() -> None:
        row = f"Ana,Ștefănescu,{email},speaker,{walk.lang}\n"
        inviting.invite("given_name,family_name,email,category,lang\n" + row, now=OPEN, actor="staff:1")
        invitation = db.session.scalars(select(Invitation).filter_by(email=email)).one()
        if withdrawn:
            inviting.withdraw(invitation.id, now=OPEN, actor="staff:1")
        links.append(f"/invitation/{inviting.token_of(invitation)}")

    walk.site.change(invite)
    return links[0]
