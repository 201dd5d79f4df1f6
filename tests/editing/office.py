"""Organisers at their browsers, each signed in, all at one draft; and the draft that comes of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import delete

from eventreg.accounts.staff import add
from eventreg.agenda import drafting
from eventreg.agenda.models import DraftStep
from eventreg.agenda.tables import Row, Tables
from eventreg.db import db
from tests.editing import desk
from tests.editing.desk import GRID
from tests.organisation.desk import PASSWORD
from tests.support import databases
from tests.support.browser import Visitors
from tests.support.people import OPEN
from tests.support.server import Server, copy_sqlite

PEOPLE = ("organiser@example.org", "colleague@example.org")


@dataclass
class Office:
    app: Flask
    server: Server
    visitors: Visitors
    states: dict[str, Any] = field(default_factory=dict)

    def page(self, who: str = PEOPLE[0], *, script: bool = True, width: int = 1280, **options: Any) -> Page:
        """Of somebody who is signed in, at nothing yet."""
        if who not in self.states:
            self.states[who] = self._signed_in(who)
        context = self.visitors(
            self.server.address, script=script, width=width, storage_state=self.states[who], **options
        )
        return context.new_page()

    def grid(self, who: str = PEOPLE[0], *, step: int = 15, day: str = "2026-03-03", **options: Any) -> Page:
        page = self.page(who, **options)
        page.goto(f"{GRID}?jour={day}&pas={step}")
        expect(page.locator("#draw")).to_be_visible()
        return page

    def tables(self) -> Tables:
        with self.app.app_context():
            return drafting.read().tables

    def row(self, code: str) -> Row:
        return desk.row(self.app, code)

    def actions(self) -> list[str]:
        return desk.steps(self.app)

    def clear(self) -> None:
        with self.app.app_context():
            db.session.execute(delete(DraftStep))
            db.session.commit()

    def leave(self) -> None:
        self.visitors.close()
        complaints, self.visitors.complaints = self.visitors.complaints, []
        assert not complaints, "\n".join(complaints)

    def _signed_in(self, who: str) -> Any:
        with self.app.app_context():
            add(who, "organiser", PASSWORD, now=OPEN)
            db.session.commit()
        context = self.visitors(self.server.address)
        page = context.new_page()
        page.goto("/connexion")
        page.locator("#email").fill(who)
        page.locator("#password").fill(PASSWORD)
        page.locator("main form button").click()
        expect(page.locator("h1")).to_be_visible()
        return context.storage_state()


@contextmanager
def opened(browser: Browser, instance: Path, template: Path) -> Iterator[Office]:
    copy_sqlite(template, instance)
    app = databases.make_app(instance, {"SECRET_KEY": "tests"})
    with Server(instance, {"SECRET_KEY": "tests", "RATELIMIT_ENABLED": "0"}) as server:
        yield Office(app, server, Visitors(browser))
    databases.close(app)
