"""A door for tests: devices with keys, people with badges, and scans sent to the API."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from eventreg import clock
from eventreg.checkin import devices
from eventreg.checkin.models import CheckIn
from eventreg.db import Base, db
from eventreg.event.models import Event
from eventreg.registration.issuing import clear_tokens
from eventreg.registration.models import Registration
from tests.organisation import desk

T = TypeVar("T")
R = TypeVar("R")
DAY, NEXT_DAY = "2026-03-03", "2026-03-04"
SCANS = "/porte/api/scans"
X_DOOR = {"X-Door": "1"}


@dataclass
class Door:
    app: Flask
    key: str

    def scan(self, badge: str, identity: str | None = None, **fields: Any) -> dict[str, Any]:
        """One scan; its result."""
        return self.scans(item(badge, identity, **fields))[0]

    def scans(self, *items: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self.post({"sent_at": clock.now().isoformat(), "scans": list(items)})
        assert answer.status_code == 200, answer.text
        return list(answer.get_json()["results"])

    def post(self, body: Any, path: str = SCANS, **options: Any) -> TestResponse:
        return self.app.test_client().post(path, json=body, headers=self.headers, **options)

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.app.test_client().get(path, headers={**self.headers, **headers})

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}


def item(badge: str, identity: str | None = None, **fields: Any) -> dict[str, Any]:
    common = {
        "scan_id": str(uuid4()), "badge": badge, "list": DAY, "type": "entry",
        "scanned_at": clock.now().isoformat(), "source": "camera", "offline": False,
        "local_verdict": None, "identity": identity,
    }  # fmt: skip
    return common | fields


def door(app: Flask, role: str = "steward", name: str = "porte A", lists: Sequence[str] = ()) -> Door:
    with app.app_context():
        made = devices.add(name, role, with_key=True, now=clock.now(), lists=lists)
        db.session.commit()
    assert made.key
    return Door(app, made.key)


def phone(app: Flask, role: str = "steward", name: str = "téléphone 1") -> FlaskClient:
    """The browser of an enrolled phone; its calls of the API need the header X-Door besides."""
    client = app.test_client()
    with app.app_context():
        made = devices.add(name, role, with_key=False, now=clock.now())
        client.set_cookie("door", devices.enrol(made.enrolment, now=clock.now()))
        db.session.commit()
    return client


def badge_of(registration: Registration) -> str:
    tag = db.session.scalars(select(Event.tag)).one()
    return clear_tokens(registration, tag)["badge"]


def signed_in(app: Flask, role: str = "steward") -> FlaskClient:
    return desk.signed_in(app, role)


def together(act: Callable[[T], R], arguments: Sequence[T]) -> list[R]:
    """Each in a thread of its own, at the same time."""
    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(act, arguments))


def number_of(model: type[Base]) -> int:
    return db.session.scalars(select(func.count()).select_from(model)).one()


def kinds() -> list[str]:
    """The movements so far, in their order."""
    return list(db.session.scalars(select(CheckIn.kind).order_by(CheckIn.id)))


def at(instant: str) -> None:
    """Move the clock to an instant of the event's zone."""
    clock.start_at(clock.now().fromisoformat(instant))


def later(minutes: float) -> None:
    clock.start_at(clock.now() + timedelta(minutes=minutes))


def dump() -> str:
    """Everything that the SQLite database holds, as SQL."""
    connection = db.session.connection().connection.driver_connection
    assert connection is not None
    return "\n".join(connection.iterdump())
