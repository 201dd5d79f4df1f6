"""What people receive: golden files of every mail in both languages, and what must hold of all of them.

`UPDATE_GOLDEN=1 pytest tests/mail` writes the golden files anew; read the difference before committing it.
"""

import io
import os
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
import time_machine
import zxingcpp
from flask import Flask
from PIL import Image

from eventreg import COMPOSERS, clock
from eventreg.agenda import programme as agenda
from eventreg.db import db
from eventreg.event.edition import parse
from eventreg.mail import outbox
from eventreg.registration import issuing, reminders
from eventreg.registration.changing import cancel, change_choices
from eventreg.registration.choices import Choices, SlotChoice
from eventreg.registration.models import Registration
from eventreg.registration.registering import CONFIRMATION, Application, Needs, Person, register
from eventreg.registration.revising import revise
from tests.feeds.rules import check_feed
from tests.mail.letters import calendar, captured, html, part, plain, text
from tests.support.databases import EDITION
from tests.support.people import DAY_1, DAY_2, OPEN, registered

GOLDEN = Path(__file__).parent / "golden"
MORNING, AFTERNOON, SECOND = "20260303T0930", "20260303T1600", "20260304T1045"
# What happens to a person; the golden files are named by it. A kind of mail has the same name in one case at least.
KINDS = (
    "confirmation", "waitlisted", "registered_by_staff", "already_registered", "admitted",
    "programme_changed", "promoted", "moved", "displaced", "called_off", "cancelled",
)  # fmt: skip
Edit = tuple[str, str, str]
"""Of the edition file: the code after which a text is replaced (nothing: the file's first), the text, the new one."""
FULL = ("atelier-2", "capacity = 60", "capacity = 0")
NO_PLACE = ("", "capacity = 300", "capacity = 0")
MOVED = ("atelier-6", "starts_at = 2026-03-04T10:45:00\nends_at = 2026-03-04T12:15:00\nroom = \"salle-1\"",
         "starts_at = 2026-03-04T11:00:00\nends_at = 2026-03-04T12:30:00\nroom = \"salle-3\"")  # fmt: skip
# Into the time of a workshop that the person holds, which goes elsewhere; and what everybody attends begins earlier.
CLASHING = (
    ("bienvenue", "T09:00:00", "T08:45:00"),
    ("atelier-1", 'room = "salle-1"', 'room = "salle-3"'),
    ("atelier-6", "2026-03-04T10:45", "2026-03-03T09:30"),
    ("atelier-6", "2026-03-04T12:15", "2026-03-03T11:00"),
    ("atelier-6", 'room = "salle-1"', 'room = "hall"'),  # no news to those whose seat is lost
)
CALLED_OFF = ("atelier-6", 'status = "provisional"', 'status = "cancelled"')


@pytest.fixture(autouse=True)
def _context(app: Flask) -> Iterator[None]:
    with app.app_context(), time_machine.travel(OPEN, tick=False):
        change_edition(FULL)
        yield


def change_edition(*edits: Edit) -> None:
    """Loads the shipped edition with these changes, and lets everything follow from them."""
    content = EDITION.read_text("utf-8")
    for code, old, new in edits:
        start = content.index(f'code = "{code}"') if code else 0
        assert old in content[start:]
        content = content[:start] + content[start:].replace(old, new, 1)
    revise(parse(content), now=clock.now(), priority=timedelta(hours=48))
    db.session.commit()


def newcomer(lang: str = "fr") -> Registration:
    slots = {MORNING: SlotChoice("atelier-1", "atelier-2"), SECOND: SlotChoice("atelier-6")}
    return registered(
        "Léa", "Ångström <b>", email="lea@example.org", slots=slots, meals=("dejeuner-1",), lang=lang
    )


def again(person: Registration) -> None:
    about = Person(person.given_name, person.family_name, " LEA@example.org ")
    register(Application(about, Choices((DAY_1,)), Needs(), "fr", "another form", OPEN), now=OPEN)
    db.session.commit()


def change(person: Registration) -> None:
    slots = {MORNING: SlotChoice("atelier-1"), AFTERNOON: SlotChoice("atelier-3"), SECOND: SlotChoice()}
    change_choices(person.id, Choices((DAY_1, DAY_2), slots, ("dejeuner-2",)), now=OPEN)
    db.session.commit()


def give_up(person: Registration) -> None:
    cancel(person.id, now=OPEN)
    db.session.commit()


def by_staff(person: Registration) -> None:
    """The confirmation is written once more: the fixture of people registers everybody by themselves."""
    person.registered_by = "staff:1"
    outbox.enqueue(CONFIRMATION, person, now=OPEN)
    db.session.commit()


STEPS: dict[str, Callable[[Registration], None]] = {
    "registered_by_staff": by_staff,
    "already_registered": again,
    "admitted": lambda _: change_edition(FULL),
    "programme_changed": change,
    "promoted": lambda _: change_edition(),
    "moved": lambda _: change_edition(FULL, MOVED),
    "displaced": lambda _: change_edition(FULL, *CLASHING),
    "called_off": lambda _: change_edition(FULL, CALLED_OFF),
    "cancelled": give_up,
}


def message(app: Flask, kind: str, lang: str) -> tuple[EmailMessage, Registration]:
    """The newest mail of a person to whom that happened."""
    if kind in ("waitlisted", "admitted"):
        change_edition(FULL, NO_PLACE)
    person = newcomer(lang)
    captured(app)
    if kind in STEPS:
        with time_machine.travel(OPEN + timedelta(minutes=5), tick=False):
            STEPS[kind](person)
            return captured(app)[-1], person
    return captured(app)[-1], person


def written(mail: EmailMessage, person: Registration) -> str:
    """The mail as a golden file shows it: headers, text, HTML, then the calendar."""
    headers = [
        f"{name}: {mail[name]}" for name in ("From", "To", "Reply-To", "Subject", "Date", "Auto-Submitted")
    ]
    shape = [f"{one.get_content_type()} {one.get_filename() or ''}".strip() for one in mail.walk()]
    file = by_summary(calendar(mail)) if part(mail, "text/calendar") else ""
    sections = ["\n".join(headers), "\n".join(shape), text(mail), html(mail), file]
    return plain(f"\n{'=' * 80}\n".join(sections), person)


def by_summary(data: bytes) -> str:
    """The file unfolded. What starts together stands in the order of UIDs, which are new in each database."""
    head, *events = data.decode().replace("\r\n ", "").replace("\r\n", "\n").split("BEGIN:VEVENT\n")
    last, end, tail = events[-1].rpartition("END:VEVENT\n")
    events[-1] = last + end
    events.sort(key=lambda event: (re.findall("DTSTART.*", event), re.findall("SUMMARY.*", event)))
    return head + "".join(f"BEGIN:VEVENT\n{event}" for event in events) + tail


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_mail_reads_as_before(app: Flask, kind: str, lang: str):
    content = written(*message(app, kind, lang))
    path = GOLDEN / f"{kind}.{lang}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(content, "utf-8")

    assert content == path.read_text("utf-8")


def test_no_kind_of_mail_is_forgotten():
    elsewhere = {*reminders.KINDS, "invitation"}  # tests/reconfirmation, tests/invitations
    assert set(COMPOSERS) - elsewhere <= set(KINDS)
    assert {path.name for path in GOLDEN.iterdir()} == {
        f"{kind}.{lang}.txt" for kind in KINDS for lang in ("fr", "en")
    }


@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_acknowledges_tells_the_service_and_the_funding(app: Flask, kind: str):
    mail, person = message(app, kind, "fr")

    event = agenda.current().edition  # type: ignore[union-attr]
    for content in (text(mail), html(mail)):
        for said in (
            person.reference,
            "2 février 2026",
            event.event.contact_email,
            event.event.contact_phone,
        ):
            assert said in content
        for grant in (grant for project in event.funding for grant in project.grants):
            assert grant in content
    assert mail["Reply-To"] == event.event.contact_email
    assert mail["To"] == "lea@example.org"
    assert mail["Cc"] is mail["Bcc"] is None
    # M2: nothing is fetched from anywhere, so nobody learns when the mail was read.
    assert 'src="http' not in html(mail)
    assert "Ångström <b>" not in html(mail)


def test_confirmation_carries_the_code_alone(app: Flask):
    mail, person = message(app, "confirmation", "fr")
    pictures = [one for one in mail.walk() if one.get_filename() == "badge.png"]

    assert len(pictures) == 1
    assert pictures[0]["Content-ID"] == "<badge>"
    assert 'src="cid:badge"' in html(mail)
    data = pictures[0].get_payload(decode=True)
    assert isinstance(data, bytes)
    badge = issuing.clear_tokens(person, "STO")["badge"]
    found = [one.text for one in zxingcpp.read_barcodes(Image.open(io.BytesIO(data)))]
    assert found == [f"HTTPS://INSCRIPTION.EXAMPLE.ORG/B/{badge}"]


@pytest.mark.parametrize("kind", ["confirmation", "programme_changed", "cancelled"])
def test_calendar_file_keeps_every_rule_and_no_secret(app: Flask, kind: str):
    mail, person = message(app, kind, "fr")
    secrets = [*issuing.clear_tokens(person, "STO").values(), person.reference, person.email, "Ångström"]

    check_feed(calendar(mail), "mail", host="inscription.example.org", secrets=secrets)
    file = part(mail, "text/calendar")
    assert file is not None
    assert file.get_content_disposition() == "attachment"
    assert (file.get_param("method"), file.get_param("charset")) == ("PUBLISH", "utf-8")


def states(mail: EmailMessage) -> dict[str, str]:
    """STATUS by session code of what the calendar file holds."""
    programme = agenda.current()
    assert programme is not None
    codes = {session.uid: session.code for session in programme.sessions}
    events = check_feed(calendar(mail), "mail", host="inscription.example.org").kind("VEVENT")
    return {codes[event.value("UID")]: event.value("STATUS") for event in events}


def test_confirmation_tells_the_waitlist_and_keeps_it_out_of_the_calendar(app: Flask):
    mail, _person = message(app, "confirmation", "fr")

    said = text(mail).replace("\u00a0", " ").replace("\u202f", " ")
    assert "Vous êtes en 1re position sur la liste d’attente. Si une place se libère, elle remplace" in said
    assert "elle remplace votre place dans « Atelier 1" in said
    assert "atelier-1" in states(mail)
    assert "atelier-2" not in states(mail)


def test_change_cancels_what_was_dropped_in_the_same_file(app: Flask):
    mail, _person = message(app, "programme_changed", "fr")

    found = states(mail)
    assert (found["atelier-6"], found["dejeuner-1"]) == ("CANCELLED", "CANCELLED")
    assert "CANCELLED" not in (found["atelier-1"], found["atelier-3"], found["dejeuner-2"])


def test_taking_a_workshop_again_is_dated_after_giving_it_up(app: Flask):
    person = newcomer()
    stamps = []
    for minutes, seat in ((5, None), (10, "atelier-6")):
        with time_machine.travel(OPEN + timedelta(minutes=minutes), tick=False):
            slots = {SECOND: SlotChoice(seat)}
            change_choices(person.id, Choices((DAY_1, DAY_2), slots, ("dejeuner-1",)), now=OPEN)
            db.session.commit()
            mail = captured(app)[-1]
            event = next(
                e
                for e in check_feed(calendar(mail), "mail").kind("VEVENT")
                if "Atelier 6" in e.text("SUMMARY")
            )
            stamps.append((event.value("DTSTAMP"), event.value("STATUS")))

    assert stamps == [("20260202T080500Z", "CANCELLED"), ("20260202T081000Z", "TENTATIVE")]


def test_cancellation_cancels_everything_and_has_no_code(app: Flask):
    mail, _person = message(app, "cancelled", "fr")

    assert set(states(mail).values()) == {"CANCELLED"}
    assert {"atelier-1", "atelier-6", "dejeuner-1", "accueil-1"} <= set(states(mail))
    assert "atelier-2" not in states(mail)
    assert part(mail, "image/png") is not None  # the emblem
    assert "badge.png" not in str(mail)
    assert "/mon-inscription/" not in text(mail)


def test_somebody_waiting_for_a_place_has_neither_code_nor_calendar(app: Flask):
    mail, _person = message(app, "waitlisted", "fr")

    assert "liste d’attente" in text(mail)
    assert "badge.png" not in str(mail)
    assert part(mail, "text/calendar") is None


def test_confirmation_of_who_has_cancelled_meanwhile_is_dropped(app: Flask):
    give_up(newcomer())

    mails = captured(app)

    assert [mail["Subject"].split(" :")[0].rstrip("\u00a0") for mail in mails] == ["Inscription annulée"]


def test_change_taken_back_before_it_was_sent_is_dropped(app: Flask):
    person = newcomer()
    captured(app)
    slots = {MORNING: SlotChoice("atelier-1", "atelier-2"), SECOND: SlotChoice("atelier-6")}
    change_choices(
        person.id, Choices((DAY_1, DAY_2), {SECOND: SlotChoice("atelier-7")}, ("dejeuner-1",)), now=OPEN
    )
    db.session.commit()
    change_choices(person.id, Choices((DAY_1, DAY_2), slots, ("dejeuner-1",)), now=OPEN)
    db.session.commit()

    mails = captured(app)

    assert [mail["Subject"].split()[0] for mail in mails] == ["Inscription"]


def test_erased_person_gets_nothing(app: Flask):
    person = newcomer()
    db.session.execute(db.text("UPDATE outbox_mail SET registration_id = NULL"))
    db.session.commit()

    assert captured(app) == []
    assert person.living
