"""Two thousand people with badges, as rows: what registering them would have written, without the minute it takes."""

import random
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from sqlalchemy import insert, select

from eventreg import tokens
from eventreg.db import db
from eventreg.event.models import Event
from eventreg.registration import issuing
from eventreg.registration.models import Registration, Token
from eventreg.registration.names import search_key
from eventreg.registration.states import BADGE, CONFIRMED
from tests.registration.crowds import crowd
from tests.support.people import OPEN

GIVEN = ("Élodie", "Zoé", "Jean-Luc", "Nadège", "Ömer", "Inès", "Paul", "Chloé", "Mehdi", "Anne")
FAMILY = ("Lefèvre", "Nguyễn", "O’Brien", "Da Silva", "Müller", "Bénard", "Kaya", "Le Goff", "Diallo", "Roux")
_numbers = count(1)


@dataclass
class Visitor:
    """Somebody who comes with a badge. `badge` is what they show, `newer` the one that replaced it."""

    id: int
    badge: str
    status: str = CONFIRMED
    newer: str | None = None
    shows: list[str] = field(default_factory=list)


def with_badges(number: int, *, status: str = CONFIRMED, days: list[str] | None = None) -> list[Visitor]:
    """So many people of one status, each with a living badge; committed."""
    ids = crowd(number, status=status)
    tag = db.session.scalars(select(Event.tag)).one()
    nonces = [tokens.new_nonce() for _ in ids]
    badges = [tokens.derive_badge(nonce, tag) for nonce in nonces]
    _take_back_badge(ids[0])
    rows = [
        {
            "registration_id": key,
            "purpose": BADGE,
            "nonce": nonce,
            "hash": tokens.sha256(badge),
            "created_at": OPEN,
        }
        for key, nonce, badge in zip(ids, nonces, badges, strict=True)
    ]
    db.session.execute(insert(Token), rows)
    for key in ids:
        _name(key, days)
    db.session.commit()
    return [Visitor(key, badge, status) for key, badge in zip(ids, badges, strict=True)]


def reissue(visitor: Visitor, now: datetime) -> None:
    """They lose the badge, get another, and find the first again."""
    registration = db.session.get_one(Registration, visitor.id)
    tag = db.session.scalars(select(Event.tag)).one()
    issuing.replace(registration, BADGE, tag, now)
    db.session.commit()
    visitor.newer = issuing.clear_tokens(registration, tag)[BADGE]


def _take_back_badge(key: int) -> None:
    """The first of a crowd was registered through the service, and has a badge already."""
    for token in db.session.scalars(select(Token).filter_by(registration_id=key, purpose=BADGE)):
        db.session.delete(token)
    db.session.flush()


def _name(key: int, days: list[str] | None) -> None:
    registration = db.session.get_one(Registration, key)
    number = next(_numbers)
    registration.given_name = random.choice(GIVEN)
    registration.family_name = f"{random.choice(FAMILY)}-{number}"
    registration.search_key = search_key(
        registration.given_name, registration.family_name, registration.organisation
    )
    if days is not None:
        registration.days = days
