"""Two thousand people with seats, put straight into the tables, each with the address of a feed."""

from collections.abc import Collection, Mapping
from random import Random
from typing import Any

from sqlalchemy import insert, select

from eventreg import tokens
from eventreg.agenda.models import Session
from eventreg.db import db
from eventreg.registration.models import Booking, Registration, Token
from eventreg.registration.names import new_reference
from eventreg.registration.states import BADGE, FEED, PURPOSES
from tests.registration.editions import load, shipped
from tests.support.people import DAY_1, DAY_2, OPEN

SLOTS = (("atelier-1", "atelier-2"), ("atelier-3", "atelier-4"), ("atelier-5",), ("atelier-6", "atelier-7"))
Seats = Mapping[int, frozenset[str]]
"""Codes of the workshops, by registration."""


def crowd(number: int, few: Collection[str]) -> Seats:
    """Rooms for everybody; of `few` one person in forty has a seat, of each other workshop about half of all."""
    edition = shipped()
    rooms = tuple(room.model_copy(update={"capacity": number}) for room in edition.rooms)
    wide = {
        s.code: s.model_copy(update={"capacity": number}) if s.kind == "workshop" else s
        for s in edition.sessions
    }
    edition = edition.model_copy(update={"rooms": rooms, "sessions": tuple(wide.values())})
    load(edition)
    random = Random(5)
    held = {key: _chosen(random, few) for key in range(1, number + 1)}
    ids = {row.code: row.id for row in db.session.execute(select(Session.code, Session.id))}
    db.session.execute(insert(Registration), [_person(key) for key in held])
    db.session.execute(insert(Token), [_token(key, purpose) for key in held for purpose in PURPOSES])
    seats = [_seat(key, ids[code]) for key, codes in held.items() for code in sorted(codes)]
    db.session.execute(insert(Booking), seats)
    load(edition)  # reminders are written ahead, as to everybody
    return held


def feed_of(key: int) -> str:
    return f"/calendrier/{tokens.derive(FEED, _nonce(key))}.ics"


def address_of(key: int) -> str:
    return f"{key}@example.org"


def _chosen(random: Random, few: Collection[str]) -> frozenset[str]:
    chosen = (random.choice(slot) for slot in SLOTS)
    return frozenset(code for code in chosen if code not in few or random.random() < 1 / 20)


def _nonce(key: int) -> str:
    return f"{key:032x}"


def _person(key: int) -> dict[str, Any]:
    return {
        "id": key, "reference": new_reference("STO"), "status": "confirmed", "given_name": "Camille",
        "family_name": f"Numéro {key}", "email": address_of(key), "email_key": address_of(key),
        "organisation": "", "organisation_kind": "local", "job_title": "", "search_key": str(key), "lang": "fr",
        "days": [DAY_1.isoformat(), DAY_2.isoformat()], "form_id": f"crowd-{key}", "notice_version": "1",
        "created_at": OPEN, "updated_at": OPEN,
    }  # fmt: skip


def _token(key: int, purpose: str) -> dict[str, Any]:
    nonce = _nonce(key)
    clear = tokens.derive_badge(nonce, "STO") if purpose == BADGE else tokens.derive(purpose, nonce)
    digest = tokens.sha256(clear)
    return {"registration_id": key, "purpose": purpose, "nonce": nonce, "hash": digest, "created_at": OPEN}


def _seat(key: int, session: int) -> dict[str, Any]:
    return {"registration_id": key, "session_id": session, "state": "booked", "joined_at": OPEN}
