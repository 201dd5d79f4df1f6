"""A crowd put straight into the tables, for what is about numbers; names and organisations as people have them."""

import hashlib
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select

from eventreg.agenda.models import BOOKABLE_KIND, Session
from eventreg.checkin.models import CheckIn, IdentityCheck
from eventreg.db import Base, db
from eventreg.demo.people import invent
from eventreg.registration.models import Booking, Registration, Token
from eventreg.registration.names import new_reference, search_key
from tests.checkin.door import DAY, NEXT_DAY
from tests.support.people import DAY_1, OPEN


def crowd(number: int, *, inside: float = 0) -> None:
    """Confirmed for both days with two workshops each; the share `inside` has entered on the first day."""
    random, taken = Random(1), set[str]()
    workshops = list(db.session.scalars(select(Session.id).filter_by(kind=BOOKABLE_KIND)))
    first = 1 + (db.session.scalars(select(Registration.id).order_by(Registration.id.desc())).first() or 0)
    keys = range(first, first + number)
    _insert(Registration, [_person(key, random, taken) for key in keys])
    _insert(Token, [_badge(key) for key in keys])
    seats = [(key, session) for key in keys for session in random.sample(workshops, 2)]
    _insert(Booking, [_seat(key, session) for key, session in seats])
    entered = [key for key in keys if random.random() < inside]
    _insert(CheckIn, [_entry(key, OPEN + timedelta(seconds=key)) for key in entered])
    _insert(IdentityCheck, [_look(key) for key in entered])
    db.session.commit()


def _insert(model: type[Base], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(model), rows)


def _person(key: int, random: Random, taken: set[str]) -> dict[str, Any]:
    person = invent(random, taken).person
    return {
        "id": key, "reference": new_reference("STO"), "status": "confirmed",
        "given_name": person.given_name, "family_name": person.family_name,
        "email": f"{key}@example.org", "email_key": f"{key}@example.org", "organisation": person.organisation,
        "organisation_kind": "local", "job_title": "",
        "search_key": search_key(person.given_name, person.family_name, person.organisation),
        "lang": "fr", "days": [DAY, NEXT_DAY], "form_id": f"crowd-{key}", "notice_version": "1",
        "created_at": OPEN, "updated_at": OPEN,
    }  # fmt: skip


def _badge(key: int) -> dict[str, Any]:
    digest = hashlib.sha256(f"badge {key}".encode()).hexdigest()
    return {"registration_id": key, "purpose": "badge", "nonce": "", "hash": digest, "created_at": OPEN}


def _seat(key: int, session: int) -> dict[str, Any]:
    return {"registration_id": key, "session_id": session, "state": "booked", "joined_at": OPEN}


def _entry(key: int, at: datetime) -> dict[str, Any]:
    return {
        "registration_id": key, "list": DAY, "number": 1, "kind": "entry", "at": at, "recorded_at": at,
        "gate": "porte A", "operator": "ML",
    }  # fmt: skip


def _look(key: int) -> dict[str, Any]:
    return {"registration_id": key, "day": DAY_1, "outcome": "verified", "operator": "ML", "at": OPEN}
