"""The pure decisions: deadlines, seats, queues, clashes."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.registration import rules
from eventreg.registration.rules import Wanted, settle
from eventreg.registration.seats import SeatCount
from eventreg.registration.states import BOOKED, CONFIRMED, WAITLISTED

PARIS = ZoneInfo("Europe/Paris")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


class SaintOuen:
    registration_opens_at = at("2026-01-12T09:00:00")
    registration_closes_at = at("2026-02-21T00:00:00")
    changes_close_at = at("2026-03-02T18:00:00")
    grace_minutes = 30
    ends_on = date(2026, 3, 4)
    zone = PARIS


EVENT = SaintOuen()
OPENED = at("2026-02-20T23:50:00")


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2026-01-12T08:59:59", rules.NOT_OPEN),
        ("2026-01-12T09:00:00", rules.OPEN),
        ("2026-02-19T23:59:00", rules.OPEN),
        ("2026-02-20T00:00:00", rules.OPEN),
        ("2026-02-20T23:59:59", rules.OPEN),
        ("2026-02-21T00:00:00", rules.CLOSED),
    ],
)
@pytest.mark.parametrize("zone", [PARIS, UTC, ZoneInfo("Pacific/Kiritimati"), timezone(-timedelta(hours=11))])
def test_the_deadline_is_an_instant_whatever_the_visitors_zone(now: str, state: str, zone) -> None:
    instant = at(now).astimezone(zone)
    assert rules.registration_state(EVENT, instant) == state
    assert rules.may_register(EVENT, instant, instant) == (state == rules.OPEN)


@pytest.mark.parametrize(
    ("opened", "now", "accepted"),
    [
        ("2026-02-20T23:59:59", "2026-02-21T00:29:59", True),
        ("2026-02-20T23:59:59", "2026-02-21T00:30:00", False),
        ("2026-02-01T12:00:00", "2026-02-21T00:10:00", True),
        ("2026-02-21T00:00:00", "2026-02-21T00:00:01", False),
        ("2026-01-12T08:00:00", "2026-01-12T09:00:00", True),
        ("2026-01-12T08:00:00", "2026-02-21T00:00:01", False),
        # The opening was moved to later while the form was open.
        ("2026-02-01T12:00:00", "2026-01-10T12:00:00", False),
    ],
)
def test_a_form_opened_in_time_has_thirty_minutes_of_grace(opened: str, now: str, accepted: bool) -> None:
    assert rules.may_register(EVENT, at(now), at(opened)) is accepted


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2026-02-02T09:00:00", 18),
        ("2026-02-19T23:59:59", 1),
        ("2026-02-20T00:00:00", 0),
        ("2026-02-20T23:59:59", 0),
        ("2026-02-21T00:00:00", None),
    ],
)
def test_days_left_are_counted_to_the_last_day(now: str, left: int | None) -> None:
    assert rules.days_left(EVENT, at(now).astimezone(UTC)) == left


def test_changes_close_before_the_event_and_cancelling_at_its_end() -> None:
    assert rules.may_change(EVENT, at("2026-03-02T17:59:59"))
    assert not rules.may_change(EVENT, at("2026-03-02T18:00:00"))
    assert rules.may_cancel(EVENT, at("2026-03-04T23:59:59").astimezone(UTC))
    assert not rules.may_cancel(EVENT, at("2026-03-05T00:00:00").astimezone(UTC))


@pytest.mark.parametrize(
    ("capacity", "taken", "waiting", "left"),
    [(5, 0, 0, 5), (5, 4, 0, 1), (5, 5, 0, 0), (5, 4, 1, 0), (5, 6, 0, 0), (None, 99, 0, None), (0, 0, 0, 0)],
)
def test_a_seat_that_somebody_waits_for_is_not_free(
    capacity: int | None, taken: int, waiting: int, left: int | None
) -> None:
    count = SeatCount(capacity, taken, waiting)
    assert count.left == left
    assert rules.admission(count) == (WAITLISTED if left == 0 else CONFIRMED)
    assert rules.seating(count, admitted=True) == (WAITLISTED if left == 0 else BOOKED)
    assert rules.seating(count, admitted=False) == WAITLISTED


A, B, C = 1, 2, 3


@pytest.mark.parametrize(
    ("wanted", "full", "held", "expected"),
    [
        (Wanted(None, None), (), None, {}),
        (Wanted(A, None), (), None, {A: BOOKED}),
        (Wanted(A, None), (A,), None, {A: WAITLISTED}),
        (Wanted(A, B), (B,), None, {A: BOOKED, B: WAITLISTED}),
        (Wanted(A, B), (), None, {B: BOOKED}),
        (Wanted(A, B), (A, B), None, {A: WAITLISTED, B: WAITLISTED}),
        (Wanted(None, B), (B,), None, {B: WAITLISTED}),
        (Wanted(A, None), (A,), A, {A: BOOKED}),
        (Wanted(B, None), (B,), A, {A: BOOKED, B: WAITLISTED}),
        (Wanted(B, None), (), A, {B: BOOKED}),
        (Wanted(None, None), (), A, {}),
        (Wanted(A, B), (A, B), A, {A: BOOKED, B: WAITLISTED}),
        (Wanted(B, C), (B, C), A, {A: BOOKED, B: WAITLISTED, C: WAITLISTED}),
    ],
)
def test_what_a_slot_ends_with(wanted: Wanted, full: tuple[int, ...], held: int | None, expected) -> None:
    assert settle(wanted, {key: key not in full for key in (A, B, C)}, held) == expected


ANY = st.sampled_from([None, A, B, C])


@given(ANY, ANY, st.sets(st.sampled_from([A, B, C])), ANY)
def test_a_slot_never_ends_with_two_seats_nor_a_full_workshops_seat(seat, wish, full, held) -> None:
    ended = settle(Wanted(seat, wish), {key: key not in full for key in (A, B, C)}, held)
    booked = {key for key, state in ended.items() if state == BOOKED}
    assert len(booked) <= 1
    assert booked <= {held} | ({A, B, C} - full)
    assert set(ended) <= {seat, wish, held} - {None}
    # Whoever names a workshop ends with it, as a seat or in its queue, unless a seat wished for replaced it.
    assert (seat is None and wish is None) or ended


@dataclass(frozen=True)
class Item:
    starts_at: int
    ends_at: int


@pytest.mark.parametrize(
    ("items", "clash"),
    [
        ([Item(9, 10), Item(10, 11)], None),
        ([Item(9, 11), Item(10, 12)], (Item(9, 11), Item(10, 12))),
        ([Item(14, 15), Item(9, 18)], (Item(9, 18), Item(14, 15))),
        ([], None),
    ],
)
def test_what_ends_when_the_other_starts_does_not_clash(items, clash) -> None:
    assert rules.first_clash(items) == clash
