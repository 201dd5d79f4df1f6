"""Other states of the shipped edition, loaded as an organiser loads them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from eventreg.db import db
from eventreg.event.edition import Edition, parse
from eventreg.registration.revising import revise
from tests.support.databases import EDITION
from tests.support.people import OPEN

PRIORITY = timedelta(hours=48)
Changes = Mapping[str, Mapping[str, Any]]


def shipped() -> Edition:
    return parse(EDITION.read_text("utf-8"))


def with_sessions(edition: Edition, changes: Changes) -> Edition:
    """`changes` by session code."""
    sessions = tuple(s.model_copy(update=dict(changes.get(s.code, {}))) for s in edition.sessions)
    return edition.model_copy(update={"sessions": sessions})


def with_places(edition: Edition, places: int) -> Edition:
    return edition.model_copy(update={"event": edition.event.model_copy(update={"capacity": places})})


def load(edition: Edition, now: datetime = OPEN) -> None:
    revise(edition, now=now, priority=PRIORITY)
    db.session.commit()


def times_of(edition: Edition, code: str) -> dict[str, datetime]:
    session = next(session for session in edition.sessions if session.code == code)
    return {"starts_at": session.starts_at, "ends_at": session.ends_at}


def capacities(
    seats: Mapping[str, int], *, places: int = 300, same_slot: tuple[str, str] | None = None
) -> Edition:
    """Loads the edition with these seats; of `same_slot` the first is moved to the time of the second."""
    edition = with_sessions(
        with_places(shipped(), places), {code: {"capacity": n} for code, n in seats.items()}
    )
    if same_slot:
        moved, other = same_slot
        edition = with_sessions(edition, {moved: times_of(edition, other)})
    load(edition)
    return edition
