"""Who subscribes with a token, and to what."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, true

from eventreg.db import db
from eventreg.event.models import Event
from eventreg.registration.models import Booking, Registration, Token
from eventreg.registration.states import CANCELLED, FEED
from eventreg.tokens import sha256

# One round trip, columns only: a registration without bookings is one row of the outer join.
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
)
_BOOKINGS = select(Booking.session_id, Booking.state).join(
    Token, Token.registration_id == Booking.registration_id
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
    mine = (Token.hash == sha256(token), Token.purpose == FEED)
    found = db.session.execute(_SUBSCRIPTION.where(*mine)).first()
    if found is None:
        return None
    revision, revoked_at, status, lang, days, updated_at = found
    bookings = dict(db.session.execute(_BOOKINGS.where(*mine)).tuples().all())
    over = revoked_at is not None or status == CANCELLED
    return Subscription(revision, status, lang, days, bookings, updated_at, over)
