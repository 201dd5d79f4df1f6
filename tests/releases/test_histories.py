"""Any sequence of edits, releases and returns: what must hold of seats and calendars after each act."""

from datetime import datetime, timedelta
from itertools import combinations, count
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, select

from eventreg.agenda import drafting
from eventreg.agenda import programme as agenda
from eventreg.agenda import tables as agenda_tables
from eventreg.agenda.errors import AlreadyPublished
from eventreg.agenda.grid import overlap
from eventreg.agenda.models import Release, RetiredSession, Session
from eventreg.agenda.tables import fingerprint
from eventreg.db import Base, db
from eventreg.event.models import EVENT_ID, Event
from eventreg.registration import changing
from eventreg.registration.choices import Choices, SlotChoice
from eventreg.registration.models import Booking, Registration
from eventreg.registration.states import BOOKED
from eventreg.releases.errors import NothingToPublish, NotPublishable
from eventreg.releases.publishing import foreseen as foreseen_of
from tests.registration.editions import load, shipped, with_sessions
from tests.releases import draft as organiser
from tests.releases.draft import LATER, SOMEBODY, WORKSHOP
from tests.support.people import DAY_1, DAY_2, registered

STARTS = st.sampled_from(["03-03T09:30", "03-03T10:00", "03-03T16:00", "03-04T09:00", "03-04T11:00"])
MINUTES = st.sampled_from([30, 90, 120])
ANY = st.integers(0, 99)
MOVABLE = ("workshop", "plenary", "meal")
FEW = 8
_revisions = count(1000, 1000)


class Agendas(RuleBasedStateMachine):
    """The application is set by the test that runs the machine."""

    app: Flask
    released = 0

    @initialize()
    def begin(self) -> None:
        self.context = self.app.app_context()
        self.context.push()
        self.uids: dict[str, str] = {}
        self.sequences: dict[str, tuple[int, Any]] = {}
        for table in reversed(Base.metadata.sorted_tables):
            db.session.execute(delete(table))
        everywhere = {s.code: {"room": None} for s in shipped().sessions}
        load(with_sessions(shipped(), everywhere))
        # What is kept in memory is kept by revision, of which no two histories share one.
        db.session.get_one(Event, EVENT_ID).revision = next(_revisions)
        db.session.commit()

    def teardown(self) -> None:
        if hasattr(self, "context"):
            db.session.rollback()
            self.context.pop()

    @rule(which=ANY, start=STARTS, minutes=MINUTES)
    def somebody_moves_a_workshop(self, which: int, start: str, minutes: int) -> None:
        code = self._workshop(which)
        starts = datetime.fromisoformat(f"2026-{start}:00")
        ends = starts + timedelta(minutes=minutes)
        organiser.edit(code, {"starts_at": starts.isoformat(), "ends_at": ends.isoformat()})

    @rule(which=ANY, changes=st.sampled_from([
        {"status": "cancelled"}, {"status": "confirmed"}, {"capacity": 1}, {"capacity": 5}, {"room": "salle-3"},
        {"room": None}, {"kind": "plenary"}, {"kind": "workshop", "capacity": 2}, {"kind": "meal"},
        {"title": {"fr": "Autrement"}},
    ]))  # fmt: skip
    def somebody_edits_a_workshop(self, which: int, changes: dict[str, Any]) -> None:
        organiser.edit(self._workshop(which), changes)

    @rule(start=STARTS)
    def somebody_draws_a_session(self, start: str) -> None:
        organiser.create(
            WORKSHOP | {"starts_at": f"2026-{start}:00", "ends_at": f"2026-{start[:6]}23:00:00", "room": None}
        )

    @rule(which=ANY)
    def somebody_removes_a_session(self, which: int) -> None:
        code = self._workshop(which)
        try:
            drafting.remove("session", code, seen=fingerprint(organiser.row(code)), now=LATER, actor=SOMEBODY)
            db.session.commit()
        except AlreadyPublished:
            db.session.rollback()

    @rule()
    def somebody_undoes(self) -> None:
        if drafting.read().undo:
            organiser.undo()

    @rule()
    def somebody_redoes(self) -> None:
        if drafting.read().redo:
            organiser.redo()

    @rule()
    def the_draft_is_published(self) -> None:
        before = agenda.read()
        foreseen = foreseen_of(before, drafting.read())
        try:
            made = organiser.release()
        except (NothingToPublish, NotPublishable):
            db.session.rollback()
            return
        if made.number > before.version:  # else it was sent twice
            assert made.told == foreseen.told
            type(self).released += 1

    @rule(which=ANY, seats=st.integers(1, 9))
    def an_edit_is_published(self, which: int, seats: int) -> None:
        organiser.edit(self._workshop(which), {"capacity": seats})
        self.the_draft_is_published()

    @rule(which=ANY)
    def an_earlier_version_is_published_again(self, which: int) -> None:
        numbers = list(db.session.scalars(select(Release.number)))
        organiser.take_up(numbers[which % len(numbers)])
        self.the_draft_is_published()

    @rule(which=ANY)
    def a_file_without_a_session_is_loaded(self, which: int) -> None:
        edition = agenda.read().edition
        held = set(db.session.scalars(select(Session.code).join(Booking)))
        codes = [s.code for s in edition.sessions if s.code not in held]
        if len(codes) < FEW:
            return
        gone = codes[which % len(codes)]
        load(edition.model_copy(update={"sessions": tuple(s for s in edition.sessions if s.code != gone)}))

    @rule(wishes=st.lists(ANY, max_size=3))
    def somebody_registers(self, wishes: list[int]) -> None:
        registered(slots=self._choices(wishes))

    @rule(which=ANY, wishes=st.lists(ANY, max_size=3))
    def somebody_changes(self, which: int, wishes: list[int]) -> None:
        people = list(db.session.scalars(select(Registration.id)))
        if people:
            chosen = Choices((DAY_1, DAY_2), self._choices(wishes))
            changing.change_choices(people[which % len(people)], chosen, now=LATER)
            db.session.commit()

    @invariant()
    def no_seat_is_without_a_session_and_no_two_of_a_person_overlap(self) -> None:
        programme = agenda.read()
        held: dict[int, list[Any]] = {}
        for booking in db.session.scalars(select(Booking).filter_by(state=BOOKED)):
            session = programme.by_id[booking.session_id]
            if session.bookable and not session.cancelled:
                held.setdefault(booking.registration_id, []).append(session)
        for seats in held.values():
            assert not any(overlap(one, other) for one, other in combinations(seats, 2)), seats

    @invariant()
    def what_is_booked_can_be_booked(self) -> None:
        programme = agenda.read()
        for booking in db.session.scalars(select(Booking)):
            session = programme.by_id[booking.session_id]
            assert session.choosable if booking.state == BOOKED else session.bookable

    @invariant()
    def no_uid_is_used_again_and_no_sequence_falls(self) -> None:
        rows = [*db.session.scalars(select(Session)), *db.session.scalars(select(RetiredSession))]
        for row in rows:
            assert self.uids.setdefault(row.code, row.uid) == row.uid
            was = self.sequences.get(row.uid)
            assert was is None or (row.sequence >= was[0] and row.modified_at >= was[1])
            self.sequences[row.uid] = (row.sequence, row.modified_at)
        assert len({row.uid for row in rows}) == len(rows)

    @invariant()
    def the_last_release_is_what_is_published(self) -> None:
        programme = agenda.read()
        release = db.session.get_one(Release, programme.version)
        assert release.document == agenda_tables.of(programme.edition)

    def _workshop(self, which: int) -> str:
        codes = [row["code"] for row in drafting.read().tables["session"] if row["kind"] in MOVABLE]
        return codes[which % len(codes)]

    def _choices(self, wishes: list[int]) -> dict[str, SlotChoice]:
        chosen = {}
        slots = agenda.read().bookable_slots
        for wish in wishes if slots else ():
            slot = slots[wish % len(slots)]
            open_ = [session.code for session in slot.sessions if not session.cancelled]
            if open_:
                chosen[slot.name] = SlotChoice(open_[wish % len(open_)])
        return chosen


def play(app: Flask, examples: int, steps: int, *, new: bool = True) -> int:
    """How many releases were published; the first history that breaks a rule fails. Unless `new`, the same ones."""
    machine: type[Agendas] = type("Agendas", (Agendas,), {"app": app, "released": 0})
    kept = settings(deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    run_state_machine_as_test(
        machine,
        settings=settings(kept, max_examples=examples, stateful_step_count=steps, derandomize=not new),
    )
    return machine.released


def test_some_histories(app_each_db: Flask) -> None:
    assert play(app_each_db, 6, 20, new=False) > 0


@pytest.mark.slow
@pytest.mark.timeout(4 * 3600)
def test_thousands_of_histories(app_each_db: Flask) -> None:
    assert play(app_each_db, 1000, 40) > 1000
