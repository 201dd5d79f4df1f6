"""Who subscribes with a token, and to what; what a release has moved."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, true

from eventreg.agenda.models import Release
from eventreg.agenda.programme import Programme
from eventreg.agenda.tables import starts
from eventreg.db import db, reading
from eventreg.event.models import Event
from eventreg.registration.models import Booking, Registration, Token
from eventreg.registration.states import CANCELLED, FEED
from eventreg.tokens import sha256

_MINE = (Token.hash == bindparam("hash"), Token.purpose == FEED)
# Columns only: a feed is asked for by machines, all day, and has no use for objects.
_SUBSCRIPTION = (
    select(
        Event.revision,
        Token.revoked_at,
        Registration.status,
        Registration.lang,
        Registration.days,
        Registration.updated_at,
    )
    .select_from(Token)
    .join(Registration, Registration.id == Token.registration_id)
    .join(Event, true())
    .where(*_MINE)
)
_BOOKINGS = (
    select(Booking.session_id, Booking.state)
    .join(Token, Token.registration_id == Booking.registration_id)
    .where(*_MINE)
)


@dataclass(frozen=True, slots=True)
class Subscription:
    revision: int
    status: str
    lang: str
    days: list[str]
    bookings: dict[int, str]
    """State by session id."""
    updated_at: datetime
    over: bool
    """Cancelled, or the address was replaced."""


def subscription(token: str) -> Subscription | None:
    """None for a token that was never issued."""
    mine = {"hash": sha256(token)}
    with reading() as connection:
        found = connection.execute(_SUBSCRIPTION, mine).first()
        if found is None:
            return None
        bookings = dict(connection.execute(_BOOKINGS, mine).all())
    revision, revoked_at, status, lang, days, updated_at = found
    over = revoked_at is not None or status == CANCELLED
    return Subscription(revision, status, lang, days, bookings, updated_at, over)


def earlier_starts(programme: Programme) -> dict[str, datetime]:
    """When the sessions that a release has moved began before, by code; in the event's zone."""
    query = select(Release.document).where(Release.number <= programme.version).order_by(Release.number)
    before: dict[str, datetime] = {}
    latest: dict[str, datetime] = {}
    for document in db.session.scalars(query):
        for row in document["session"]:
            code, start = row["code"], starts(row).replace(tzinfo=programme.zone)
            if latest.get(code, start) != start:
                before[code] = latest[code]
            latest[code] = start
    return before
