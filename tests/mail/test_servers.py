"""The mails of registered people, against a real mail server that refuses, delays, breaks off, or is away."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from eventreg.db import db
from eventreg.mail import delivery, outbox, settling
from eventreg.mail.models import DEAD, QUEUED, REFUSED, SENT, OutboxMail
from eventreg.registration.changing import cancel
from eventreg.registration.models import Registration
from eventreg.registration.registering import CONFIRMATION
from tests.support.people import OPEN, registered
from tests.support.smtp import Mode, Sink

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock(postman: Flask) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


def again(person: Registration, now: datetime = OPEN) -> None:
    """One more confirmation, as the organisers send it."""
    outbox.enqueue(CONFIRMATION, person, now=now)
    db.session.commit()


def settled(person: Registration) -> list[tuple[str, str]]:
    """Kind and state of every message of a person, in their order."""
    db.session.rollback()
    rows = db.session.execute(
        select(OutboxMail.kind, OutboxMail.state).filter_by(registration_id=person.id).order_by(OutboxMail.id)
    )
    found = [(row.kind, row.state) for row in rows]
    db.session.rollback()
    return found


def refused_at(person: Registration) -> datetime | None:
    db.session.rollback()
    found = db.session.scalars(select(Registration.email_refused_at).filter_by(id=person.id)).one()
    db.session.rollback()
    return found


def test_refused_address_is_marked_and_its_other_mails_are_tried_all_the_same(smtp_sink: Sink):
    smtp_sink.answers["lea@example.org"] = "550 5.1.1 <lea@example.org>: no such mailbox"
    person, other = registered(email="lea@example.org"), registered(email="paul@example.org")
    cancel(person.id, now=OPEN)
    again(other)

    delivery.send_due()

    assert settled(person) == [("confirmation", "dropped"), ("cancelled", REFUSED)]
    assert settled(other) == [("confirmation", SENT)] * 2
    assert (refused_at(person), refused_at(other)) == (OPEN, None)
    assert smtp_sink.tries == 3
    kept = db.session.scalars(select(OutboxMail).filter_by(state=REFUSED)).one()
    assert (kept.answer, kept.answered_at, kept.attempts) == ("550 5.1.1 …: no such mailbox", OPEN, 1)


def test_refusal_stops_no_later_mail_and_the_mark_goes_with_the_next_that_is_taken(
    smtp_sink: Sink, clock: time_machine.Traveller
):
    smtp_sink.mode = Mode.REFUSE
    person = registered()
    delivery.send_due()
    assert refused_at(person) == OPEN

    smtp_sink.mode = Mode.ACCEPT
    clock.shift(HOUR)
    again(person, OPEN + HOUR)
    delivery.send_due()

    assert settled(person) == [("confirmation", REFUSED), ("confirmation", SENT)]
    assert refused_at(person) is None


def test_mail_written_before_the_refusal_proves_nothing(smtp_sink: Sink):
    person = registered()
    db.session.get_one(Registration, person.id).email_refused_at = OPEN + HOUR
    db.session.commit()

    delivery.send_due()

    assert settled(person) == [("confirmation", SENT)]
    assert refused_at(person) == OPEN + HOUR


def test_policy_or_content_refused_for_good_marks_no_address(smtp_sink: Sink):
    smtp_sink.answers["lea@example.org"] = "554 5.7.1 Blocked: see the list"
    person = registered(email="lea@example.org")
    delivery.send_due()
    smtp_sink.mode = Mode.REFUSE_CONTENT
    other = registered()
    delivery.send_due()

    assert (settled(person), refused_at(person)) == ([("confirmation", REFUSED)], None)
    assert (settled(other), refused_at(other)) == ([("confirmation", REFUSED)], None)


def test_sign_in_refused_by_the_server_costs_nobody_their_mail(
    smtp_sink: Sink, clock: time_machine.Traveller
):
    smtp_sink.answers["lea@example.org"] = "530 5.7.0 Authentication required"
    person = registered(email="lea@example.org")
    delivery.send_due()
    assert settled(person) == [("confirmation", QUEUED)]

    smtp_sink.answers.clear()
    clock.shift(HOUR)
    delivery.send_due()

    assert settled(person) == [("confirmation", SENT)]


def test_delayed_mail_arrives_with_what_is_true_then(smtp_sink: Sink, clock: time_machine.Traveller):
    smtp_sink.mode = Mode.DELAY
    person = registered()
    delivery.send_due()
    assert refused_at(person) is None
    clock.shift(HOUR)
    cancel(person.id, now=OPEN + HOUR)
    db.session.commit()
    smtp_sink.mode = Mode.ACCEPT

    delivery.send_due()

    assert settled(person) == [("confirmation", "dropped"), ("cancelled", SENT)]
    assert [message["To"] for message in smtp_sink.messages] == [person.email]


def test_line_lost_in_the_middle_of_a_message_sends_it_again_whole(
    smtp_sink: Sink, clock: time_machine.Traveller
):
    smtp_sink.mode = Mode.DROP
    person = registered()
    again(person)
    delivery.send_due()
    assert settled(person) == [("confirmation", QUEUED)] * 2
    smtp_sink.mode = Mode.ACCEPT
    clock.shift(HOUR)

    delivery.send_due()

    assert settled(person) == [("confirmation", SENT)] * 2
    assert all(message.get_body(("html",)) is not None for message in smtp_sink.messages)


def test_server_that_was_away_all_the_time_gets_every_mail_in_the_order_of_each_person(
    smtp_sink: Sink, clock: time_machine.Traveller
):
    smtp_sink.stop()
    people = [registered() for _ in range(6)]
    for person in people:
        again(person)
    for person in people[::2]:
        cancel(person.id, now=OPEN)
    db.session.commit()
    for _ in range(4):
        delivery.send_due()
        clock.shift(HOUR)
    assert all(settled(person)[-1][1] == QUEUED for person in people)

    smtp_sink.start()
    delivery.send_due()

    ids = list(
        db.session.scalars(select(OutboxMail.message_id).filter_by(state=SENT).order_by(OutboxMail.id))
    )
    for person in people:
        own = [message["Message-ID"] for message in smtp_sink.messages if message["To"] == person.email]
        assert len(own) == (1 if person in people[::2] else 2)
        assert own == [one for one in ids if one in own]
    assert len(ids) == len(smtp_sink.messages) == 9


def test_server_that_shuts_down_between_two_messages_costs_the_second_no_try(smtp_sink: Sink):
    smtp_sink.answers["lea@example.org"] = "421 4.3.2 Shutting down"
    registered(email="lea@example.org")
    other = registered()

    delivery.send_due()

    assert settled(other) == [("confirmation", SENT)]
    assert db.session.scalars(select(OutboxMail.attempts).filter_by(registration_id=other.id)).one() == 1


def test_what_was_given_up_is_sent_when_the_operator_says_so(
    postman: Flask, smtp_sink: Sink, clock: time_machine.Traveller
):
    smtp_sink.stop()
    person = registered()
    for _ in range(settling.MOST_ATTEMPTS):
        delivery.send_due()
        clock.shift(7 * HOUR)
    assert settled(person) == [("confirmation", DEAD)]
    smtp_sink.start()

    for said in ("1 queued again\n", "0 queued again\n"):
        assert postman.test_cli_runner().invoke(args=["mail", "again"]).output == said
    delivery.send_due()

    assert settled(person) == [("confirmation", SENT)]
