from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from eventreg.event.differences import differences

PARIS = ZoneInfo("Europe/Paris")
CLOSES = datetime(2026, 2, 21, tzinfo=PARIS)


def said(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [str(change) for change in differences(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ({"capacity": 300}, {"capacity": 250}, "event.capacity: 300 → 250"),
        ({"title": {"fr": "a", "en": "b"}}, {"title": {"fr": "a", "en": "c"}}, "event.title.en: 'b' → 'c'"),
        ({"title": {"fr": "a"}}, {"title": {"fr": "a", "en": "b"}}, "event.title.en: added 'b'"),
        ({"note": "a"}, {}, "event.note: removed 'a'"),
        ({"open": False}, {"open": True}, "event.open: false → true"),
        ({"note": "9 h"}, {"note": "9\u00a0h"}, r"event.note: '9 h' → '9\xa0h'"),
        (
            {"closes": CLOSES},
            {"closes": CLOSES.replace(hour=12)},
            "event.closes: 2026-02-21T00:00:00+01:00 → 2026-02-21T12:00:00+01:00",
        ),
    ],
)
def test_difference_is_told_with_its_key_and_both_values(
    before: dict[str, Any], after: dict[str, Any], line: str
) -> None:
    assert said({"event": before}, {"event": after}) == [line]


def test_difference_of_long_texts_is_shown_where_it_is() -> None:
    before = {"about": "word " * 50 + "old" + " word" * 50}
    after = {"about": "word " * 50 + "new" + " word" * 50}
    assert said({"event": before}, {"event": after}) == [
        "event.about: …'word word word old word word word word word word word word w'…"
        " → …'word word word new word word word word word word word word w'…"
    ]


def test_sessions_are_compared_by_code() -> None:
    a, b, c = ({"code": code, "capacity": 60} for code in "abc")
    assert said({"session": [a, b]}, {"session": [c, a, b]}) == ["session[c]: added"]
    assert said({"session": [a, b]}, {"session": [b]}) == ["session[a]: removed"]
    assert said({"session": [a, b]}, {"session": [b, a]}) == ["session (order): 'a, b' → 'b, a'"]
    assert said({"session": [a]}, {"session": [a | {"capacity": 2}]}) == ["session[a].capacity: 60 → 2"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"people": []}, {}),
        ({"people": ["a"]}, {"people": ("a",)}),
        ({"audited_on": "2026-01-02"}, {"audited_on": CLOSES.date().replace(month=1, day=2)}),
        ({"closes": CLOSES}, {"closes": CLOSES.astimezone(ZoneInfo("UTC"))}),
    ],
)
def test_the_same_said_otherwise_is_no_difference(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert differences(before, after) == []
