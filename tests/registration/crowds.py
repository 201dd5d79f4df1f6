"""Thousands of people as rows: what the services would have written, without the minutes that this would take."""

from itertools import count

from sqlalchemy import insert

from eventreg.agenda.programme import current
from eventreg.db import db
from eventreg.registration.models import Booking, Registration
from eventreg.registration.states import BOOKED, CONFIRMED, WAITLISTED
from tests.support.people import OPEN, registered

_numbers = count(1)


def crowd(size: int, *, status: str = CONFIRMED) -> list[int]:
    """Ids of so many people, in the order of the event's queue."""
    pattern = registered()
    pattern.status = status
    names = [column.name for column in Registration.__table__.columns if column.name != "id"]
    same = {name: getattr(pattern, name) for name in names}
    rows = [same | _own(f"crowd-{next(_numbers)}") for _ in range(size - 1)]
    made = insert(Registration).returning(Registration.id, sort_by_parameter_order=True)
    ids = [pattern.id, *db.session.scalars(made, rows)] if rows else [pattern.id]
    db.session.commit()
    return ids


def _own(name: str) -> dict[str, str]:
    address = f"{name}@example.org"
    return {"reference": name, "form_id": name, "email": address, "email_key": address}


def holding(people: list[int], code: str) -> None:
    _booked(people, code, BOOKED)


def waiting(people: list[int], code: str) -> None:
    """In the queue of this workshop, in this order."""
    _booked(people, code, WAITLISTED)


def _booked(people: list[int], code: str, state: str) -> None:
    programme = current()
    assert programme is not None
    same = {"session_id": programme.by_code[code].id, "state": state, "joined_at": OPEN, "preference": 1}
    db.session.execute(insert(Booking), [same | {"registration_id": key} for key in people])
    db.session.commit()
