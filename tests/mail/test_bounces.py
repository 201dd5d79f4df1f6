"""`flask mail bounce`: notifications as mail servers write them, found by their envelope or by the Message-ID."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from eventreg.db import db
from eventreg.mail import delivery, outbox
from eventreg.mail.bouncing import Outcome
from eventreg.mail.models import BOUNCED, QUEUED, SENT, OutboxMail
from eventreg.mail.notifications import read
from eventreg.registration.models import Registration
from eventreg.registration.registering import CONFIRMATION
from tests.support.databases import ROOT
from tests.support.people import OPEN, registered
from tests.support.smtp import Mode, Sink

FOLDER = Path(__file__).parent / "notifications"
HARD = ("postfix_failed", "postfix_international", "exim_failed", "exchange_failed", "gmail_failed")
AppFactory = Callable[..., Flask]


@pytest.fixture
def sealed(make_app: AppFactory, smtp_sink: Sink) -> Iterator[Flask]:
    """An application that names its messages in their envelopes."""
    app = make_app(
        MAIL_SERVER=smtp_sink.host,
        MAIL_PORT=smtp_sink.port,
        MAIL_DEFAULT_SENDER="Équipe <team@example.org>",
        MAIL_BOUNCES="bounces@example.org",
    )
    with app.app_context(), time_machine.travel(OPEN, tick=False):
        yield app


@pytest.fixture
def sent(sealed: Flask, smtp_sink: Sink) -> tuple[Registration, OutboxMail, str]:
    """A person, their mail and its envelope sender."""
    person = registered("Léa", email="lea.angstrom@ville.example")
    delivery.send_due()
    return person, mail(person), smtp_sink.senders[-1]


def mail(person: Registration) -> OutboxMail:
    """The newest, as it is now."""
    db.session.rollback()
    newest = select(OutboxMail).filter_by(registration_id=person.id).order_by(OutboxMail.id.desc())
    found = db.session.scalars(newest).first()
    assert found is not None
    db.session.expunge(found)
    db.session.rollback()
    return found


def refused(person: Registration) -> bool:
    db.session.rollback()
    at = db.session.scalars(select(Registration.email_refused_at).filter_by(id=person.id)).one()
    db.session.rollback()
    return at is not None


def notification(name: str, *, envelope: str, message_id: str, recipient: str) -> bytes:
    text = (FOLDER / f"{name}.eml").read_text("utf-8")
    for key, value in {"envelope": envelope, "message_id": message_id, "recipient": recipient}.items():
        text = text.replace(f"{{{key}}}", value)
    return text.encode()


def take(app: Flask, data: bytes) -> str:
    result = app.test_cli_runner().invoke(args=["mail", "bounce"], input=data)
    assert result.exit_code == 0, result.output
    return str(result.output).strip()


def test_each_message_leaves_under_a_sender_of_its_own(sent, sealed: Flask, smtp_sink: Sink):
    person, row, envelope = sent
    registered()
    delivery.send_due()

    first, second = smtp_sink.senders
    assert first == envelope != second
    assert first.startswith(f"bounces+{row.id}-")
    assert first.endswith("@example.org")
    assert len(first.partition("@")[0]) <= 64
    assert smtp_sink.messages[0]["From"] == "Équipe <team@example.org>"
    assert person.reference not in first


def test_without_a_mailbox_for_notifications_the_sender_is_the_default(postman: Flask, smtp_sink: Sink):
    registered()
    delivery.send_due()

    assert smtp_sink.senders == ["team@example.org"]


@pytest.mark.parametrize("name", HARD)
def test_failure_is_found_by_its_envelope(sent, sealed: Flask, name: str):
    person, row, envelope = sent
    data = notification(name, envelope=envelope, message_id="<another@id>", recipient=row.recipient)

    assert take(sealed, data) == Outcome.BOUNCED.value

    settled = mail(person)
    assert settled.state == BOUNCED
    assert settled.answer is not None
    assert settled.answer.startswith("550")
    assert "angstrom" not in settled.answer
    assert settled.answered_at == OPEN
    assert refused(person)


@pytest.mark.parametrize("name", HARD)
def test_failure_is_found_by_the_message_id(sent, sealed: Flask, name: str):
    person, row, _envelope = sent
    data = notification(name, envelope="team@example.org", message_id=row.message_id, recipient=row.recipient)

    assert take(sealed, data) == Outcome.BOUNCED.value
    assert (mail(person).state, refused(person)) == (BOUNCED, True)


def test_envelope_survives_a_server_that_writes_capitals(sent, sealed: Flask):
    person, row, envelope = sent
    data = notification(
        "postfix_failed", envelope=envelope.upper(), message_id="<x@y>", recipient=row.recipient
    )

    take(sealed, data)

    assert mail(person).state == BOUNCED


def test_same_notification_twice_changes_nothing_more(sent, sealed: Flask):
    person, row, envelope = sent
    data = notification("exim_failed", envelope=envelope, message_id=row.message_id, recipient=row.recipient)
    take(sealed, data)
    db.session.get_one(Registration, person.id).email_refused_at = None  # staff have corrected it meanwhile
    db.session.commit()
    before = mail(person)

    assert take(sealed, data) == Outcome.KNOWN.value
    assert (mail(person).answer, mail(person).answered_at) == (before.answer, before.answered_at)
    assert not refused(person)


def test_delay_is_noted_and_changes_nothing(sent, sealed: Flask):
    person, row, envelope = sent
    data = notification("postfix_delayed", envelope=envelope, message_id="<x@y>", recipient=row.recipient)

    assert take(sealed, data) == Outcome.DELAYED.value

    assert mail(person).state == SENT
    assert mail(person).answer == "4.4.1 connect to mail.ville.example[192.0.2.25]:25: Connection timed out"
    assert not refused(person)


@pytest.mark.parametrize("name", ["postfix_expired", "exchange_bare"])
def test_end_of_a_message_that_says_nothing_against_the_address_does_not_mark_it(
    sent, sealed: Flask, name: str
):
    """Given up after days of trying; forbidden by a rule of the other side."""
    person, row, _envelope = sent
    data = notification(name, envelope="team@example.org", message_id=row.message_id, recipient=row.recipient)

    assert take(sealed, data) == Outcome.BOUNCED.value
    assert (mail(person).state, refused(person)) == (BOUNCED, False)


def test_failure_after_a_delay_is_the_end(sent, sealed: Flask):
    person, row, envelope = sent
    for name in ("postfix_delayed", "postfix_failed", "postfix_delayed"):
        take(sealed, notification(name, envelope=envelope, message_id="<x@y>", recipient=row.recipient))

    assert mail(person).state == BOUNCED
    assert "550 5.1.1" in str(mail(person).answer)


def test_forged_envelope_marks_nobody(sent, sealed: Flask):
    person, row, envelope = sent
    other = registered()
    delivery.send_due()
    local, seal = envelope.removesuffix("@example.org").split("-")
    stolen = f"bounces+{mail(other).id}-{seal}@example.org"
    guessed = f"{local}-{'a' * len(seal)}@example.org"
    for forged in (stolen, guessed, f"bounces+999999999-{seal}@example.org", "bounces+1-@example.org"):
        data = notification("postfix_failed", envelope=forged, message_id="<x@y>", recipient=row.recipient)
        assert take(sealed, data) == Outcome.STRANGER.value

    assert (mail(person).state, mail(other).state) == (SENT, SENT)
    assert not refused(person)
    assert not refused(other)


def test_corrected_address_is_not_marked_by_a_notification_about_the_old_one(sent, sealed: Flask):
    person, row, envelope = sent
    db.session.get_one(Registration, person.id).email = "lea@ville.example"
    db.session.commit()

    take(
        sealed,
        notification("postfix_failed", envelope=envelope, message_id="<x@y>", recipient=row.recipient),
    )

    assert mail(person).state == BOUNCED
    assert not refused(person)


def test_message_whose_answer_was_lost_is_not_sent_again_once_it_came_back(sealed: Flask, smtp_sink: Sink):
    smtp_sink.mode = Mode.VANISH
    person = registered()
    delivery.send_due()
    assert mail(person).state == QUEUED
    envelope = smtp_sink.senders[-1]
    take(
        sealed,
        notification("postfix_failed", envelope=envelope, message_id="<x@y>", recipient=person.email),
    )
    smtp_sink.mode = Mode.ACCEPT

    with time_machine.travel("2026-02-03T09:00:00+01:00"):
        delivery.send_due()

    assert mail(person).state == BOUNCED
    assert len(smtp_sink.messages) == 1


def test_second_mail_to_the_address_takes_the_mark_away(sent, sealed: Flask):
    person, row, envelope = sent
    take(
        sealed,
        notification("exim_failed", envelope=envelope, message_id="<x@y>", recipient=row.recipient),
    )
    with time_machine.travel("2026-02-03T09:00:00+01:00"):
        outbox.enqueue(CONFIRMATION, person, now=OPEN.replace(day=3))
        db.session.commit()
        delivery.send_due()

    assert mail(person).state == SENT
    assert not refused(person)


JUNK = {
    "nothing": b"",
    "noise": bytes(range(256)) * 50,
    "text": b"Bonjour,\n\nstatus: 5.1.1\naction: failed\n",
    "empty report": b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n",
    "report without parts": b"Content-Type: multipart/report\n\nAction: failed\n",
    "report of nothing": (
        b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n\n--x--\n"
    ),
    "depth": b"".join(
        b'Content-Type: multipart/report; boundary="%d"\n\n--%d\n' % (number, number)
        for number in range(3000)
    ),
    "unknown charset": (
        b"Content-Type: multipart/report; boundary=x\n\n--x\n"
        b"Content-Type: message/global-delivery-status; charset=klingon\n"
        b"Content-Transfer-Encoding: base64\n\n????\n--x--\n"
    ),
}


@pytest.mark.parametrize("name", JUNK)
def test_junk_ends_well_and_changes_nothing(sent, sealed: Flask, name: str):
    person, _row, _envelope = sent

    assert take(sealed, JUNK[name]) == Outcome.NO_NOTIFICATION.value
    assert mail(person).state == SENT


@pytest.mark.parametrize("name", ["absence", "read_receipt"])
def test_answers_of_people_and_machines_change_nothing(sent, sealed: Flask, name: str):
    person, row, envelope = sent
    data = notification(name, envelope=envelope, message_id=row.message_id, recipient=row.recipient)

    assert take(sealed, data) == Outcome.NO_NOTIFICATION.value
    assert (mail(person).state, refused(person)) == (SENT, False)


def test_success_that_somebody_asked_for_changes_nothing(sent, sealed: Flask):
    person, row, envelope = sent
    data = notification("postfix_failed", envelope=envelope, message_id="<x@y>", recipient=row.recipient)

    assert take(sealed, data.replace(b"Action: failed", b"Action: relayed")) == Outcome.NOTHING.value
    assert mail(person).state == SENT


def test_file_is_read_and_junk_in_it_is_bad_input(sent, sealed: Flask, tmp_path: Path):
    person, row, envelope = sent
    good, bad = tmp_path / "good.eml", tmp_path / "bad.eml"
    good.write_bytes(
        notification("exim_failed", envelope=envelope, message_id="<x@y>", recipient=row.recipient)
    )
    bad.write_bytes(b"Bonjour\n")
    run = sealed.test_cli_runner().invoke

    for path in (bad, tmp_path / "missing.eml", tmp_path):
        result = run(args=["mail", "bounce", str(path)])
        assert (result.exit_code, result.stderr.count("\n")) == (2, 1), result.output
    assert run(args=["mail", "bounce", str(good)]).exit_code == 0
    assert mail(person).state == BOUNCED


def test_mail_server_keeps_the_notification_while_the_database_is_away(opened, tmp_path: Path):
    app = opened(f"sqlite:///{tmp_path / 'missing' / 'x.db'}")
    data = notification("exim_failed", envelope="a@b", message_id="<x@y>", recipient="c@d")

    result = app.test_cli_runner().invoke(args=["mail", "bounce"], input=data)

    assert result.exit_code == 75
    assert result.stderr.count("\n") == 1


def test_pipe_of_a_mail_server(sent, sealed: Flask):
    person, row, envelope = sent
    data = notification("postfix_failed", envelope=envelope, message_id="<x@y>", recipient=row.recipient)
    settings = ("INSTANCE", "DATABASE_URL", "BASE_URL", "SECRET_KEY")
    environ = {f"EVENTREG_{name}": str(sealed.config[name]) for name in settings}

    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "mail", "bounce"],
        cwd=ROOT, env=environ, input=data, capture_output=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stdout.decode().strip()) == (0, Outcome.BOUNCED.value), done.stderr
    assert refused(person)


def test_failure_is_found_on_either_database(app_each_db: Flask):
    with app_each_db.app_context():
        person = registered()
        delivery.send_due()
        row = mail(person)
        data = notification(
            "exchange_failed", envelope="team@example.org", message_id=row.message_id, recipient=row.recipient
        )

        assert take(app_each_db, data) == Outcome.BOUNCED.value
        assert (mail(person).state, refused(person)) == (BOUNCED, True)


@pytest.mark.parametrize(
    "odd", ["<a\0b@c>", "<é@c>", "<" + "x" * 5000 + "@c>", "<>", "<a b@c>", "<a@b> " * 500]
)
def test_odd_message_id_is_nobodys(app_each_db: Flask, odd: str):
    data = notification("exim_failed", envelope="bounces+1-x@example.org", message_id=odd, recipient="a@b")

    assert take(app_each_db, data) == Outcome.STRANGER.value


def test_several_recipients_count_by_the_gravest():
    block = b"Final-Recipient: rfc822;a@b\nAction: %s\nStatus: %s\n\n"
    blocks = [
        block % pair for pair in ((b"delayed", b"4.4.1"), (b"failed", b"4.4.7"), (b"Failed (x)", b"5.2.2"))
    ]
    head = b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n"
    found = read(head + b"Reporting-MTA: dns;x\n\n" + b"".join(blocks) + b"--x--\n")

    assert found is not None
    assert found.gravest is not None
    assert (found.gravest.action, found.gravest.status) == ("failed", "5.2.2")
