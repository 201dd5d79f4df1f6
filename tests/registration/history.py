"""One random history, played by the real services and by the model, compared after every act."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import icalendar
from flask import Flask
from sqlalchemy import delete, select

from eventreg import clock
from eventreg.agenda.models import Session
from eventreg.agenda.programme import current
from eventreg.audit import AuditEntry
from eventreg.db import Base, db
from eventreg.event.edition import Edition, parse
from eventreg.mail import delivery
from eventreg.mail.models import SENT, OutboxMail
from eventreg.registration import changing, displacements, promotion
from eventreg.registration.choices import Choices, SlotChoice
from eventreg.registration.models import Booking, Registration
from eventreg.registration.registering import Application, Needs, Person, register
from eventreg.registration.revising import revise
from eventreg.registration.seats import count
from tests.registration.model import PRIORITY, Model, Workshop
from tests.registration.trail import replay
from tests.support.databases import EDITION
from tests.support.people import DAY_1, DAY_2, OPEN

KEPT = {"event", "room", "session"}
SEATS = {f"atelier-{number}": seats for number, seats in zip(range(1, 8), (1, 2, 2, 1, 2, 1, 3), strict=True)}
PLACES = 4
Asked = dict[str, tuple[str | None, str | None]]


class History:
    def __init__(self, app: Flask) -> None:
        self.app, self.now = app, OPEN
        self.edition = small_edition()
        self.people: dict[int, int] = {}
        """Registration id by number."""
        self.ledger: dict[int, dict[str, str]] = {}
        """What the audit trail alone says, by registration id."""
        self.read = 0
        self.before: dict[str, int] = {}
        """Seats taken before the act, by code."""
        self._begin()
        zone = self.edition.zone
        self.model = Model(
            (
                Workshop(
                    s.code, s.starts_at.replace(tzinfo=zone), s.ends_at.replace(tzinfo=zone), SEATS[s.code]
                )
                for s in self.edition.sessions
                if s.code in SEATS
            ),
            PLACES,
        )

    def _begin(self) -> None:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name not in KEPT:
                db.session.execute(delete(table))
        revise(self.edition, now=self.now, priority=PRIORITY)
        db.session.execute(delete(AuditEntry))
        db.session.commit()
        for mail in self.mails.glob("*.eml"):
            mail.unlink()

    # Acts

    def register(self, number: int, asked: Asked) -> None:
        person = Person("Camille", f"Numéro {number}", f"p{number}@example.org")
        choices = Choices((DAY_1, DAY_2), _slots(asked))
        application = Application(person, choices, Needs(), "fr", f"form-{number}", self.now)
        registration = register(application, now=self.now).registration
        db.session.commit()
        self.people[number] = registration.id
        self.model.register(number, asked, self.now)
        self.check()

    def change(self, number: int, asked: Asked) -> None:
        choices = Choices((DAY_1, DAY_2), _slots(asked))
        changing.change_choices(self.people[number], choices, now=self.now)
        db.session.commit()
        self.model.change(number, asked, self.now)
        self.check()

    def rename(self, number: int) -> None:
        person = Person("Camille", f"Nom {self.now:%d%H%M}", "")
        changing.change_details(self.people[number], person, Needs(), now=self.now)
        db.session.commit()
        self.check()

    def cancel(self, number: int) -> None:
        changing.cancel(self.people[number], now=self.now)
        db.session.commit()
        self.model.cancel(number, self.now)
        self.check()

    def places(self, capacity: int) -> None:
        self._load(event=self.edition.event.model_copy(update={"capacity": capacity}))
        self.model.capacity = capacity
        self.model.settle(self.now)
        self.check()

    def sessions(self, changes: dict[str, dict[str, Any]]) -> None:
        """One load that changes these keys, by code."""
        sessions = tuple(s.model_copy(update=changes.get(s.code, {})) for s in self.edition.sessions)
        self._load(sessions=sessions)
        self.model.revise({code: self._modelled(values) for code, values in changes.items()}, self.now)
        self.check()

    def _modelled(self, values: dict[str, Any]) -> dict[str, Any]:
        zone = self.edition.zone
        told = {name: v.replace(tzinfo=zone) if isinstance(v, datetime) else v for name, v in values.items()}
        if "status" in told:
            told["cancelled"] = told.pop("status") == "cancelled"
        return told

    def _load(self, **changes: Any) -> None:
        self.edition = self.edition.model_copy(update=changes)
        revise(self.edition, now=self.now, priority=PRIORITY)
        db.session.commit()

    def wait(self, minutes: int) -> None:
        """Time passes; the worker comes by."""
        self.now += timedelta(minutes=minutes)
        if displacements.any_expired(self.now):
            promotion.release_expired(self.now)
            db.session.commit()
        self.model.settle(self.now)
        self.check()

    # What must hold after each

    def check(self) -> None:
        found, statuses = (
            states(),
            dict(db.session.execute(select(Registration.id, Registration.status)).all()),
        )
        for number, key in self.people.items():
            expected = self.model.living(number)
            held = found.setdefault(key, {})
            assert (statuses[key], held) == (expected.status, expected.states), number
        self._check_seats()
        self._check_trail(found)
        db.session.rollback()

    def _check_seats(self) -> None:
        programme = current()
        assert programme is not None
        counts = count(programme)
        for code, workshop in self.model.workshops.items():
            counted = counts[programme.by_code[code].id]
            assert counted.taken <= max(workshop.capacity, self.before.get(code, 0)), code
            self.before[code] = counted.taken
            if not workshop.cancelled and (counted.left or 0) > 0:
                assert not self.model.queue(code), f"{code}: somebody waits while a seat is free"
        for person in self.model.people:
            held = [w for w in self.model.workshops.values() if w.code in person.seats and not w.cancelled]
            assert not any(a.overlaps(b) for a in held for b in held if a is not b), person

    def _check_trail(self, found: dict[int, dict[str, str]]) -> None:
        """The audit says every change once: played again, it gives what there is."""
        entries = db.session.scalars(
            select(AuditEntry).where(AuditEntry.id > self.read).order_by(AuditEntry.id)
        ).all()
        for entry in entries:
            self.read = entry.id
            if entry.registration_id is not None:
                replay(entry, self.ledger.setdefault(entry.registration_id, {}))
        assert self.ledger == found

    # What people were told

    def check_mails(self) -> None:
        """Each person's last message tells what they have."""
        clock.start_at(self.now)
        delivery.send_due()
        sent = {mail["Message-ID"]: mail for mail in map(_read, self.mails.glob("*.eml"))}
        uids = {row.code: row.uid for row in db.session.scalars(select(Session))}
        for number, key in self.people.items():
            rows = db.session.scalars(
                select(OutboxMail).filter_by(registration_id=key, state=SENT).order_by(OutboxMail.id)
            ).all()
            person = self.model.living(number)
            live = {code for code in person.seats if not self.model.workshops[code].cancelled}
            told = sent[rows[-1].message_id]
            workshops = _attended(told) & {uids[code] for code in SEATS}
            expected = live if person.status == "confirmed" else set()
            codes = {code for code, uid in uids.items() if uid in workshops}
            assert codes == expected, (number, [(r.id, r.kind, r.state, r.sent_at) for r in rows])
        db.session.rollback()

    @property
    def mails(self) -> Path:
        return Path(self.app.config["INSTANCE"]) / "mail"


def small_edition() -> Edition:
    """The shipped programme with few seats and places."""
    edition = parse(EDITION.read_text("utf-8"))
    sessions = tuple(
        s.model_copy(update={"capacity": SEATS.get(s.code, s.capacity)}) for s in edition.sessions
    )
    event = edition.event.model_copy(update={"capacity": PLACES})
    return edition.model_copy(update={"sessions": sessions, "event": event})


def states() -> dict[int, dict[str, str]]:
    """State by code, by registration id."""
    found: dict[int, dict[str, str]] = {}
    for row in db.session.execute(
        select(Booking.registration_id, Session.code, Booking.state).join(Booking.session)
    ):
        found.setdefault(row.registration_id, {})[row.code] = row.state
    return found


def _slots(asked: Asked) -> dict[str, SlotChoice]:
    return {slot: SlotChoice(seat, wish) for slot, (seat, wish) in asked.items()}


def _read(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _attended(mail: EmailMessage) -> set[str]:
    """UIDs of the sessions that the attached calendar does not call off."""
    for part in mail.iter_attachments():
        if part.get_content_type() == "text/calendar":
            calendar = icalendar.Calendar.from_ical(part.get_content())
            return {str(e["UID"]) for e in calendar.walk("VEVENT") if e.get("STATUS") != "CANCELLED"}
    return set()
