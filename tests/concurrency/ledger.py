"""What must hold in the database after a rush, read from its rows and from its audit trail alone."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import combinations, groupby
from typing import Any

from sqlalchemy import select

from eventreg.agenda.models import Session
from eventreg.audit import AuditEntry
from eventreg.db import db
from eventreg.event.edition import Edition
from eventreg.event.models import Event
from eventreg.mail.models import DROPPED, QUEUED, SENT, OutboxMail
from eventreg.registration.models import Booking, Displacement, Registration
from tests.concurrency.rush import Somebody
from tests.registration.history import states
from tests.registration.trail import Held, replay


def assert_nobody_waits_while_a_seat_is_free() -> None:
    """A seat kept for people who lost theirs is not free to those who asked later."""
    kept = db.session.execute(
        select(Displacement).join(Registration, Registration.id == Displacement.registration_id)
        .where(Displacement.settled_at.is_(None), Registration.status == "confirmed")
    ).scalars().all()  # fmt: skip
    for session in db.session.scalars(select(Session).where(Session.capacity.is_not(None))):
        first = db.session.scalars(
            select(Booking).join(Booking.registration)
            .where(Booking.session_id == session.id, Booking.state == "waitlisted")
            .where(Registration.status == "confirmed").order_by(Booking.joined_at, Booking.id)
        ).first()  # fmt: skip
        if first is None or session.status == "cancelled":
            continue
        before = {
            lost.registration_id
            for lost in kept
            if lost.starts_at < session.ends_at and session.starts_at < lost.ends_at
            and lost.created_at < first.joined_at and lost.registration_id != first.registration_id
        }  # fmt: skip
        taken = len(_ids(select(Booking.id).filter_by(session_id=session.id, state="booked")))
        assert taken + len(before) >= (session.capacity or 0), session.code
    confirmed, waiting = (
        _ids(select(Registration.id).filter_by(status=s)) for s in ("confirmed", "waitlisted")
    )
    assert not waiting or len(confirmed) >= db.session.scalars(select(Event.capacity)).one()


def assert_nobody_is_in_two_places() -> None:
    sessions = {s.code: s for s in db.session.scalars(select(Session))}
    for key, held in states().items():
        seats = [sessions[code] for code, state in held.items() if state == "booked"]
        live = [s for s in seats if s.capacity is not None and s.status != "cancelled"]
        for one, other in combinations(live, 2):
            assert not (one.starts_at < other.ends_at and other.starts_at < one.ends_at), key


def assert_never_oversold(editions: Sequence[Edition]) -> None:
    """The trail, played from the beginning: after each transaction no more seats than there were, unless lowered.

    It ends with what there is. `editions` are those that were loaded, in order.
    """
    ledger: dict[int, Held] = {}
    living: dict[int, str] = {}
    coming, taken, capacity = iter(editions), Counter[str](), dict[str, int]()
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    # What one transaction did has one instant.
    for _, together in groupby(entries, key=lambda entry: entry.at):
        for entry in together:
            if entry.action == "edition.loaded":
                capacity = _capacities(next(coming))
            elif entry.registration_id is not None:
                replay(entry, ledger.setdefault(entry.registration_id, {}))
                _note_status(entry, living)
        before, taken = taken, _taken(ledger.values(), living.values())
        for code in taken.keys() & capacity.keys():
            assert taken[code] <= max(capacity[code], before[code]), (code, taken[code])
    assert {key: held for key, held in ledger.items() if held} == states()
    assert living == dict(db.session.execute(select(Registration.id, Registration.status)).all())


PLACES = "places"


def _capacities(edition: Edition) -> dict[str, int]:
    seats = {session.code: session.capacity for session in edition.sessions if session.capacity is not None}
    return {**seats, PLACES: edition.event.capacity}


def _taken(everybody: Iterable[Held], statuses: Iterable[str]) -> Counter[str]:
    taken = Counter(code for held in everybody for code, state in held.items() if state == "booked")
    taken[PLACES] = Counter(statuses)["confirmed"]
    return taken


def _note_status(entry: AuditEntry, living: dict[int, str]) -> None:
    key = entry.registration_id or 0
    if entry.action == "registered":
        living[key] = entry.data["status"]
    elif entry.action == "admitted":
        assert living[key] == "waitlisted"
        living[key] = "confirmed"
    elif entry.action == "cancelled":
        assert living[key] != "cancelled"
        living[key] = "cancelled"


def assert_what_was_answered_is_there(people: Iterable[Somebody]) -> None:
    """Every registration, change of details and cancellation that was answered with 303."""
    for one in people:
        found = {
            row.job_title: row for row in db.session.scalars(select(Registration).filter_by(email=one.email))
        }
        assert found.keys() >= set(one.registered), one
        assert len(found) == len(one.registered) or one.form is not None, one
        living = [row for row in found.values() if row.living]
        if one.living:
            last = found[one.registered[-1]]
            assert living == [last] or one.cancelling, one
            assert last.organisation == one.organisation or one.correcting, one
        else:
            assert not living or one.form is not None, one


def unsent(now: datetime) -> int:
    """Messages that have not gone, but for the reminders written weeks ahead; the server's clock may be before ours."""
    soon = now + timedelta(days=1)
    return len(_ids(select(OutboxMail.id).where(OutboxMail.state == QUEUED, OutboxMail.due_at <= soon)))


def assert_everybody_was_told(arrived: Mapping[str, Sequence[str]]) -> None:
    """`arrived` are the Message-IDs by address. What was dropped had nothing left to tell."""
    sent: dict[int, list[str]] = {}
    for row in db.session.scalars(select(OutboxMail)):
        assert row.state in (SENT, DROPPED, QUEUED), (row.kind, row.state, row.answer)
        if row.state == SENT:
            assert row.message_id in arrived[row.recipient], row.id
            sent.setdefault(row.registration_id or 0, []).append(row.kind)
    for registration in db.session.scalars(select(Registration)):
        told = sent.get(registration.id, [])
        assert ("cancelled" in told) if not registration.living else told, registration.email


def _ids(statement: Any) -> list[int]:
    return list(db.session.scalars(statement))
