"""A visitor who fills the registration form, and what the database holds afterwards."""

from collections.abc import Iterable
from datetime import datetime

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from eventreg import clock
from eventreg.audit import AuditEntry
from eventreg.db import db
from eventreg.mail.models import OutboxMail
from eventreg.registration.models import Booking, Registration, SpecialNeeds, Token
from tests.support.pages import form_values, parsed, said

FIRST, SECOND, THIRD, LAST = "20260303T0930", "20260303T1600", "20260304T0900", "20260304T1045"
ANSWERS: dict[str, str | Iterable[str]] = {
    "given_name": "Zoé",
    "family_name": "Nguyễn-Lefèvre",
    "email": "zoe@ville.example.org",
    "organisation": "Angers Loire Métropole",
    "organisation_kind": "local",
    "job_title": "Chargée de mission",
    "days": ["2026-03-03"],
    "meals": ["dejeuner-1"],
    f"slot-{FIRST}": "atelier-1",
    "id_acknowledged": "y",
}
Answers = dict[str, str | Iterable[str]]


def at(instant: str) -> None:
    clock.start_at(datetime.fromisoformat(instant))


def opened(client: FlaskClient, **options: str) -> MultiDict[str, str]:
    """What the form sends untouched."""
    return form_values(parsed(client.get("/inscription", **options)), "form.form")


def filled(values: MultiDict[str, str], changes: Answers | None = None) -> MultiDict[str, str]:
    """The form with `ANSWERS` and `changes`; a value of [] leaves the field out."""
    for name, value in {**ANSWERS, **(changes or {})}.items():
        values.setlist(name, [value] if isinstance(value, str) else list(value))
    return values


def send(client: FlaskClient, changes: Answers | None = None) -> TestResponse:
    return client.post("/inscription", data=filled(opened(client), changes))


def rows(app: Flask) -> dict[str, int]:
    """How many rows there are of everything that registering writes."""
    tables = (Registration, Booking, Token, SpecialNeeds, OutboxMail, AuditEntry)
    with app.app_context():
        counted = {
            t.__tablename__: db.session.scalar(select(func.count()).select_from(t)) or 0 for t in tables
        }
        counted["audit"] -= (
            db.session.scalar(select(func.count()).where(AuditEntry.action == "edition.loaded")) or 0
        )
        return counted


def states(app: Flask, email: str = "zoe@ville.example.org") -> dict[str, str]:
    """State by session code of what this address has booked."""
    with app.app_context():
        found = select(Booking).join(Registration).where(Registration.email == email)
        return {booking.session.code: booking.state for booking in db.session.scalars(found)}


def words(response: TestResponse, selector: str = "main") -> str:
    """What the page says, with ordinary spaces."""
    return said(parsed(response), selector)
