"""Every kind of file against the rules, and read back by three other readers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import ics
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from eventreg.feeds.ical import Place, attachment, event_block, feed, single
from tests.feeds.expectation import Kind
from tests.feeds.reader import parse
from tests.feeds.revisions import check_revision, check_same_events
from tests.feeds.rules import check_feed
from tests.feeds.sample import BASE, FEED, NASTY, PARIS, PLACE, at, entry, programme, uid

GOLDEN = Path(__file__).parent / "golden"
# What is left of NASTY on one line.
NASTY_LINE = (
    'Élus, œuvres ; « cœur » “citation” "droite" d\'ici \\ C:\\nouveau \\Nantes \\, \\; déjà 🌍👩‍👩‍👧\u202f! '
    "ligne suivante encore fin reste tab x é" + " Donaudampfschifffahrt" * 9
)
# Texts that look like a fault without being one (a title may be "&amp;"); their bytes and values are compared all
# the same.
LOOKALIKES = ("R06", "R07", "R08", "R24", "R30")


def build(kind: Kind, **values: Any) -> bytes:
    block = event_block(entry(**values))
    makers: dict[Kind, Callable[[], bytes]] = {
        "public": lambda: feed([block], source=f"{BASE}/programme.ics", **FEED),
        "personal": lambda: feed([block], **FEED),
        "mail": lambda: attachment([block], tzid="Europe/Paris"),
        "single": lambda: single(block, tzid="Europe/Paris"),
    }
    return makers[kind]()


KINDS: tuple[Kind, ...] = ("public", "personal", "mail", "single")


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_file_keeps_every_rule(kind: Kind):
    check_feed(build(kind), kind, uids=[uid(1)], host="inscription.example")


@pytest.mark.parametrize("kind", KINDS)
def test_nasty_texts_keep_every_rule_in_each_kind_of_file(kind: Kind):
    data = build(
        kind, summary=NASTY, description=NASTY, category=NASTY, place=replace(PLACE, venue=NASTY, room=NASTY)
    )

    event = check_feed(data, kind, ignore=("R06",)).kind("VEVENT")[0]

    assert event.text("SUMMARY") == NASTY_LINE
    assert event.text("CATEGORIES") == NASTY_LINE
    assert event.text("LOCATION").startswith(f"{NASTY_LINE}, {NASTY_LINE}, 8 boulevard")
    assert "ligne\nsuivante\nencore\nfin\nreste tab\nx é" in event.text("DESCRIPTION")


def test_the_programme_is_as_published_before():
    for name, data in files().items():
        assert data == (GOLDEN / name).read_bytes(), name


def files() -> dict[str, bytes]:
    blocks = programme()
    return {
        "public.ics": feed(blocks, source=f"{BASE}/programme.ics", **FEED),
        "personal.ics": feed([block for block in blocks if block.uid != uid(2)], **FEED),
        "empty.ics": feed([], **FEED),
        "mail.ics": attachment(blocks, tzid="Europe/Paris"),
        "single.ics": single(blocks[0], tzid="Europe/Paris"),
    }


@pytest.mark.parametrize("name", ["public", "personal", "empty", "mail", "single"])
def test_the_files_published_keep_every_rule(name: str):
    data = (GOLDEN / f"{name}.ics").read_bytes()
    kinds: dict[str, Kind] = {"empty": "personal", "mail": "mail", "single": "single", "public": "public"}
    check_feed(data, kinds.get(name, "personal"))


def test_outputs_agree_on_each_event():
    check_same_events(*files().values())


def test_events_come_by_start_then_uid_whatever_the_order_given():
    blocks = programme()

    events = parse(feed(blocks, **FEED)).kind("VEVENT")

    assert [event.value("UID") for event in events] == [uid(4), uid(1), uid(2), uid(3), uid(5)]
    assert feed(blocks, **FEED) == feed(reversed(blocks), **FEED)


def test_a_cancelled_session_says_so_and_takes_no_time():
    before = build("public", status="CONFIRMED")
    after = build(
        "public", status="CANCELLED", sequence=1, modified_at=entry().modified_at + timedelta(minutes=1)
    )

    event = check_feed(after, "public").kind("VEVENT")[0]

    assert event.text("SUMMARY").startswith("ANNULÉ\u00a0: Atelier 1")
    assert event.value("TRANSP") == "TRANSPARENT"
    check_revision(before, after, kind="public")


def test_the_label_of_a_cancelled_session_is_the_callers():
    block = event_block(entry(status="CANCELLED"), cancelled_label="CANCELLED: ")

    assert b"SUMMARY:CANCELLED: Atelier 1" in block.data


@pytest.mark.parametrize(
    ("place", "location"),
    [
        (None, ""),
        (Place(), ""),
        (Place(room="Salle A"), "Salle A"),
        (Place(room=" ", city="Lyon"), "Lyon"),
        (Place(venue="Mairie", postcode="69001", city="Lyon"), "Mairie, 69001 Lyon"),
    ],
)
def test_what_is_unknown_of_a_place_is_not_written(place: Place | None, location: str):
    data = build("public", place=place)

    event = check_feed(data, "public", should=False).kind("VEVENT")[0]

    assert event.text("LOCATION") == location
    assert b"GEO" not in data
    assert b"APPLE" not in data


def test_a_place_with_coordinates_opens_in_maps():
    event = parse(build("single")).kind("VEVENT")[0]

    apple = event.get("X-APPLE-STRUCTURED-LOCATION")
    assert event.value("GEO") == "48.9069;2.3376"
    assert apple is not None
    assert apple.value == "geo:48.9069,2.3376"
    assert apple.params == {
        "VALUE": "URI",
        "X-ADDRESS": "8 boulevard Victor Hugo, 93400 Saint-Ouen-sur-Seine, France",
        "X-APPLE-RADIUS": "100",
        "X-TITLE": "Conseil régional d’Île-de-France",
    }


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"summary": " \x00\n"}, "has no title"),
        ({"ends_at": at(3, 9, 30)}, "ends before it starts"),
        ({"starts_at": datetime.fromisoformat("2026-03-03T09:30:00+01:00")}, "named time zone"),
    ],
)
def test_what_no_calendar_could_show_is_refused(values: dict[str, Any], message: str):
    with pytest.raises(ValueError, match=message):
        event_block(entry(**values))


def test_a_calendars_name_may_hold_any_punctuation():
    data = feed([], **{**FEED, "name": "Villes, climat ; « 100 % »\n\\ fin"})

    check_feed(data, "public", name="Villes, climat ; « 100 % » \\ fin")


any_text = st.text(st.characters(), max_size=300) | st.text('aé🌍 \\,;:\n"nN^', max_size=400)


@given(summary=any_text, description=any_text, venue=any_text)
def test_any_text_folds_escapes_and_comes_back(summary: str, description: str, venue: str):
    summary = f"x{summary}"
    data = build("public", summary=summary, description=description, place=replace(PLACE, venue=venue))

    ours = check_feed(data, "public", ignore=LOOKALIKES, should=False).kind("VEVENT")[0]
    theirs = Calendar.from_ical(data).walk("VEVENT")[0]

    for name in ("SUMMARY", "DESCRIPTION", "LOCATION"):
        assert str(theirs[name]) == ours.text(name)
    assert letters(ours.text("SUMMARY")) == letters(summary)
    assert letters(ours.text("DESCRIPTION")) == letters(f"{description}\n\n{BASE}/programme/atelier-1")


def letters(text: str) -> str:
    """What must survive: everything but blanks, control characters and what is no character."""
    unsafe = r"[\s\x00-\x20\x7f-\x9f\ufeff\ufffd-\uffff\ud800-\udfff]"
    return unicodedata.normalize("NFC", re.sub(unsafe, "", text))


@pytest.mark.parametrize("kind", KINDS)
def test_icalendar_reads_what_was_written(kind: Kind):
    event = Calendar.from_ical(build(kind, summary=NASTY)).walk("VEVENT")[0]

    assert str(event["SUMMARY"]) == NASTY_LINE
    assert event.decoded("DTSTART") == at(3, 9, 30)
    assert event.decoded("DTEND") == at(3, 11)
    assert str(event["URL"]) == f"{BASE}/programme/atelier-1"


@pytest.mark.parametrize("kind", KINDS)
def test_vobject_reads_what_was_written(kind: Kind):
    event = vobject.readOne(build(kind, summary=NASTY).decode()).vevent

    assert event.summary.value == NASTY_LINE
    assert event.dtstart.value == at(3, 9, 30)
    assert event.dtend.value.utcoffset() == timedelta(hours=1)
    assert event.uid.value == uid(1)


@pytest.mark.parametrize("kind", KINDS)
def test_ics_reads_what_was_written(kind: Kind):
    (event,) = ics.Calendar(build(kind, summary="Élus, œuvres ; « cœur » 🌍").decode()).events

    assert event.name == "Élus, œuvres ; « cœur » 🌍"
    assert event.begin.datetime == at(3, 9, 30)
    assert event.end.datetime == at(3, 11).astimezone(PARIS)
    assert event.location.startswith("Salle A, Conseil régional d’Île-de-France")


def test_ics_reads_every_event_of_the_programme():
    assert len(ics.Calendar((GOLDEN / "public.ics").read_bytes().decode()).events) == 5
