"""Reading a badge: one verdict, stored with its answer, and the movement that follows from it."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from eventreg import audit
from eventreg.agenda.models import Session
from eventreg.agenda.programme import Programme, SessionEntry
from eventreg.checkin import answers, disputing, instants, late, movements, queries, rules, states, verdicts
from eventreg.checkin.codes import Code
from eventreg.checkin.lists import ScanList
from eventreg.checkin.operators import Operator
from eventreg.checkin.queries import Person
from eventreg.checkin.readings import Answer, Reading, Recorded
from eventreg.db import db, lock


def scan(reading: Reading, operator: Operator, programme: Programme, *, now: datetime) -> Answer:
    """The verdict of a reading, recorded once: a `scan_id` known already gets its stored answer.

    The registration's row is locked, so simultaneous readings of one badge make one entry. In a workshop its row is
    locked before, while chairs are counted: who changes the programme locks sessions, then people, too.
    """
    if reading.list.session is not None and reading.list.session.capacity is not None:
        lock(Session, reading.list.session.id)
    person = _find(reading, programme, locked=True)
    stored = queries.stored_answer(reading.scan_id)
    if stored is not None:
        if person is not None and late.is_news(stored, reading):
            return _overtaken(stored, reading, operator, programme, person, now)
        return replayed(stored, operator)
    if forbidden := _forbidden(reading, operator):
        return answers.failure(reading.scan_id, forbidden)
    if person is None:
        return _record_stranger(reading, operator, programme, now)
    entered_offline = reading.offline and reading.direction == states.ENTRY
    read_at = instants.of_reading(reading, programme, now) if entered_offline else now
    facts = _facts(person, reading.list, read_at)
    decision = rules.decide(facts, reading.direction, reading.identity, force=reading.force)
    return _record(reading, operator, programme, person, facts, decision, now)


def preview(reading: Reading, operator: Operator, programme: Programme) -> Answer:
    """What `scan` would answer now; records nothing and locks nothing."""
    person = _find(reading, programme, locked=False)
    if person is None:
        return answers.answer(reading, _strange(reading, programme), None, programme, None) | {"person": None}
    facts = _facts(person, reading.list, reading.scanned_at)
    decision = rules.decide(facts, reading.direction, reading.identity)
    answer = answers.answer(reading, decision, facts, programme, None)
    return answer | {"person": person.seen_by(operator.role)}


def _overtaken(
    stored: Recorded,
    reading: Reading,
    operator: Operator,
    programme: Programme,
    person: Person,
    now: datetime,
) -> Answer:
    at = instants.of_reading(reading, programme, now)
    late.note(stored, reading, operator, person, _facts(person, reading.list, at), at=at, now=now)
    again = queries.stored_answer(reading.scan_id)
    return replayed(again or stored, operator)


def replayed(stored: Recorded, operator: Operator) -> Answer:
    person = queries.person(stored.registration_id) if stored.registration_id is not None else None
    shown = person.seen_by(operator.role) if person is not None else None
    return {"scan_id": stored.scan_id, **stored.answer, "person": shown}


def _forbidden(reading: Reading, operator: Operator) -> str | None:
    """What this role may not do: the message that says so."""
    if reading.identity == states.WAIVED and not rules.may_waive(operator.role):
        return verdicts.WAIVE_REFUSED
    if reading.force and not rules.may_force(operator.role):
        return verdicts.FORCE_REFUSED
    return None


def _find(reading: Reading, programme: Programme, *, locked: bool) -> Person | None:
    subject = reading.subject
    if subject is None or (isinstance(subject, Code) and _foreign(subject, programme)):
        return None
    return queries.person(subject, locked=locked)


def _foreign(code: Code, programme: Programme) -> bool:
    return code.tag is not None and code.tag != programme.edition.event.tag


def _strange(reading: Reading, programme: Programme) -> rules.Decision:
    code = reading.subject
    foreign = isinstance(code, Code) and _foreign(code, programme)
    return rules.Decision(states.OTHER_EVENT if foreign else states.UNKNOWN)


def _facts(person: Person, scan_list: ScanList, read_at: datetime) -> rules.Facts:
    session = scan_list.session
    return rules.Facts(
        day=scan_list.day.isoformat(),
        days=person.days,
        status=person.status,
        revoked=person.revoked,
        has_place=session is None or _has_place(person, session),
        presence=rules.presence_then(queries.movements(person.id, scan_list.code), read_at),
        identity_known=queries.identity_known(person.id, scan_list.day),
    )


def _has_place(person: Person, session: SessionEntry) -> bool:
    """A booked seat; else a chair that nobody booked."""
    if session.capacity is None or queries.has_seat(person.id, session.id):
        return True
    taken = queries.seats_booked(session.id) + queries.admitted_without_seat(session.code, session.id)
    return taken < session.capacity


def _record(
    reading: Reading, operator: Operator, programme: Programme, person: Person,
    facts: rules.Facts, decision: rules.Decision, now: datetime,
) -> Answer:  # fmt: skip
    at = instants.of_reading(reading, programme, now)
    conflict = disputing.dispute(reading, operator, decision, at, person=person, facts=facts)
    if conflict == states.REFUSED_BUT_VALID:
        # The phone sent the person away: nobody came in.
        decision = rules.Decision(decision.verdict, decision.identity_required)
    answer = answers.answer(reading, decision, facts, programme, (at, operator.gate), conflict)
    scan_key = movements.write_scan(reading, operator, answer, person.id, now)
    if conflict is not None:
        movements.write_conflict(conflict, reading, scan_key, now)
    if decision.outcome is not None:
        movements.write_outcome(reading.list.day, decision.outcome, operator, person.id, scan_key, at)
    if decision.movement is not None:
        movements.write_movement(
            decision.movement, reading.list.code, operator, person.id,
            after=facts.presence.movements, at=at, recorded_at=now, scan_key=scan_key,
        )  # fmt: skip
        _note_force(reading, operator, person, decision, now)
    return answer | {"person": person.seen_by(operator.role)}


def _note_force(
    reading: Reading, operator: Operator, person: Person, decision: rules.Decision, now: datetime
) -> None:
    if decision.overruled is not None:
        data = {"list": reading.list.code, "verdict": decision.overruled}
        audit.record("entry.forced", at=now, actor=operator.actor, registration_id=person.id, data=data)


def _record_stranger(reading: Reading, operator: Operator, programme: Programme, now: datetime) -> Answer:
    """No row stands for a stranger, so nothing is locked: the unique `scan_id` alone tells the second replay."""
    decision = _strange(reading, programme)
    conflict = disputing.dispute(reading, operator, decision, instants.of_reading(reading, programme, now))
    answer = answers.answer(reading, decision, None, programme, None, conflict)
    try:
        with db.session.begin_nested():
            scan_key = movements.write_scan(reading, operator, answer, None, now)
            if conflict is not None:
                movements.write_conflict(conflict, reading, scan_key, now)
    except IntegrityError:
        stored = queries.stored_answer(reading.scan_id)
        if stored is None:
            raise
        return replayed(stored, operator)
    return answer | {"person": None}
