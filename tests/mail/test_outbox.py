"""Messages that wait: changes that become one mail, reminders that are moved or withdrawn."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from eventreg.db import db
from eventreg.mail import delivery, outbox
from eventreg.mail.models import DROPPED, QUEUED, SENT, OutboxMail
from eventreg.registration.changing import change_choices
from eventreg.registration.choices import Choices, SlotChoice
from eventreg.registration.models import Registration
from eventreg.registration.promotion import CHANGED
from tests.mail.letters import captured, text
from tests.mail.notes import with_notes
from tests.support.people import DAY_1, DAY_2, OPEN, registered

MORNING, SECOND = "20260303T0930", "20260304T1045"
NOTE = "note"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _context(app_each_db: Flask) -> Iterator[None]:
    with app_each_db.app_context(), time_machine.travel(OPEN, tick=False):
        yield


def choose(person: Registration, **slots: str) -> None:
    wanted = {{"morning": MORNING, "second": SECOND}[name]: SlotChoice(code) for name, code in slots.items()}
    change_choices(person.id, Choices((DAY_1, DAY_2), wanted), now=OPEN)


def rows(kind: str) -> list[OutboxMail]:
    db.session.rollback()
    found = list(db.session.scalars(select(OutboxMail).filter_by(kind=kind).order_by(OutboxMail.id)))
    db.session.expunge_all()
    db.session.rollback()
    return found


def test_chain_of_changes_is_one_mail_from_the_first_state_to_the_last(app_each_db: Flask):
    person = registered()
    captured(app_each_db)
    choose(person, morning="atelier-1")
    choose(person, morning="atelier-2", second="atelier-6")
    db.session.commit()
    choose(person, morning="atelier-2", second="atelier-7")
    db.session.commit()

    (row,) = rows(CHANGED)
    assert row.params["before"] == {}
    told = text(captured(app_each_db)[-1])
    assert "Ajouté" in told
    assert "Retiré" not in told
    assert [mail.state for mail in rows(CHANGED)] == [SENT]


def test_changes_of_two_people_stay_two_mails(app_each_db: Flask):
    for person in (registered(), registered()):
        choose(person, morning="atelier-1")
    db.session.commit()

    assert len(rows(CHANGED)) == 2


@pytest.mark.parametrize(
    "begun", [{"attempts": 1}, {"leased_until": OPEN + DAY}, {"leased_until": OPEN - DAY}, {"state": SENT}]
)
def test_change_after_the_mail_was_begun_is_told_in_another(begun: dict[str, object]):
    """What was tried may have arrived, whatever became of the answer."""
    person = registered()
    choose(person, morning="atelier-1")
    db.session.flush()
    row = db.session.scalars(select(OutboxMail).filter_by(kind=CHANGED)).one()
    for name, value in begun.items():
        setattr(row, name, value)
    db.session.commit()

    choose(person, morning="atelier-2")
    db.session.commit()

    first, second = rows(CHANGED)
    assert (first.params["before"], second.params["before"]) == ({}, {"atelier-1": "booked"})


@pytest.mark.parametrize(
    "app_each_db", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
def test_worker_that_is_claiming_the_row_is_not_waited_for():
    """SQLite has one writer at a time."""
    person = registered()
    choose(person, morning="atelier-1")
    db.session.commit()
    with db.engine.begin() as worker:
        worker.execute(select(OutboxMail.id).where(OutboxMail.kind == CHANGED).with_for_update())
        choose(person, morning="atelier-2")
        db.session.commit()

    assert len(rows(CHANGED)) == 2


def test_rolled_back_change_leaves_the_waiting_mail_as_it_was():
    person = registered()
    choose(person, morning="atelier-1")
    db.session.commit()
    choose(person, morning="atelier-2")
    db.session.rollback()

    (row,) = rows(CHANGED)
    assert (row.state, row.params["before"]) == (QUEUED, {})


def test_reminder_written_again_is_moved(app_each_db: Flask):
    app_each_db.extensions[outbox.EXTENSION] = {NOTE}
    with_notes(app_each_db)
    person = registered()
    for due in (OPEN + 7 * DAY, OPEN + 5 * DAY):
        outbox.enqueue(NOTE, person, now=OPEN, params={"words": "Venez-vous ?"}, due_at=due)
        db.session.commit()

    (row,) = rows(NOTE)
    assert row.due_at == OPEN + 5 * DAY
    delivery.send_due()
    assert rows(NOTE)[0].state == QUEUED


def test_reminder_is_withdrawn(app_each_db: Flask):
    with_notes(app_each_db)
    person, other = registered(), registered()
    for one in (person, other):
        outbox.enqueue(NOTE, one, now=OPEN, params={"words": "Venez-vous ?"}, due_at=OPEN + DAY)
    db.session.commit()

    assert outbox.withdraw(NOTE, person, now=OPEN)["words"] == "Venez-vous ?"
    db.session.commit()
    assert outbox.withdraw(NOTE, person, now=OPEN) == {}

    assert [row.state for row in rows(NOTE)] == [DROPPED, QUEUED]


def test_mail_follows_a_corrected_address_into_the_waiting_message():
    person = registered()
    choose(person, morning="atelier-1")
    person.email = "corrected@example.org"
    choose(person, morning="atelier-2")
    db.session.commit()

    assert [row.recipient for row in rows(CHANGED)] == ["corrected@example.org"]
