"""What conference apps get, against the published schema's rules, odd texts, and a reader that is not ours."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from schedule_convert.importers.frab_xml import FrabXmlImporter

from eventreg.feeds import schedule_json, schedule_xml
from eventreg.feeds.schedule import NUMBERS, guid, numbers, slug, track_slug
from eventreg.feeds.texts import line, plain
from tests.feeds import schedule_json_rules, schedule_rules
from tests.feeds.sample import NASTY, at, uid
from tests.feeds.schedule_sample import OTHER, SPEAKER, item, schedule

GOLDEN = Path(__file__).parent / "golden"
XML = schedule_xml.write(schedule())


def test_both_files_are_as_they_were():
    assert (GOLDEN / "schedule.xml").read_bytes() == XML
    assert (GOLDEN / "schedule.json").read_bytes() == schedule_json.write(schedule())


def test_both_files_keep_the_published_rules():
    assert schedule_rules.faults(XML) == []
    assert schedule_json_rules.faults(schedule_json.write(schedule())) == []


FAULTS = [
    (b"<version>4</version>", b""),
    (b"<version>4</version>", b"<version></version>"),
    (b"<version>4</version>", b"<version>4</version><version>4</version>"),
    (b"<acronym>sto2026</acronym>", b"<acronym>STO</acronym>"),
    (b"<start>2026-03-03</start>", b"<start>03/03/2026</start>"),
    (b"<start>2026-03-03</start>", b"<start>2026-02-30</start>"),
    (b"<days>2</days>", b"<days>3</days>"),
    (b"<base_url>https://", b"<base_url>//"),
    (b'slug="financer"', b'slug="1"'),
    (b'index="2"', b'index="1"'),
    (b'index="2"', b'number="2"'),
    (b'end="2026-03-04T00:00:00+01:00"', b'end="2026-03-04T00:00:00"'),
    (b'end="2026-03-04T00:00:00+01:00"', b'end="2026-03-03T09:00:00+01:00"'),
    (b'<room name="Salle A"', b'<room name="Salle B"'),
    (b'id="1"', b'id="0"'),
    (b'id="2"', b'id="1"'),
    (b'id="2"', b""),
    (b"-000000000002", b"-000000000001"),
    (b"-000000000002", b"-2"),
    (b"<start>09:30</start>", b"<start>9:30</start>"),
    (b"<start>09:30</start>", b"<start>10:30</start>"),
    (b"<duration>01:30</duration>", b"<duration>90</duration>"),
    (b"<duration>01:30</duration>", b"<duration>00:00</duration>"),
    (b"<slug>sto2026-atelier-2</slug>", b"<slug>sto2026-atelier-1</slug>"),
    (b"<slug>sto2026-atelier-1</slug>", b"<slug>Atelier 1</slug>"),
    (b"<language>fr</language>", b"<language>Fran\xc3\xa7ais</language>"),
    (b"<type>Atelier</type>", b"<type></type>"),
    (b"<attachments />", b""),
    (b"<attachments />", b"<answers />"),
    (b"<persons>", b"<persons>Ana"),
    (b'<person id="17"', b'<person id="x"'),
    (b"<link href=", b"<link url="),
    (b"<subtitle>", b"<abstract>A</abstract><subtitle>"),
    (b"utf-8", b"latin1"),
]


@pytest.mark.parametrize(("old", "new"), FAULTS)
def test_a_fault_is_caught(old: bytes, new: bytes):
    assert old in XML
    assert schedule_rules.faults(XML.replace(old, new, 1)) != []


def test_an_element_out_of_order_is_caught():
    moved = XML.replace(b"<type>Atelier</type>", b"", 1).replace(b"<date>", b"<type>Atelier</type><date>", 1)
    assert [fault for fault in schedule_rules.faults(moved) if "out of order" in fault]


TEXTS = st.text(max_size=80)
# As the edition lets a text through: it holds a letter that can be seen.
TITLES = TEXTS.map(lambda text: f"A{text}")


@settings(max_examples=60, deadline=None)
@given(title=TITLES, room=TITLES, prose=TEXTS, track=TEXTS, name=TITLES, subtitle=TEXTS)
def test_any_text_arrives(title: str, room: str, prose: str, track: str, name: str, subtitle: str):
    one = item(
        title=title,
        room=room,
        abstract=prose,
        description=prose,
        track=track,
        subtitle=subtitle,
        persons=(_named(name),),
    )
    _assert_arrives(one, room)


@pytest.mark.parametrize(
    "odd",
    [
        NASTY,
        "A]]>&lt;<!--'\"",
        "A\U0001f469\u200d\U0001f469\u200d\U0001f467",
        "A" * 5000,
        "A\ufffe\uffff\x7f",
    ],
)
def test_an_odd_text_arrives(odd: str):
    one = item(
        title=odd, room=odd, abstract=odd, description=odd, track=odd, subtitle=odd, persons=(_named(odd),)
    )
    _assert_arrives(one, odd)


def _named(name: str):
    return type(SPEAKER)(SPEAKER.guid, SPEAKER.number, name, name, name)


def _assert_arrives(one, room: str) -> None:
    made = type(OTHER)(OTHER.guid, room)
    whole = schedule(one)
    day = type(whole.days[0])(
        1, whole.starts_on, whole.days[0].starts_at, whole.days[0].ends_at, ((made, (one,)),)
    )
    whole = schedule(days=(day,), rooms=(made,), title=one.title)
    xml, written = schedule_xml.write(whole), schedule_json.write(whole)
    assert schedule_rules.faults(xml) == []
    assert schedule_json_rules.faults(written) == []
    (event,) = fromstring(xml).iter("event")  # noqa: S314 - our own
    (data,) = schedule_json_rules.events(json.loads(written))
    assert event.findtext("title") == data["title"] == line(one.title)
    assert (event.findtext("abstract") or "") == data["abstract"] == plain(one.abstract)


def test_another_reader_finds_the_same():
    conference = FrabXmlImporter().parse(io.BytesIO(XML))

    assert (conference.title, conference.slug, conference.timeslot) == ("Villes neutres", "sto2026", 5)
    assert "+01:00" in str(conference.timezone)
    first, second = conference.events
    assert (str(first.guid), first.id, first.title) == (uid(1), "1", item().title)
    assert (first.subtitle, first.track, first.language) == (item().subtitle, "Financer", "fr")
    assert (first.start, first.duration, first.room.name) == (
        at(3, 9, 30).replace(tzinfo=None),
        90,
        "Salle A",
    )
    assert first.abstract == item().abstract
    assert [person.name for person in first.speakers] == [SPEAKER.said]
    assert (second.start, second.duration, second.speakers) == (at(3, 11).replace(tzinfo=None), 60, [])


def test_hours_that_pass_are_counted_when_the_clock_is_changed():
    night = item(starts_at=at(29, 1, 30), ends_at=at(29, 3, 30))
    assert night.duration == "01:00"
    assert item(ends_at=at(3, 9, 30) + timedelta(minutes=5)).duration == "00:05"


def test_numbers_follow_from_the_guid_alone():
    made = numbers([uid(number) for number in range(1, 200)])
    assert len(set(made.values())) == 199
    assert all(0 < number <= NUMBERS for number in made.values())
    assert numbers([uid(7)])[uid(7)] == made[uid(7)]


def test_numbers_of_guids_that_meet_differ():
    twin = guid("sto2026", "room", "a")
    other = f"{int(twin.replace('-', ''), 16) - NUMBERS:032x}"
    other = f"{other[:8]}-{other[8:12]}-{other[12:16]}-{other[16:20]}-{other[20:]}"
    assert len(set(numbers([twin, other]).values())) == 2


def test_a_short_code_makes_a_whole_slug():
    assert schedule_rules.SLUG(slug("sto2026", "x"))
    assert slug("sto2026", "atelier-1") == "sto2026-atelier-1"
    assert [track_slug(code) for code in ("financer", "1", "x")] == ["financer", "track-1", "track-x"]
