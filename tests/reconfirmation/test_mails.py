"""The question and the reminder as people receive them: when, in which order, and what they say."""

import io
import os
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
import zxingcpp
from flask import Flask
from PIL import Image

from eventreg.db import db
from eventreg.registration import issuing, states
from eventreg.registration.changing import cancel
from eventreg.registration.choices import SlotChoice
from eventreg.registration.models import Registration
from tests.feeds.rules import check_feed
from tests.mail.letters import calendar, html, part, text
from tests.mail.test_mails import written
from tests.reconfirmation.journey import QUESTION, REMINDER, attendee, load, planned, received, subjects
from tests.support.people import DAY_2, OPEN

GOLDEN = Path(__file__).parent / "golden"
ENDED = (states.NO_ANSWER, states.NO_SHOW)
MOMENT = timedelta(seconds=1)
FIRST, SECOND = "20260303T0930", "20260304T1045"


def guest(lang: str = "fr") -> Registration:
    slots = {FIRST: SlotChoice("atelier-1"), SECOND: SlotChoice("atelier-6")}
    return attendee(
        "Léa", "Ångström <b>", email="lea@example.org", slots=slots, meals=("dejeuner-1",), lang=lang
    )


def mail(app: Flask, kind: str, lang: str = "fr") -> tuple[EmailMessage, Registration]:
    person = guest(lang)
    instant = {"reconfirmation": QUESTION, "reminder": REMINDER}[kind]
    return received(app, instant, person)[-1], person


def ended(app: Flask, reason: str, lang: str) -> tuple[EmailMessage, Registration]:
    """The mail about a registration that the organisers have ended for this reason."""
    person = attendee(
        "Léa", "Ångström <b>", email="lea@example.org", slots={FIRST: SlotChoice("atelier-1")}, lang=lang
    )
    received(app, QUESTION, person)
    cancel(person.id, now=QUESTION, actor="staff:1", reason=reason)
    db.session.commit()
    return received(app, QUESTION + MOMENT, person)[-1], person


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("kind", ["reconfirmation", "reminder", *ENDED])
def test_mail_reads_as_before(open_app: Flask, kind: str, lang: str) -> None:
    found = ended(open_app, kind, lang) if kind in ENDED else mail(open_app, kind, lang)
    content = written(*found)
    path = GOLDEN / f"{kind}.{lang}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(content, "utf-8")
    assert content == path.read_text("utf-8")


def test_both_leave_at_nine_in_the_morning_and_not_before(open_app: Flask) -> None:
    person = guest()
    assert subjects(received(open_app, QUESTION - MOMENT, person)) == ["Inscription enregistrée :"]
    assert subjects(received(open_app, QUESTION, person))[1:] == ["Venez-vous toujours ?"]
    assert len(received(open_app, REMINDER - MOMENT, person)) == 2
    mails = received(open_app, REMINDER, person)
    assert subjects(mails)[2:] == ["Rappel :"]
    assert [one["Date"] for one in mails[1:]] == [
        "Tue, 24 Feb 2026 08:00:00 +0000",
        "Mon, 02 Mar 2026 08:00:00 +0000",
    ]


def test_nine_in_the_morning_stays_nine_over_the_change_to_summer_time(open_app: Flask) -> None:
    """Clocks go forward on 29 March 2026, between the question and the reminder of an event on 31 March."""
    load(open_app, OPEN, ("2026-03-04", "2026-04-01"), ("2026-03-03", "2026-03-31"))
    person = attendee(days=())
    assert planned(person) == [
        ("reconfirmation", "queued", "24/03 08:00"),
        ("reminder", "queued", "30/03 07:00"),
    ]
    for at, said in (
        ("2026-03-24T09:00+01:00", "Venez-vous toujours ?"),
        ("2026-03-30T09:00+02:00", "Rappel :"),
    ):
        instant = datetime.fromisoformat(at)
        assert said not in subjects(received(open_app, instant - MOMENT, person))
        assert subjects(received(open_app, instant, person))[-1] == said


def test_mail_that_could_not_leave_in_time_keeps_the_order(open_app: Flask) -> None:
    """A worker that comes back late sends confirmation and question one after the other."""
    person = guest()
    mails = received(open_app, REMINDER - MOMENT, person)
    assert subjects(mails) == ["Inscription enregistrée :", "Venez-vous toujours ?"]
    assert subjects(received(open_app, REMINDER, person))[2:] == ["Rappel :"]


def test_question_does_not_leave_with_the_reminder(open_app: Flask) -> None:
    """After a long outage it would come a day before the event, in the same minute."""
    person = guest()
    mails = received(open_app, REMINDER, person)
    assert subjects(mails) == ["Inscription enregistrée :", "Rappel :"]
    assert [state for _, state, _ in planned(person)] == ["dropped", "sent"]


def test_question_planned_after_the_reminder_is_still_asked(open_app: Flask) -> None:
    """An edition may want it so."""
    days = ("reconfirmation_days_before = 7", "reconfirmation_days_before = 1")
    load(open_app, OPEN, ("reminder_days_before = 1", "reminder_days_before = 2"), days)
    person = guest()
    assert "Venez-vous toujours ?" in subjects(received(open_app, REMINDER, person))


def test_nothing_leaves_once_the_event_has_begun(open_app: Flask) -> None:
    person = guest()
    assert len(received(open_app, REMINDER + timedelta(days=1), person)) == 1
    assert [state for _, state, _ in planned(person)] == ["dropped", "dropped"]


def test_who_registers_after_the_question_is_only_reminded(open_app: Flask) -> None:
    load(open_app, OPEN, ("2026-02-21T00:00:00+01:00", "2026-03-02T20:00:00+01:00"))
    late = attendee(now=QUESTION)
    very_late = attendee(now=REMINDER)
    assert [kind for kind, _, _ in planned(late)] == ["reminder"]
    assert planned(very_late) == []


def test_who_waits_for_a_place_is_not_asked_unless_admitted_before(open_app: Flask) -> None:
    waits, admitted = attendee(), attendee()
    waits.status = admitted.status = states.WAITLISTED
    db.session.commit()
    received(open_app, QUESTION - MOMENT, waits)
    admitted.status = states.CONFIRMED
    db.session.commit()
    assert "Venez-vous toujours ?" in subjects(received(open_app, QUESTION, admitted))
    assert "Venez-vous toujours ?" not in subjects(received(open_app, QUESTION, waits))


def test_who_has_cancelled_hears_nothing_more(open_app: Flask) -> None:
    person = guest()
    cancel(person.id, now=OPEN)
    db.session.commit()
    assert subjects(received(open_app, REMINDER, person)) == ["Inscription annulée :"]
    assert [state for _, state, _ in planned(person)] == ["dropped", "dropped"]


def test_reminder_tells_the_programme_as_it_stands_then(open_app: Flask) -> None:
    person = guest()
    load(open_app, OPEN + timedelta(days=1), ("2026-03-03T09:30:00", "2026-03-03T09:45:00"))
    said = text(received(open_app, REMINDER, person)[-1])
    assert "9 h 45 – 11 h : Atelier 1" in said.replace("\u202f", " ").replace("\u00a0", " ")


def test_reminder_carries_the_code_the_calendar_and_what_one_needs(open_app: Flask) -> None:
    reminder, person = mail(open_app, "reminder")
    for said in ("8 boulevard Victor Hugo", "pièce d’identité", "Métro lignes 13 et 14", "mardi 3 mars 2026"):
        assert said in text(reminder)
        assert said in html(reminder)
    clear = issuing.clear_tokens(person, "STO")
    assert f"/calendrier/{clear['feed']}.ics" in text(reminder)
    check_feed(calendar(reminder), "mail", host="inscription.example.org", secrets=list(clear.values()))
    picture = next(one for one in reminder.walk() if one.get_filename() == "badge.png")
    data = picture.get_payload(decode=True)
    assert isinstance(data, bytes)
    found = [one.text for one in zxingcpp.read_barcodes(Image.open(io.BytesIO(data)))]
    assert found == [f"HTTPS://INSCRIPTION.EXAMPLE.ORG/B/{clear['badge']}"]


def test_reminder_names_the_first_day_that_one_comes(open_app: Flask) -> None:
    person = attendee(days=(DAY_2,))
    said = text(received(open_app, REMINDER, person)[-1]).replace("\u00a0", " ")
    assert "Nous vous attendons mercredi 4 mars 2026 à partir de 8 h 30." in said


def test_question_has_three_links_and_no_file(open_app: Flask) -> None:
    question, person = mail(open_app, "reconfirmation")
    page = f"https://inscription.example.org/mon-inscription/{issuing.clear_tokens(person, 'STO')['manage']}"
    for link in (f"{page}/presence", f"{page}/annuler", f"{page}#change"):
        assert link in text(question).split()
        assert f'href="{link}"' in html(question)
    assert part(question, "text/calendar") is None


@pytest.mark.parametrize("kind", ["reconfirmation", "reminder"])
def test_reminders_can_be_ended_in_one_click_and_the_confirmation_cannot(open_app: Flask, kind: str) -> None:
    """RFC 8058: an https address, and the header that says a POST is enough."""
    message, person = mail(open_app, kind)
    manage = issuing.clear_tokens(person, "STO")["manage"]
    address = f"https://inscription.example.org/mon-inscription/{manage}/rappels"
    assert message["List-Unsubscribe"] == f"<{address}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address in text(message)
    assert received(open_app, REMINDER, person)[0]["List-Unsubscribe"] is None
