"""Delivery against a real mail server: once, in order, again after a failure, and never lost."""

import logging
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from eventreg import clock
from eventreg.db import db
from eventreg.mail import delivery, outbox, settling, worker
from eventreg.mail.letters import Composer, Enclosure, Letter
from eventreg.mail.models import DEAD, DROPPED, QUEUED, REFUSED, SENT, OutboxMail
from tests.mail.letters import captured, html, text
from tests.mail.notes import To, note, row, write
from tests.support.people import registered
from tests.support.smtp import Mode, Sink

AppFactory = Callable[..., Flask]
HOUR = timedelta(hours=1)


def test_message_is_delivered_once(postman: Flask, smtp_sink: Sink):
    key = write("Bonjour")

    assert delivery.send_due() == 1
    assert delivery.send_due() == 0

    (message,) = smtp_sink.messages
    assert smtp_sink.recipients == [["a@example.org"]]
    assert message["Message-ID"] == row(key).message_id
    assert message["Message-ID"].endswith("@inscription.example.org>")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["From"] == "Équipe <team@example.org>"
    assert (row(key).state, row(key).attempts, row(key).leased_until) == (SENT, 1, None)
    assert text(message) == "Bonjour\n.\n.line\nFrom here\n"
    assert html(message).strip() == "<p>Bonjour</p>"


def test_nothing_is_sent_before_the_commit_or_after_a_rollback(postman: Flask, smtp_sink: Sink):
    outbox.enqueue("note", To("a@example.org"), now=clock.now(), params={"words": "no"})
    db.session.rollback()

    assert delivery.send_due() == 0
    assert smtp_sink.messages == []


def test_message_waits_until_it_is_due(postman: Flask, smtp_sink: Sink):
    write("Demain", due_at=clock.now() + HOUR)
    assert delivery.send_due() == 0

    with time_machine.travel(datetime.now().astimezone() + 2 * HOUR):
        assert delivery.send_due() == 1


def test_refused_recipient_is_tried_once_and_stops_nobody(postman: Flask, smtp_sink: Sink):
    smtp_sink.mode = Mode.REFUSE
    key = write("Bonjour")
    delivery.send_due()
    smtp_sink.mode = Mode.ACCEPT
    other = write("Encore", to="b@example.org")
    delivery.send_due()

    assert (row(key).state, row(key).answer) == (REFUSED, "550 5.1.1 No such mailbox")
    assert row(other).state == SENT


def test_message_is_tried_again_later_and_later_then_given_up(postman: Flask, smtp_sink: Sink):
    smtp_sink.mode = Mode.DELAY
    key = write("Bonjour")
    pauses = []
    with time_machine.travel(datetime.now().astimezone(), tick=False) as traveller:
        for _ in range(settling.MOST_ATTEMPTS):
            assert delivery.send_due() == 1
            assert delivery.send_due() == 0
            pauses.append(row(key).due_at - clock.now())
            traveller.move_to(row(key).due_at)

    assert (row(key).state, row(key).attempts) == (DEAD, 8)
    assert row(key).answer == "451 4.7.1 Try again later"
    assert [pause.total_seconds() for pause in pauses[:4]] == [30, 90, 270, 810]
    assert smtp_sink.messages == []


def test_second_message_never_overtakes_the_first(postman: Flask, smtp_sink: Sink):
    smtp_sink.mode = Mode.DELAY
    write("eins")
    delivery.send_due()
    smtp_sink.mode = Mode.ACCEPT
    write("zwei")
    write("drei", to="b@example.org")
    delivery.send_due()
    assert [message["Subject"] for message in smtp_sink.messages] == ["drei"]

    with time_machine.travel(datetime.now().astimezone() + HOUR):
        delivery.send_due()

    assert [message["Subject"] for message in smtp_sink.messages] == ["drei", "eins", "zwei"]


def test_reminder_that_is_not_due_holds_nothing_up(postman: Flask, smtp_sink: Sink):
    write("Rappel", due_at=clock.now() + HOUR)
    write("Maintenant")

    delivery.send_due()

    assert [message["Subject"] for message in smtp_sink.messages] == ["Maintenant"]


def test_fault_of_one_message_stops_no_other(
    postman: Flask, smtp_sink: Sink, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.CRITICAL):
        keys = [write(words, to=f"{words}@example.org") for words in ("un", "fault", "nothing", "deux")]
        bad = write("trois", to="no\r\nBcc: all@example.org")
        delivery.send_due()

    assert [message["Subject"] for message in smtp_sink.messages] == ["un", "deux"]
    assert [row(key).state for key in keys] == [SENT, QUEUED, DROPPED, SENT]
    assert (row(keys[1]).answer, row(bad).answer) == ("RuntimeError", "NoAddress")


def test_line_that_breaks_costs_only_the_message_it_broke_in(postman: Flask, smtp_sink: Sink):
    smtp_sink.mode = Mode.DROP
    first = write("un")
    delivery.send_due()
    assert (row(first).state, row(first).attempts) == (QUEUED, 1)
    assert row(first).answer == "SMTPServerDisconnected"
    smtp_sink.mode = Mode.ACCEPT
    second = write("deux", to="b@example.org")

    delivery.send_due()

    assert (row(second).state, row(second).attempts) == (SENT, 1)
    with time_machine.travel(datetime.now().astimezone() + HOUR):
        delivery.send_due()
    assert (row(first).state, row(first).attempts) == (SENT, 2)


def test_line_that_breaks_within_a_batch_is_opened_again(postman: Flask, smtp_sink: Sink):
    def mischief(row: OutboxMail) -> Letter | None:
        smtp_sink.mode = Mode.DROP if row.params["words"] == "deux" else Mode.ACCEPT
        return note(row)

    postman.extensions[delivery.EXTENSION]["note"] = mischief
    keys = [write(words, to=f"{words}@example.org") for words in ("un", "deux", "trois")]

    delivery.send_due()

    assert [row(key).state for key in keys] == [SENT, QUEUED, SENT]


def test_answer_that_is_lost_sends_the_same_message_again(postman: Flask, smtp_sink: Sink):
    smtp_sink.mode = Mode.VANISH
    key = write("Bonjour")
    delivery.send_due()
    smtp_sink.mode = Mode.ACCEPT
    with time_machine.travel(datetime.now().astimezone() + HOUR):
        delivery.send_due()

    assert row(key).state == SENT
    assert len(smtp_sink.messages) == 2
    assert len({message["Message-ID"] for message in smtp_sink.messages}) == 1


def test_server_that_is_away_loses_nothing(postman: Flask, smtp_sink: Sink):
    port = postman.config["MAIL_PORT"]
    postman.config["MAIL_PORT"] = 1
    keys = [write("Bonjour", to=f"{number}@example.org") for number in range(3)]
    delivery.send_due()
    assert {row(key).state for key in keys} == {QUEUED}
    assert row(keys[0]).answer == "ConnectionRefusedError"

    postman.config["MAIL_PORT"] = port
    with time_machine.travel(datetime.now().astimezone() + HOUR):
        assert delivery.send_due() == 3
    assert len(smtp_sink.messages) == 3


def test_message_of_a_worker_that_died_goes_when_its_lease_ends(postman: Flask, smtp_sink: Sink):
    key = write("Bonjour")
    assert delivery._claim(clock.now()) == [key]  # and dies

    assert delivery.send_due() == 0
    with time_machine.travel(datetime.now().astimezone() + delivery.LEASE + timedelta(seconds=1)):
        assert delivery.send_due() == 1
    assert len(smtp_sink.messages) == 1


def test_batch_that_takes_too_long_is_given_back(postman: Flask, smtp_sink: Sink):
    with time_machine.travel(datetime.now().astimezone(), tick=False) as traveller:

        def slow(row: OutboxMail) -> Letter | None:
            traveller.shift(delivery.LEASE)
            return note(row)

        postman.extensions[delivery.EXTENSION]["note"] = slow
        keys = [write(str(number), to=f"{number}@example.org") for number in range(2)]
        ids = delivery._claim(clock.now())
        assert delivery._deliver(ids, until=clock.now() + delivery.LEASE - delivery.LEAST_LEASE) == 1

    assert [row(key).state for key in keys] == [SENT, QUEUED]
    assert row(keys[1]).leased_until is None


def test_two_workers_send_each_message_once(postman: Flask, smtp_sink: Sink):
    for number in range(60):
        write(str(number), to=f"{number}@example.org")

    def work() -> None:
        with postman.app_context():
            delivery.send_due()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()

    assert sorted(int(message["Subject"]) for message in smtp_sink.messages) == list(range(60))


def test_worker_is_woken_by_the_commit(postman: Flask, smtp_sink: Sink, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(worker, "POLL_SECONDS", 60)
    over = threading.Event()

    def deliver() -> int:
        if over.is_set():
            raise SystemExit  # of this thread
        return delivery.send_due()

    def work() -> None:
        with suppress(SystemExit):
            worker.run(postman, deliver)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    write("erste")
    smtp_sink.wait(1)
    waits = []
    for number in range(5):
        time.sleep(0.1)
        began = time.perf_counter()
        write(str(number))
        smtp_sink.wait(number + 2)
        waits.append(time.perf_counter() - began)
    over.set()
    worker.wake()
    thread.join(timeout=5)

    assert sorted(waits)[2] < 0.05, waits


KILLED = """
import os, sys
from tests.support.databases import make_app
from tests.mail.notes import with_notes
from eventreg.mail import delivery, settling
from pathlib import Path
instance, address, port = sys.argv[1:]
app = make_app(Path(instance), {"DATABASE_URL": address, "MAIL_SERVER": "127.0.0.1", "MAIL_PORT": port,
               "MAIL_DEFAULT_SENDER": "team@example.org"})
with_notes(app)
settling.sent = lambda *_: os.kill(os.getpid(), 9)
with app.app_context():
    delivery.send_due()
"""


def test_worker_killed_between_sending_and_settling_sends_the_same_message_again(
    postman: Flask, smtp_sink: Sink
):
    key = write("Bonjour")
    arguments = [postman.config["INSTANCE"], postman.config["DATABASE_URL"], str(smtp_sink.port)]
    killed = subprocess.run([sys.executable, "-c", KILLED, *map(str, arguments)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert row(key).state == QUEUED
    with time_machine.travel(datetime.now().astimezone() + delivery.LEASE + timedelta(seconds=1)):
        delivery.send_due()

    assert row(key).state == SENT
    assert [message["Message-ID"] for message in smtp_sink.messages] == [row(key).message_id] * 2


def test_header_cannot_be_injected(postman: Flask, smtp_sink: Sink):
    write("Sujet\r\nBcc: all@example.org\n\nbody")

    delivery.send_due()

    (message,) = smtp_sink.messages
    assert message["Bcc"] is None
    assert message["Subject"] == "Sujet Bcc: all@example.org body"
    assert smtp_sink.recipients == [["a@example.org"]]


def test_long_subjects_and_foreign_addresses_arrive(postman: Flask, smtp_sink: Sink):
    subject = "Où irons-nous ? " + "Évènement européen à Saint-Ouen " * 10
    write(subject, to="camille@exämple.org")

    delivery.send_due()

    (message,) = smtp_sink.messages
    assert message["Subject"] == subject.strip()
    assert smtp_sink.recipients == [["camille@xn--exmple-cua.org"]]
    assert max(len(line) for line in message.as_bytes().splitlines()) < 200


def test_files_arrive_octet_by_octet(postman: Flask, smtp_sink: Sink):
    data = "BEGIN:X\r\nSUMMARY:Œuvre\r\n é\r\nEND:X\r\n".encode()
    calendar = Enclosure("a.ics", "text/calendar; charset=utf-8; method=PUBLISH", data)
    picture = Enclosure("é.png", "image/png", bytes(range(256)), "code")

    def composer(_row: OutboxMail) -> Letter:
        return Letter("s", "t", "<img src='cid:code'>", (calendar, picture))

    postman.extensions[delivery.EXTENSION]["note"] = composer
    write("x")
    delivery.send_due()

    (message,) = smtp_sink.messages
    parts = {part.get_content_type(): part for part in message.walk()}
    assert parts["text/calendar"].get_payload(decode=True) == data
    assert parts["image/png"].get_payload(decode=True) == bytes(range(256))
    assert parts["image/png"].get_filename() == "é.png"


def test_without_a_server_each_message_is_a_file(app: Flask):
    with app.app_context():
        person = registered("Léa", "Ångström")
        (message,) = captured(app)
        assert message["To"] == person.email
        folder = delivery.carrier().folder  # type: ignore[attr-defined]
        assert [path.suffix for path in folder.iterdir()] == [".eml"]
        assert oct(folder.stat().st_mode)[-3:] == "700"
        raw = next(folder.iterdir()).read_bytes()
        assert b"\n" not in raw.replace(b"\r\n", b"")


def test_mail_speaks_and_links_as_its_row_says_whoever_delivers(app_each_db: Flask):
    with app_each_db.app_context():
        registered("Léa", "Ångström", lang="en")
        db.session.execute(update(OutboxMail).values(params={"base_url": "https://elsewhere.example"}))
        db.session.commit()
        (message,) = captured(app_each_db)

    assert "Strengthening the power" in str(message["Subject"])
    assert "https://elsewhere.example/mon-inscription/" in text(message)


def test_rows_survive_whatever_happens_to_them(postman: Flask, smtp_sink: Sink):
    """Every row ends sent, dropped or dead, or waits with a time at which it is tried again."""
    for number, mode in enumerate((Mode.DROP, Mode.DELAY, Mode.VANISH, Mode.REFUSE, Mode.ACCEPT)):
        smtp_sink.mode = mode
        write(str(number), to=f"{number}@example.org")
        delivery.send_due()
    smtp_sink.mode = Mode.ACCEPT
    with time_machine.travel(datetime.now().astimezone() + HOUR):
        delivery.send_due()

    states = db.session.scalars(select(OutboxMail.state).order_by(OutboxMail.id)).all()
    assert states == [SENT, SENT, SENT, REFUSED, SENT]


def test_composer_protocol_is_what_create_app_registers(app: Flask):
    composers: dict[str, Composer] = app.extensions[delivery.EXTENSION]

    assert {"confirmation", "already_registered", "programme_changed", "cancelled"} <= set(composers)
