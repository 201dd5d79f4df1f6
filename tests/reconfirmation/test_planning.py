"""Rows of the outbox written ahead: they follow the edition, and loading it twice changes nothing."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import delete, select

from eventreg.db import db
from eventreg.mail.models import OutboxMail
from eventreg.reconfirmation.answering import confirm
from eventreg.registration import reminders
from eventreg.registration.changing import cancel
from eventreg.registration.models import Registration
from eventreg.reports import mailing
from tests.reconfirmation.journey import QUESTION, REMINDER, attendee, load, planned, received, subjects
from tests.support.people import OPEN

DAY = timedelta(days=1)
QUEUED = [("reconfirmation", "queued", "24/02 08:00"), ("reminder", "queued", "02/03 08:00")]
MOVED = (("2026-03-04", "2026-03-11"), ("2026-03-03", "2026-03-10"), ("2026-03-02", "2026-03-09"))


def answered(person: Registration) -> bool:
    db.session.refresh(person)
    return person.reconfirmed_at is not None


def test_registering_writes_both_ahead(open_app: Flask) -> None:
    assert planned(attendee()) == QUEUED


def test_load_of_the_same_edition_changes_nothing(open_app: Flask) -> None:
    person = attendee()
    load(open_app, OPEN + DAY)
    load(open_app, REMINDER)
    assert planned(person) == QUEUED


def test_load_moves_what_has_not_been_sent(open_app: Flask) -> None:
    person = attendee()
    load(open_app, OPEN + DAY, ("reconfirmation_days_before = 7", "reconfirmation_days_before = 10"))
    assert planned(person) == [("reconfirmation", "queued", "21/02 08:00"), QUEUED[1]]


def test_load_writes_what_is_missing_and_only_for_those_with_a_place(open_app: Flask) -> None:
    """An instance that had registrations before this existed."""
    person, gone = attendee(), attendee()
    cancel(gone.id, now=OPEN)
    db.session.execute(delete(OutboxMail).where(OutboxMail.kind.in_(reminders.KINDS)))
    db.session.commit()
    for _ in range(2):
        load(open_app, OPEN + DAY)
        assert (planned(person), planned(gone)) == (QUEUED, [])


def test_load_after_the_instant_writes_nothing_late(open_app: Flask) -> None:
    person = attendee()
    db.session.execute(delete(OutboxMail).where(OutboxMail.kind.in_(reminders.KINDS)))
    db.session.commit()
    load(open_app, QUESTION + DAY)
    assert planned(person) == [QUEUED[1]]


def test_no_days_before_means_no_mail_and_can_be_taken_back(open_app: Flask) -> None:
    person = attendee()
    off = ("reconfirmation_days_before = 7", "reconfirmation_days_before = 0")
    load(open_app, OPEN + DAY, off)
    assert [state for _, state, _ in planned(person)] == ["dropped", "queued"]
    assert [kind for kind, _, _ in planned(attendee())] == ["reminder"]
    load(open_app, OPEN + DAY)
    assert planned(person)[2:] == [QUEUED[0]]


def test_another_week_asks_again_those_who_had_answered(open_app: Flask) -> None:
    person = attendee()
    received(open_app, QUESTION, person)
    confirm(person.id, now=QUESTION)
    db.session.commit()
    load(open_app, QUESTION + DAY, *MOVED)
    assert not answered(person)
    assert planned(person) == [
        ("reconfirmation", "sent", "24/02 08:00"),
        ("reminder", "queued", "09/03 08:00"),
        ("reconfirmation", "queued", "03/03 08:00"),
    ]
    load(open_app, QUESTION + DAY, *MOVED)
    mails = received(open_app, QUESTION + 7 * DAY, person)
    assert subjects(mails).count("Venez-vous toujours ?") == 2


def test_event_brought_forward_over_the_instant_asks_at_once(open_app: Flask) -> None:
    person = attendee()
    earlier = (("2026-03-03", "2026-02-22"), ("2026-03-04", "2026-02-23"), ("2026-03-02", "2026-02-21"))
    now = QUESTION - 5 * DAY  # three days before the event that was nine days off
    load(open_app, now, *earlier)
    assert "Venez-vous toujours ?" in subjects(received(open_app, now, person))


def test_moving_hours_asks_nobody_again(open_app: Flask) -> None:
    person = attendee()
    received(open_app, QUESTION, person)
    confirm(person.id, now=QUESTION)
    db.session.commit()
    load(open_app, QUESTION + DAY, ("2026-03-03T09:30:00", "2026-03-03T09:45:00"))
    assert answered(person)
    kinds = db.session.scalars(select(OutboxMail.kind).filter_by(registration_id=person.id)).all()
    assert kinds.count("reconfirmation") == 1


def test_what_is_written_ahead_is_no_mail_that_waits(open_app: Flask) -> None:
    received(open_app, OPEN, attendee())
    assert mailing.unsettled(OPEN).queued == 0
    assert mailing.unsettled(QUESTION).queued == 1
