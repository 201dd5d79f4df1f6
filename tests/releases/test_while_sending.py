"""A release corrected while its mail is leaving: who has not had the first message gets one, which tells both."""

import threading
from collections import Counter

import pytest
from flask import Flask

from eventreg.db import db
from eventreg.mail import delivery
from eventreg.registration.choices import SlotChoice
from tests.conftest import EACH_DATABASE, AppFactory, Database
from tests.mail.letters import text
from tests.registration.answers import FIRST
from tests.releases.draft import edit, release
from tests.support.people import registered
from tests.support.smtp import Sink

PEOPLE = 6


@pytest.mark.parametrize("kind", EACH_DATABASE)
def test_who_has_not_had_the_first_message_gets_one(
    kind: str, opened: AppFactory, database: Database, smtp_sink: Sink
) -> None:
    mail = {"MAIL_SERVER": smtp_sink.host, "MAIL_PORT": smtp_sink.port}
    app = opened(database(kind, True), MAIL_DEFAULT_SENDER="Équipe <team@example.org>", **mail)
    with app.app_context():
        people = [registered(slots={FIRST: SlotChoice("atelier-1")}).email for _ in range(PEOPLE)]
        delivery.send_due()
        smtp_sink.clear()
        edit("atelier-1", {"room": "salle-3"})
        release()
        smtp_sink.holds = True
        worker = threading.Thread(target=deliver, args=(app,))
        worker.start()
        smtp_sink.wait(1)
        edit("atelier-1", {"status": "cancelled"})
        release()
        smtp_sink.holds = False
        worker.join()
        db.session.rollback()
        delivery.send_due()
    told = Counter(str(mail["To"]) for mail in smtp_sink.messages)
    assert told.keys() == set(people)
    last = {str(mail["To"]): text(mail) for mail in smtp_sink.messages}
    assert all("Annulé" in words for words in last.values())
    assert sorted(told.values()) == [*[1] * (PEOPLE - 1), 2], "the first had theirs"


def deliver(app: Flask) -> None:
    with app.app_context():
        delivery.send_due()
