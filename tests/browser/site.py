"""The demonstration as a visitor, the staff and the operator meet it: two servers on one database, a month apart."""

import email
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from itertools import count
from pathlib import Path

from flask import Flask
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import select

from eventreg.accounts.staff import add as add_staff
from eventreg.db import db
from eventreg.mail.models import REFUSED, OutboxMail
from eventreg.registration import issuing
from eventreg.registration.choices import SlotChoice
from eventreg.registration.models import Registration
from tests.organisation.desk import PASSWORD
from tests.registration.editions import load, shipped, with_sessions
from tests.support import databases, people
from tests.support.server import Server

TAG, FULL, CANCELLED = "STO", "atelier-3", "atelier-7"
SECRET_KEY = "tests"
BEFORE, MORNING = "2026-02-02T09:00:00+01:00", "2026-03-03T09:12:00+01:00"
LINK = re.compile(r"http://127\.0\.0\.1:\d+/mon-inscription/\w+")
MAIL_TIMEOUT = 10  # seconds
_visitors = count(1)


@dataclass
class Site:
    app: Flask
    """The application on the same database, in this process, for what a test prepares."""
    winter: Server
    """A month before the event, while registration is open."""
    spring: Server
    """On the first morning."""
    bare: Server
    """An instance into which no edition was loaded."""
    _staff: set[str] = field(default_factory=set)

    def person(
        self, given_name: str = "Élodie", family_name: str = "Lefèvre", **more: object
    ) -> "Participant":
        """Registered through the real service; `slots` by slot and session code."""
        with self.app.app_context():
            made = people.registered(given_name, family_name, **more)  # type: ignore[arg-type]
            return participant(self.app, made)

    def change(self, act: Callable[[], object]) -> None:
        """One thing done in the database, and committed."""
        with self.app.test_request_context(method="POST"):
            act()
            db.session.commit()

    def refuse_address(self, person: "Participant") -> None:
        """As after a mail server's refusal for good."""

        def act() -> None:
            db.session.get_one(Registration, person.id).email_refused_at = people.OPEN
            for row in db.session.scalars(select(OutboxMail).filter_by(registration_id=person.id)):
                row.state, row.answer, row.answered_at = REFUSED, "550 5.1.1 No such mailbox", people.OPEN

        self.change(act)

    def sign_in(self, page: Page, role: str, server: Server | None = None) -> None:
        """With a password typed, as the staff does; the page ends where that role works."""
        if role not in self._staff:
            self.change(lambda: add_staff(f"{role}@example.org", role, PASSWORD, now=people.OPEN))
            self._staff.add(role)
        page.goto(f"{(server or self.winter).address}/connexion")
        page.locator("#email").fill(f"{role}@example.org")
        page.locator("#password").fill(PASSWORD)
        page.locator("main form button").click()

    def mail_to(self, address: str, number: int = 1) -> EmailMessage:
        """The newest captured message to an address, as soon as there are `number`."""
        until = time.monotonic() + MAIL_TIMEOUT
        while time.monotonic() < until:
            found = [message for message in self._mails() if address in str(message["To"])]
            if len(found) >= number:
                return found[-1]
            time.sleep(0.02)
        raise AssertionError(f"no mail to {address} after {MAIL_TIMEOUT} s:\n{self.winter.log}")

    def _mails(self) -> Iterator[EmailMessage]:
        files = (self.winter.instance / "mail").glob("*.eml")
        for file in sorted(files, key=lambda path: path.stat().st_mtime_ns):
            yield email.message_from_bytes(file.read_bytes(), policy=default)


@dataclass(frozen=True)
class Participant:
    id: int
    name: str
    reference: str
    manage: str
    badge: str
    feed: str

    @property
    def page(self) -> str:
        return f"/mon-inscription/{self.manage}"


def participant(app: Flask, registration: Registration) -> Participant:
    with app.test_request_context():
        clear = issuing.clear_tokens(registration, TAG)
    return Participant(
        registration.id, registration.name, registration.reference,
        clear["manage"], clear["badge"], clear["feed"],
    )  # fmt: skip


def manage_link(message: EmailMessage) -> str:
    """The secret link in the mail's text."""
    body = message.get_body(("plain",))
    assert body is not None
    found = LINK.search(body.get_content())
    assert found, "the mail has no link to the participant's page"
    return found.group()


def elsewhere(context: BrowserContext) -> BrowserContext:
    """Counted as a visitor of another address than all before: rate limits are about one of them."""
    number = next(_visitors)
    context.set_extra_http_headers({"X-Forwarded-For": f"10.0.{number // 250}.{number % 250 + 1}"})
    return context


@contextmanager
def opened(instance: Path, without_edition: Path) -> Iterator[Site]:
    """On the databases of the instance folders. One trusted proxy, so that `elsewhere` counts."""
    settings = {"SECRET_KEY": SECRET_KEY, "TRUSTED_PROXIES": "1"}
    winter = Server(instance, {**settings, "CLOCK": BEFORE})
    spring = Server(instance, {**settings, "CLOCK": MORNING})
    servers = (winter, spring, Server(without_edition, settings))
    app = databases.make_app(instance, {"SECRET_KEY": SECRET_KEY})
    with ThreadPoolExecutor(2) as together:
        try:
            _fill_up(app)
            list(together.map(Server.start, servers))
            yield Site(app, *servers)
        finally:
            list(together.map(Server.stop, servers))
            databases.close(app)


def _fill_up(app: Flask) -> None:
    """One workshop with a single seat, which is taken, and one that does not take place."""
    with app.app_context():
        load(with_sessions(shipped(), {FULL: {"capacity": 1}, CANCELLED: {"status": "cancelled"}}))
        people.registered(slots={"20260303T1600": SlotChoice(FULL)})
