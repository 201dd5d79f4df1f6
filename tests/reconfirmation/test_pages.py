"""Where the links of the question and the reminder lead."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from eventreg.audit import AuditEntry
from eventreg.db import db
from eventreg.registration.changing import change_choices
from eventreg.registration.choices import Choices, SlotChoice
from eventreg.registration.models import Registration
from tests.participant.page import Visit, visit
from tests.reconfirmation.journey import QUESTION, REMINDER, attendee, load, planned, received, subjects
from tests.registration.answers import FIRST, words
from tests.support.pages import parsed
from tests.support.people import DAY_1, OPEN

HOUR = timedelta(hours=1)
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def person(open_app: Flask) -> Registration:
    return attendee("Zoé", "Lefèvre", slots={FIRST: SlotChoice("atelier-1")})


@pytest.fixture
def asked(open_app: Flask, person: Registration) -> Iterator[Visit]:
    """An hour after the question was sent."""
    received(open_app, QUESTION, person)
    with time_machine.travel(QUESTION + HOUR, tick=False):
        yield visit(open_app, person)


def trail(person: Registration) -> list[str]:
    db.session.rollback()
    return list(
        db.session.scalars(
            select(AuditEntry.action).filter_by(registration_id=person.id).order_by(AuditEntry.id)
        )
    )


def said_yes(person: Registration) -> bool:
    db.session.rollback()
    return db.session.get_one(Registration, person.id).reconfirmed_at is not None


def test_links_of_the_question_do_nothing_when_a_scanner_opens_them(
    asked: Visit, person: Registration
) -> None:
    for path in ("/presence", "/annuler", "/rappels", ""):
        page = asked.client.get(asked.address + path)
        assert page.status_code == 200
        assert "no-store" in page.headers["Cache-Control"]
        assert asked.client.head(asked.address + path).status_code == 200
    assert trail(person) == ["registered"]
    assert len(parsed(asked.client.get(f"{asked.address}/presence")).select("main button")) == 1


def test_yes_is_one_button_and_is_kept_once(asked: Visit, person: Registration) -> None:
    assert "Venez-vous toujours ?" in words(asked.see())
    answer = asked.send("presence", {}, page="/presence")
    assert answer.status_code == 303
    page = words(asked.client.get(answer.location))
    assert "Merci, nous vous attendons." in page
    assert "Venez-vous toujours ?" not in page
    assert "Vous avez répondu le mardi 24 février 2026 à 10 h que vous venez." in words(
        asked.client.get(f"{asked.address}/presence")
    )
    assert asked.script("presence", {}).status_code == 303
    assert trail(person) == ["registered", "reconfirmed"]


def test_yes_needs_the_page_it_was_said_on(asked: Visit, person: Registration) -> None:
    answer = asked.client.post(f"{asked.address}/presence")
    assert answer.status_code == 400
    assert "Oui, je viens" in words(answer)
    assert not said_yes(person)


def test_no_is_the_page_that_cancels(open_app: Flask, asked: Visit, person: Registration) -> None:
    page = parsed(asked.client.get(f"{asked.address}/annuler"))
    assert len(page.select("main button")) == 1
    assert asked.send("annuler", {}, page="/annuler").status_code == 303
    assert trail(person) == ["registered", "cancelled"]
    assert planned(person)[1][1] == "dropped"
    assert asked.client.get(f"{asked.address}/presence").status_code == 303


def test_changing_something_instead_says_yes_too(asked: Visit, person: Registration) -> None:
    asked.send("programme", {f"slot-{FIRST}": "atelier-2"})
    assert trail(person) == ["registered", "choices.changed", "reconfirmed"]


def test_changing_something_before_being_asked_says_nothing(open_app: Flask, person: Registration) -> None:
    mine = visit(open_app, person)
    assert "Venez-vous toujours ?" not in words(mine.see())
    mine.send("programme", {f"slot-{FIRST}": "atelier-2"})
    assert trail(person) == ["registered", "choices.changed"]


def test_who_waits_for_a_place_has_no_question_to_answer(open_app: Flask, person: Registration) -> None:
    person.status = "waitlisted"
    db.session.commit()
    mine = visit(open_app, person)
    assert mine.client.get(f"{mine.address}/presence").status_code == 303
    assert mine.script("presence", {}).status_code == 303
    assert not said_yes(person)


def test_after_the_event_there_is_nothing_to_say(open_app: Flask, person: Registration) -> None:
    with time_machine.travel(REMINDER + timedelta(days=10), tick=False):
        mine = visit(open_app, person)
        assert mine.script("presence", {}).status_code == 403
    assert not said_yes(person)


def test_unknown_address_opens_nothing(open_app: Flask) -> None:
    for path in ("presence", "rappels"):
        assert open_app.test_client().get(f"/mon-inscription/nobody/{path}").status_code == 404
        assert (
            open_app.test_client().post(f"/mon-inscription/nobody/{path}", data=ONE_CLICK).status_code == 404
        )


@pytest.mark.parametrize("enctype", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_mailbox_ends_reminders_with_one_request(
    open_app: Flask, person: Registration, enctype: str
) -> None:
    """RFC 8058 3.2: no cookie, no token of ours, no redirection."""
    mine = visit(open_app, person)
    for _ in range(2):
        answer = open_app.test_client().post(f"{mine.address}/rappels", data=ONE_CLICK, content_type=enctype)
        assert answer.status_code == 200
        assert "Vous ne recevez plus de rappels" in words(answer)
    assert [state for _, state, _ in planned(person)] == ["dropped", "dropped"]
    assert trail(person) == ["registered", "reminders.stopped"]
    # What concerns the place is no reminder.
    change_choices(person.id, Choices((DAY_1,)), now=OPEN)
    db.session.commit()
    said = subjects(received(open_app, REMINDER, person))
    assert said == ["Inscription enregistrée :", "Votre programme a changé :"]


def test_reminders_are_shown_ended_and_taken_up_again_on_the_own_page(
    open_app: Flask, person: Registration
) -> None:
    mine = visit(open_app, person)
    section = "section[aria-labelledby=reminders]"
    assert "Le mardi 24 février, nous vous demanderons" in words(mine.see(), section)
    answer = mine.send("rappels", {}, page="/rappels")
    assert answer.location.endswith("/rappels")
    assert "Vous avez demandé à ne plus recevoir de rappels." in words(mine.see(), section)
    assert mine.send("rappels", {}, page="/rappels").status_code == 303
    assert "Le lundi 2 mars, nous vous rappellerons" in words(mine.see(), section)
    assert [state for _, state, _ in planned(person)] == ["dropped", "dropped", "queued", "queued"]
    assert trail(person)[1:] == ["reminders.stopped", "reminders.resumed"]


def test_a_click_without_the_token_of_the_page_ends_nothing(open_app: Flask, person: Registration) -> None:
    mine = visit(open_app, person)
    answer = mine.client.post(f"{mine.address}/rappels", data={"rappels": "non"})
    assert answer.status_code == 400
    assert trail(person) == ["registered"]


def test_reminders_of_a_cancelled_registration_need_no_ending(asked: Visit, person: Registration) -> None:
    asked.send("annuler", {}, page="/annuler")
    assert asked.client.post(f"{asked.address}/rappels", data=ONE_CLICK).status_code == 200
    assert asked.client.get(f"{asked.address}/rappels").status_code == 303


def test_who_has_reminders_ended_is_not_planned_for_again(open_app: Flask, person: Registration) -> None:
    mine = visit(open_app, person)
    mine.client.post(f"{mine.address}/rappels", data=ONE_CLICK)
    load(open_app, OPEN + HOUR)
    assert [state for _, state, _ in planned(person)] == ["dropped", "dropped"]
