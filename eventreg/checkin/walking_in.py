"""Registering somebody who stands at the door, and letting them in: one transaction, under the event's lock."""

from dataclasses import dataclass
from datetime import datetime

from eventreg.agenda import programme as agenda
from eventreg.agenda.programme import Programme
from eventreg.checkin import queries, rules, scanning, states
from eventreg.checkin.lists import ScanList
from eventreg.checkin.operators import Operator
from eventreg.checkin.queries import Person
from eventreg.checkin.readings import Answer, Reading
from eventreg.checkin.walkins import WalkIn
from eventreg.db import db, lock
from eventreg.event.models import EVENT_ID, Event
from eventreg.registration import registering, seats
from eventreg.registration.choices import Choices
from eventreg.registration.models import Registration
from eventreg.registration.names import search_key
from eventreg.registration.registering import Added, Application, Needs
from eventreg.registration.rules import WALK_IN, admission
from eventreg.registration.states import CONFIRMED


@dataclass(frozen=True, slots=True)
class Outcome:
    answer: Answer
    """Of the scan that let the person in."""
    person: Person
    badge: str | None
    """Its hash."""


def walk_in(
    entrant: WalkIn, scan_list: ScanList, sent_at: datetime, operator: Operator, *, now: datetime
) -> Outcome | None:
    """Registered and let in once, by the number that the phone gave; None where the event is full: nothing is made.

    Who is registered already, by address and a name or by names and organisation, is let in as who they are. Who was
    let in without network gets a place beside the capacity, if there is none, and a supervisor looks at it.
    """
    event = lock(Event, EVENT_ID)
    programme = agenda.of(event)
    stored = queries.stored_answer(str(entrant.walkin_id))
    if stored is not None and stored.registration_id is not None:
        return _outcome(scanning.replayed(stored, operator), stored.registration_id)
    known = _known(entrant, scan_list)
    if known is not None:
        # Where they are expected on another day only, a supervisor has decided.
        force = known.status == CONFIRMED
        return _enter(entrant, known.id, scan_list, sent_at, operator, programme, now, force=force)
    full = admission(seats.event_seats(event.capacity)) != CONFIRMED
    if full and not entrant.offline:
        return None
    number = _register(entrant, scan_list, programme, operator, now, beside=full)
    conflict = states.ADMITTED_BUT_REFUSED if full else None
    return _enter(entrant, number, scan_list, sent_at, operator, programme, now, conflict=conflict)


def _known(entrant: WalkIn, scan_list: ScanList) -> Person | None:
    """By an address, unless the names say that somebody else shares it. Of several namesakes one who is outside."""
    if (owner := _owner(entrant)) and _may_be(entrant, owner):
        return queries.person(owner.id)
    found = queries.namesakes(search_key(entrant.given_name, entrant.family_name, entrant.organisation))
    outside = [one for one in found if not _inside(one, scan_list)]
    return next(iter(outside or found), None)


def _owner(entrant: WalkIn) -> Registration | None:
    return registering.living(entrant.email) if entrant.email else None


def _may_be(entrant: WalkIn, owner: Registration) -> bool:
    """A name in common, however short it was typed: « Aïcha B. » is Aïcha Benali, a colleague of hers is not."""
    typed = search_key(entrant.given_name, entrant.family_name).split()
    return not set(typed).isdisjoint(search_key(owner.given_name, owner.family_name).split())


def _inside(person: Person, scan_list: ScanList) -> bool:
    return rules.presence(queries.movements(person.id, scan_list.code)).inside


def _register(
    entrant: WalkIn,
    scan_list: ScanList,
    programme: Programme,
    operator: Operator,
    now: datetime,
    *,
    beside: bool,
) -> int:
    """The number of the registration. A mail goes to who gave an address, unless it is another person's already."""
    email = "" if _owner(entrant) else entrant.email
    application = Application(
        registering.Person(entrant.given_name, entrant.family_name, email, entrant.organisation),
        Choices((scan_list.day,)),
        Needs(),
        programme.edition.event.language,
        f"{states.WALK_IN_FORM}{entrant.walkin_id}",
        now,
        added=Added(WALK_IN, beside_capacity=beside),
    )
    registration = registering.register(application, now=now, actor=operator.actor).registration
    db.session.flush()
    return registration.id


def _enter(
    entrant: WalkIn, number: int, scan_list: ScanList, sent_at: datetime, operator: Operator,
    programme: Programme, now: datetime, *, force: bool = False, conflict: str | None = None,
) -> Outcome:  # fmt: skip
    """By a scan under the walk-in's own number: that is what makes it happen once."""
    reading = Reading(
        str(entrant.walkin_id), number, scan_list, states.ENTRY, entrant.at, sent_at, "manual", entrant.offline,
        states.OK if entrant.offline else None, entrant.identity, force, conflict,
    )  # fmt: skip
    return _outcome(scanning.scan(reading, operator, programme, now=now), number)


def _outcome(answer: Answer, number: int) -> Outcome:
    person = queries.person(number)
    assert person is not None  # noqa: S101 - locked, or registered just now
    return Outcome(answer, person, queries.living_badge(number))
