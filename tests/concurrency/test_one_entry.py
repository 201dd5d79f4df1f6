"""Many phones, one badge: whatever the order, one entry."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import select

from eventreg.checkin.models import CheckIn, IdentityCheck, Scan
from eventreg.db import db
from tests.checkin.door import Door, badge_of, door, item, number_of
from tests.support.people import registered

PHONES = 20


def _simultaneously(gate: Door, items: list[dict[str, object]]) -> list[dict[str, object]]:
    with ThreadPoolExecutor(len(items)) as pool:
        return list(pool.map(lambda one: gate.scans(one)[0], items))


def _prepared(app: Flask) -> tuple[Door, str]:
    with app.app_context():
        badge = badge_of(registered())
    return door(app), badge


def test_twenty_simultaneous_scans_of_one_badge_make_one_entry(app_each_db: Flask) -> None:
    gate, badge = _prepared(app_each_db)
    answers = _simultaneously(gate, [item(badge, "verified") for _ in range(PHONES)])
    assert Counter(answer["verdict"] for answer in answers) == {"ok": 1, "already_in": PHONES - 1}
    with app_each_db.app_context():
        assert list(db.session.scalars(select(CheckIn.kind))) == ["entry"]
        assert (number_of(Scan), number_of(IdentityCheck)) == (PHONES, 1)


def test_twenty_simultaneous_replays_get_one_answer(app_each_db: Flask) -> None:
    gate, badge = _prepared(app_each_db)
    for sent in (item(badge, "verified"), item("no badge at all")):
        answers = _simultaneously(gate, [sent] * PHONES)
        assert all(answer == answers[0] for answer in answers)
        assert answers[0]["verdict"] in ("ok", "unknown")
    with app_each_db.app_context():
        assert (number_of(Scan), number_of(CheckIn)) == (2, 1)
