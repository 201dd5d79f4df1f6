"""The roll on paper: who is on it, how it is cut, and that a thousand people are drawn at once."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

import pymupdf
import pytest
from flask import Flask

from eventreg import clock, typesetting
from eventreg.agenda import programme as agenda
from eventreg.agenda.programme import Programme
from eventreg.checkin import lists, paper
from eventreg.checkin.parts import parts
from eventreg.checkin.roll import Line, roll
from eventreg.i18n import speaking
from eventreg.registration import changing
from eventreg.registration.choices import SlotChoice
from tests.checkin.door import DAY, badge_of, door, signed_in
from tests.support.people import DAY_1, DAY_2, registered

GATES = {"fr": "Porte", "en": "Door"}
FILE = "/organisation/porte/listes.pdf"


@dataclass
class Keyed:
    key: str


def _letters(keys: str, number: int) -> list[str]:
    return [part.letters for part in parts([Keyed(key) for key in keys.split()], number)]


@pytest.mark.parametrize(
    ("keys", "number", "letters"),
    [
        ("a b c d e f", 2, ["A – C", "D – Z"]),
        ("b b b m t t", 3, ["A – L", "M – S", "T – Z"]),
        ("martin", 1, ["A – Z"]),
        ("martin", 3, ["A – Z"]),
        ("ma mb mc md", 2, ["Ma – Mb", "Mc – Md"]),
        ("le le le le", 2, ["Le"]),
        ("λ ω", 2, ["Λ", "Ω"]),
        ("", 3, []),
    ],
)
def test_parts_keep_letters_together_and_leave_none_out(keys: str, number: int, letters: list[str]) -> None:
    assert _letters(keys, number) == letters


def test_parts_are_of_about_the_same_length_and_lose_nobody() -> None:
    keys = sorted(
        f"{first}{second}{number}" for number in range(7) for first in "aabcdllmmmp" for second in "aeo"
    )
    for number in range(1, 8):
        found = parts([Keyed(key) for key in keys], number)
        assert len(found) == number
        assert [line.key for part in found for line in part.lines] == keys
        assert max(len(part.lines) for part in found) <= 1.5 * len(keys) / number


def _loaded() -> Programme:
    programme = agenda.current()
    assert programme is not None
    return programme


def _names(code: str) -> list[str]:
    scan_list = lists.find(_loaded(), code)
    assert scan_list is not None
    return [line.family_name for line in roll(scan_list)]


def test_roll_is_of_those_expected_by_family_name(app: Flask) -> None:
    with app.app_context():
        registered("Zoé", "Étienne")
        registered("Ana", "de La Tour")
        registered("Bo", "Demain", days=(DAY_2,))
        cancelled = registered("Cy", "Annulée")
        changing.cancel(cancelled.id, now=clock.now(), actor="system")
        registered("Al", "Atelier", slots={"20260303T0930": SlotChoice("atelier-1")})
        assert _names(DAY) == ["Atelier", "de La Tour", "Étienne"]
        assert _names("atelier-1") == ["Atelier"], "who has a seat"
        plenary = next(s.code for s in _loaded().sessions if not s.choosable and s.starts_at.date() == DAY_1)
        assert _names(plenary) == ["Atelier", "de La Tour", "Étienne"], "everybody of the day"


def test_who_has_entered_is_marked(app: Flask) -> None:
    with app.app_context():
        entered = badge_of(registered("Élodie", "Lefèvre", organisation="Plaine Commune"))
        registered("Bo", "Li")
    door(app).scan(entered, "verified")
    text = _text(signed_in(app, "organiser").get(f"{FILE}?list={DAY}&gates=1").data)
    for said in (
        "Porte 1 sur 1\u00a0: A – Z", "2 personnes attendues, 1 déjà entrée", "Lefèvre Élodie", "Plaine Commune",
        "9\u00a0h\u00a012", "Imprimé le mardi 3 mars 2026 à 9\u00a0h\u00a012", "Page 1 / 1",
    ):  # fmt: skip
        assert said.replace("\u00a0", " ") in text
    assert text.count("X") == 2, "entered, document seen"


def _text(pdf: bytes) -> str:
    document = pymupdf.open(stream=pdf)
    return " ".join(" ".join(document[number].get_text().split()) for number in range(document.page_count))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_thousand_people_are_drawn_within_a_second_tagged(app: Flask, lang: str) -> None:
    at = datetime(2026, 3, 3, 8, 12, tzinfo=UTC)
    letters = "ABCDEFGHILMNOPRSTVZ"
    lines = [
        Line(f"{letters[n % 19]}ersonne{n}", "Élodie", "Ville", at if n % 5 else None, True)
        for n in range(1000)
    ]
    lines.sort(key=lambda line: line.key)
    with app.test_request_context(), speaking(lang):
        scan_list = lists.find(_loaded(), DAY)
        assert scan_list is not None
        started = time.process_time()
        data = paper._data(_loaded(), scan_list, parts(lines, 3), at)
        document, warnings = typesetting.draw(paper.SOURCE, data)
        assert time.process_time() - started < 2, "a second of wall time, here with room for a busy machine"
    assert not warnings
    with pymupdf.open(stream=document) as pages:
        assert pages.xref_get_key(pages.pdf_catalog(), "MarkInfo")[0] != "null"
        assert f"{pages.page_count} / {pages.page_count}" in _text(document)
        titles = [row[1] for row in pages.get_toc()]
        assert [
            title.startswith(f"{GATES[lang]} {number} ") for number, title in enumerate(titles, start=1)
        ] == [True] * 3


def test_a_name_that_looks_like_markup_and_letters_without_a_font_are_printed(app: Flask) -> None:
    with app.app_context():
        registered("#strong[x]", "$a$ *b* @ref \\ <l>")
        registered("小明", "王")
    answer = signed_in(app, "organiser").get(f"{FILE}?list={DAY}&gates=3")
    assert answer.content_type == "application/pdf"
    assert "$a$ *b* @ref \\ <l> #strong[x]" in _text(answer.data)


def test_nobody_expected_is_a_page_that_says_so(app: Flask) -> None:
    answer = signed_in(app, "organiser").get(f"{FILE}?list={DAY}&gates=3")
    assert "Personne n’est attendu" in _text(answer.data)


@pytest.mark.parametrize(
    "query", ["", "list=2026-03-05&gates=2", f"list={DAY}&gates=0", f"list={DAY}&gates=999"]
)
def test_a_list_or_number_that_is_none_is_refused(app: Flask, query: str) -> None:
    assert signed_in(app, "organiser").get(f"{FILE}?{query}").status_code == 422


def test_lists_are_for_organisers_and_leave_a_trace(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    assert app.test_client().get(FILE).status_code == 303
    assert signed_in(app, "supervisor").get(FILE).status_code == 403
    with caplog.at_level("INFO", "eventreg.security"):
        signed_in(app, "organiser").get(f"{FILE}?list={DAY}&gates=1")
    assert any(f"printed the list {DAY}: 0 lines" in message for message in caplog.messages)
