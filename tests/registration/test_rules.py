"""The pure decisions: deadlines, seats, queues, clashes."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.registration import rules
from eventreg.registration.rules import Asked, asked
from eventreg.registration.seats import SeatCount
from eventreg.registration.states import CONFIRMED, WAITLISTED

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
    ("capacity", "taken", "reserved", "left"),
    [(5, 0, 0, 5), (5, 4, 0, 1), (5, 5, 0, 0), (5, 4, 1, 0), (5, 6, 0, 0), (None, 99, 0, None), (0, 0, 0, 0)],
)
def test_a_seat_kept_for_somebody_is_not_a_newcomers(
    capacity: int | None, taken: int, reserved: int, left: int | None
) -> None:
    assert SeatCount(capacity, taken, reserved=reserved).left == left


@pytest.mark.parametrize(
    ("places", "status"),
    [
        (SeatCount(5, 4), CONFIRMED),
        (SeatCount(5, 5), WAITLISTED),
        (SeatCount(5, 6), WAITLISTED),
        (SeatCount(5, 4, waiting=1), WAITLISTED),
    ],
)
def test_a_newcomer_passes_nobody_who_waits_for_the_event(places: SeatCount, status: str) -> None:
    assert rules.admission(places) == status


A, B, C = 1, 2, 3


@pytest.mark.parametrize(
    ("seat", "wish", "held", "keeps", "waits"),
    [
        (None, None, None, False, []),
        (A, None, None, True, [A]),
        (A, B, None, True, [B, A]),
        (A, A, None, True, [A]),
        (None, B, None, False, [B]),
        (None, B, A, False, [B]),
        (None, None, A, False, []),
        (A, None, A, True, []),
        (A, B, A, True, [B]),
        (B, None, A, True, [B]),
        (B, C, A, True, [C, B]),
        (B, A, A, True, []),
    ],
)
def test_what_two_answers_ask_for_and_what_they_keep(
    seat: int | None, wish: int | None, held: int | None, keeps: bool, waits: list[int]
) -> None:
    assert asked(seat, wish, held) == Asked(keeps, {key: n for n, key in enumerate(waits, start=1)})


@pytest.mark.parametrize(
    ("capacity", "taken", "before", "free"),
    [
        (None, 9, 9, True),
        (5, 4, 0, True),
        (5, 5, 0, False),
        (5, 4, 1, False),
        (5, 3, 1, True),
        (0, 0, 0, False),
        (5, 6, 0, False),
    ],
)
def test_a_seat_is_free_beside_those_kept_for_others(
    capacity: int | None, taken: int, before: int, free: bool
) -> None:
    assert rules.seat_is_free(capacity=capacity, taken=taken, before=before) is free


ANY = st.sampled_from([None, A, B, C])


@given(ANY, ANY, ANY)
def test_nobody_waits_for_what_they_hold_nor_for_less(
    seat: int | None, wish: int | None, held: int | None
) -> None:
    answer = asked(seat, wish, held)
    assert held not in answer.waits
    assert set(answer.waits) <= {seat, wish} - {None}
    assert held != wish or wish is None or not answer.waits
    # What is held ends only by answering “none”.
    assert answer.keeps or seat is None


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
