"""Who may register after the deadline, who stands beside the capacity, and whom the organisers may add."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from eventreg.agenda import loading
from eventreg.agenda import programme as agenda
from eventreg.db import db
from eventreg.event.edition import CategorySpec, parse
from eventreg.event.models import EVENT_ID, Event
from eventreg.event.toml import dump
from eventreg.invitations.columns import CODES
from eventreg.registration import rules
from eventreg.registration.seats import SeatCount
from eventreg.registration.states import (
    CATEGORIES,
    CONFIRMED,
    ORGANISATION_KINDS,
    PARTICIPANT,
    WAITLISTED,
)
from eventreg.registration.vocabulary import CATEGORY_WORDS, REASON_WORDS
from tests.support.databases import EDITION
from tests.support.people import OPEN

PARIS = ZoneInfo("Europe/Paris")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@dataclass(frozen=True)
class Granting:
    categories: tuple[CategorySpec, ...] = ()
    registration_opens_at = at("2026-01-12T09:00:00")
    registration_closes_at = at("2026-02-21T00:00:00")
    changes_close_at = at("2026-03-02T18:00:00")
    grace_minutes = 30
    ends_on = date(2026, 3, 4)
    zone = PARIS


EVENT = Granting()
LATE = "speaker", "organiser", "press", "guest"
BESIDE = "speaker", "organiser", "press"


@pytest.mark.parametrize("category", CATEGORIES)
def test_before_closing_everybody_may(category: str) -> None:
    assert rules.may_register_as(EVENT, at("2026-02-20T23:59:59"), at("2026-02-20T23:59:59"), category)
    assert not rules.may_register_as(EVENT, at("2026-01-12T08:59:59"), at("2026-01-12T08:59:59"), category)


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("now", ["2026-02-21T00:00:00", "2026-03-04T23:59:59"])
def test_after_closing_only_some_may_until_the_event_is_over(category: str, now: str) -> None:
    assert rules.may_register_as(EVENT, at(now), at(now), category) == (category in LATE)


@pytest.mark.parametrize("category", CATEGORIES)
def test_once_the_event_is_over_nobody_may(category: str) -> None:
    over = at("2026-03-05T00:00:00")
    assert not rules.may_register_as(EVENT, over, over, category)


def test_the_grace_is_everybodys() -> None:
    assert rules.may_register_as(EVENT, at("2026-02-21T00:10:00"), at("2026-02-20T23:50:00"), PARTICIPANT)


@pytest.mark.parametrize("category", CATEGORIES)
def test_beside_the_capacity_nobody_waits(category: str) -> None:
    beside = rules.grant(EVENT, category).beside_capacity
    assert beside == (category in BESIDE)
    assert rules.admission(SeatCount(10, 10, 4), beside=beside) == (CONFIRMED if beside else WAITLISTED)


def test_the_edition_decides_for_its_categories() -> None:
    stated = CategorySpec(code="press", after_deadline=False, beside_capacity=False)
    event = replace(EVENT, categories=(stated,))
    late = at("2026-02-25T12:00:00")
    assert not rules.may_register_as(event, late, late, "press")
    assert rules.may_register_as(event, late, late, "speaker")
    assert not rules.grant(event, "press").beside_capacity


@pytest.mark.parametrize(
    ("now", "reason", "may"),
    [
        ("2026-01-01T00:00:00", "technical", True),
        ("2026-02-25T12:00:00", "deadline_missed", True),
        ("2026-03-04T23:59:59", "replacement", True),
        ("2026-03-05T00:00:00", "replacement", False),
        ("2026-02-25T12:00:00", "", False),
        ("2026-02-25T12:00:00", "because", False),
    ],
)
def test_the_organisers_add_with_a_reason_until_the_event_is_over(now: str, reason: str, may: bool) -> None:
    assert rules.may_be_added(EVENT, at(now), reason) == may


def test_everything_to_choose_from_has_a_word() -> None:
    assert tuple(CATEGORY_WORDS) == CATEGORIES == tuple(grant.code for grant in rules.GRANTS)
    assert tuple(REASON_WORDS) == rules.REASONS
    assert tuple(CODES["category"]) == CATEGORIES
    assert tuple(filter(None, CODES["organisation_kind"])) == ORGANISATION_KINDS


def test_categories_of_the_edition_reach_decisions_and_come_back_from_a_dump(app: Flask) -> None:
    stated = 'code = "press"\nafter_deadline = true'
    edition = parse(EDITION.read_text("utf-8").replace(stated, stated.replace("true", "false"), 1))
    with app.app_context():
        loading.load(edition, now=OPEN)
        db.session.commit()
        programme = agenda.current()
        assert programme is not None
        for event in (programme, db.session.get_one(Event, EVENT_ID)):
            assert not rules.grant(event, "press").after_deadline
        assert parse(dump(programme.edition)) == edition
        assert loading.load(parse(dump(programme.edition)), now=OPEN) == []
