"""The checker catches each fault: a good file, broken in one place, is refused under the right rule."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.feeds.expectation import Kind
from tests.feeds.reader import parse
from tests.feeds.revisions import check_revision, check_same_events
from tests.feeds.rules import check_feed, faults
from tests.feeds.sample import uid

GOLDEN = Path(__file__).parent / "golden"
PARIS = "DTSTART;TZID=Europe/Paris:20260303T090000"
MORNING = "DTSTART;TZID=Europe/Paris:20260304T090000\r\nDTEND;TZID=Europe/Paris:20260304T103000"
END = "DTEND;TZID=Europe/Paris:20260303T093000"
SUMMARY = "SUMMARY:Mot de bienvenue"
CALNAME = "X-WR-CALNAME:Villes neutres\\, 3 et 4 mars 2026"
URL = "URL:https://inscription.example/programme/atelier-5"
DAYLIGHT = "DTSTART:19700329T020000"
VTIMEZONE = (
    (GOLDEN / "empty.ics").read_bytes().decode().partition("BEGIN:VTIMEZONE")[2].partition("END:VCALENDAR")[0]
)
VTIMEZONE = f"BEGIN:VTIMEZONE{VTIMEZONE}"


def broken(name: str, old: str, new: str) -> bytes:
    text = (GOLDEN / f"{name}.ics").read_bytes().decode()
    assert old in text, old
    return text.replace(old, new, 1).encode("utf-8", "surrogateescape")


def after(line: str, *more: str) -> tuple[str, str]:
    return line, "\r\n".join([line, *more])


FEED_FAULTS: list[tuple[str, tuple[str, str]]] = [
    ("R01", ("BEGIN:VCALENDAR", "\ufeffBEGIN:VCALENDAR")),
    ("R01", ("VERSION:2.0\r\n", "VERSION:2.0\n")),
    ("R01", ("VERSION:2.0\r\n", "VERSION:2.0\r\n\r\n")),
    ("R01", ("END:VCALENDAR\r\n", "END:VCALENDAR")),
    ("R01", (SUMMARY, f"{SUMMARY}\x07")),
    ("R01", (SUMMARY, f"{SUMMARY}\udce9")),
    ("R02", (SUMMARY, SUMMARY + "x" * 60)),
    ("R02", (SUMMARY, f"{SUMMARY}\udcc3\r\n \udca9")),
    ("R02", (SUMMARY, "SUMMARY:Mot\r\n\tde bienvenue")),
    ("R03", ("VERSION:2.0\r\n", "")),
    ("R03", ("PRODID:-//eventreg//Programme//FR", "PRODID:-//collective//icalendar//7.3.0//EN")),
    ("R03", after("VERSION:2.0", "VERSION:2.0")),
    ("R03", after(SUMMARY, SUMMARY)),
    ("R03", ("CALSCALE:GREGORIAN", "CALSCALE:JULIAN")),
    ("R03", ("END:VCALENDAR", "BEGIN:VTODO\r\nUID:1\r\nEND:VTODO\r\nEND:VCALENDAR")),
    ("R05", after(SUMMARY, "une ligne perdue")),
    ("R05", after(SUMMARY, "Salle: B")),
    ("R05", after(SUMMARY, "SALLE:B")),
    ("R05", after(SUMMARY, "X-ADDRESS;TITLE=a:b;c,d:e\r\nX-Y;A=a b;c:d")),
    ("R06", (SUMMARY, f"{SUMMARY}, etc.")),
    ("R06", (SUMMARY, f"{SUMMARY}; etc.")),
    ("R06", (SUMMARY, f"{SUMMARY}\\: etc.")),
    ("R06", (SUMMARY, f"{SUMMARY}\\\\\\, etc.")),
    ("R06", (SUMMARY, f"{SUMMARY}\\\\n etc.")),
    ("R06", (CALNAME, CALNAME.replace("\\", ""))),
    ("R07", (SUMMARY, f"{SUMMARY} <b>ici</b>")),
    ("R07", (SUMMARY, "SUMMARY:l&#39\\;avenir")),
    ("R07", (SUMMARY, "SUMMARY:A &amp\\; B")),
    ("R08", (SUMMARY, "SUMMARY:DÃ©jeuner")),
    ("R08", (SUMMARY, "SUMMARY:lâ€™avenir")),
    ("R08", (SUMMARY, "SUMMARY:D\ufffdjeuner")),
    ("R08", (SUMMARY, "SUMMARY:De\u0301jeuner")),
    ("R09", (f"{CALNAME}\r\n", "")),
    ("R09", (CALNAME, "X-WR-CALNAME:Autre")),
    ("R10", ("X-WR-TIMEZONE:Europe/Paris", "X-WR-TIMEZONE:UTC")),
    ("R10", ("X-WR-TIMEZONE:Europe/Paris\r\n", "")),
    ("R11", ("REFRESH-INTERVAL;VALUE=DURATION", "REFRESH-INTERVAL")),
    ("R11", ("X-PUBLISHED-TTL:PT1H", "X-PUBLISHED-TTL:PT2H")),
    ("R11", ("X-PUBLISHED-TTL:PT1H\r\n", "")),
    ("R12", ("COLOR:teal", "COLOR:#008080")),
    ("R12", ("SOURCE;VALUE=URI", "SOURCE")),
    ("R13", after("VERSION:2.0", "UID:1")),
    ("R14", after("VERSION:2.0", "METHOD:REQUEST")),
    ("R15", (PARIS, f"{PARIS}Z")),
    ("R15", (PARIS, "DTSTART:20260303T080000Z")),
    ("R15", (PARIS, "DTSTART:20260303T090000")),
    ("R15", (PARIS, PARIS.replace("Europe/Paris", "CET"))),
    ("R15", (PARIS, PARIS.replace("=Europe/Paris", '="UTC+01:00"'))),
    ("R16", (VTIMEZONE, "")),
    ("R16", (VTIMEZONE, VTIMEZONE * 2)),
    (
        "R16",
        (VTIMEZONE, VTIMEZONE + VTIMEZONE.replace("Europe/Paris", "Europe/Lyon".replace("Lyon", "Berlin"))),
    ),
    ("R17", (DAYLIGHT, "DTSTART:19700329T030000")),
    ("R17", (DAYLIGHT, "DTSTART:19700328T020000")),
    ("R17", ("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=5SU")),
    ("R17", ("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n", "")),
    ("R17", ("TZOFFSETTO:+0200", "TZOFFSETTO:+0300")),
    ("R17", after("TZID:Europe/Paris", "COMMENT:x")),
    ("R18", (END, PARIS.replace("DTSTART", "DTEND"))),
    ("R18", (END, END.replace("0303T", "0304T"))),
    ("R18", (f"{END}\r\n", "")),
    ("R18", (PARIS, PARIS.replace("0303T", "0302T"))),
    ("R18", (f"{PARIS}\r\n{END}", "DTSTART;VALUE=DATE:20260303\r\nDTEND;VALUE=DATE:20260303")),
    ("R19", ("CREATED:20260112T090000Z", "CREATED:20260112T090000")),
    ("R19", ("CREATED:20260112T090000Z\r\n", "")),
    ("R20", (uid(4), uid(5))),
    ("R20", (uid(4), f"{uid(4)}@inscription.example")),
    ("R20", (uid(4), "20260303T0900-1")),
    ("R20", (uid(4), "atelier-1")),
    ("R21", ("SEQUENCE:0\r\n", "")),
    ("R21", ("SEQUENCE:0", "SEQUENCE:1.5")),
    ("R22", ("DTSTAMP:20260120T163005Z", "DTSTAMP:20260220T163005Z")),
    ("R23", ("SUMMARY:ANNULÉ\u00a0: ", "SUMMARY:")),
    ("R23", ("STATUS:CANCELLED\r\nTRANSP:TRANSPARENT", "STATUS:CANCELLED\r\nTRANSP:OPAQUE")),
    ("R24", (SUMMARY, "SUMMARY:")),
    ("R24", (SUMMARY, "SUMMARY:Mot\\nde bienvenue")),
    ("R24", (SUMMARY, "SUMMARY:{{ title }}")),
    ("R24", ("LOCATION:Salle A", "LOCATION:None")),
    ("R24", ("LOCATION:Salle A", "LOCATION:Salle A\\, ")),
    ("R24", after(SUMMARY, "CONTACT:")),
    ("R25", ("GEO:48.9069;2.3376", "GEO:2.3376;48.9069")),
    ("R25", ("GEO:48.9069;2.3376", "GEO:48.9069,2.3376")),
    ("R25", ("GEO:48.9069;2.3376\r\n", "")),
    ("R25", ("GEO:48.9069;2.3376", "GEO:48.8069;2.3376")),
    ("R25", ("X-APPLE-STRUCTURED-LOCATION;VALUE=URI", "X-APPLE-STRUCTURED-LOCATION")),
    ("R25", ("LOCATION:Salle A\\, Conseil", "LOCATION:Salle A\\, Mairie")),
    ("R26", (URL, URL.replace("https", "http"))),
    ("R26", (URL, "URL:/programme/atelier-5")),
    ("R26", (URL, f"{URL}?a=1\\,2")),
    ("R26", (URL, f"{URL}0")),
    ("R27", ("CATEGORIES:Plénière\r\n", "")),
    ("R27", ("STATUS:TENTATIVE\r\n", "")),
    ("R27", ("TRANSP:OPAQUE\r\n", "")),
    ("R27", after(SUMMARY, "CLASS:PRIVATE")),
    ("R28", after(SUMMARY, "ATTENDEE:mailto:a@b.example")),
    ("R28", after(SUMMARY, "ORGANIZER:mailto:a@b.example")),
    ("R29", ("END:VEVENT", "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT")),
    ("R29", ("END:VEVENT", "BEGIN:VALARM\r\nACTION:EMAIL\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT")),
    ("R30", (SUMMARY, f"{SUMMARY} camille@exemple.fr")),
    ("R30", (SUMMARY, "SUMMARY:/mon-inscription/ABCDEFGHIJKLMN")),
    ("R30", (SUMMARY, f"{SUMMARY} Camille Secret")),
    ("R32", after(SUMMARY, "RRULE:FREQ=DAILY")),
    ("R32", (MORNING, MORNING.replace("0304T", "0303T"))),
]


@pytest.mark.parametrize(("rule", "change"), FEED_FAULTS)
def test_a_fault_in_the_public_feed_is_caught(rule: str, change: tuple[str, str]):
    data = broken("public", *change)

    found = faults(data, "public", secrets=["Camille Secret"], host="inscription.example")

    assert rule in {fault.rule for fault in found}


@pytest.mark.parametrize(
    ("kind", "rule", "change"),
    [
        ("mail", "R14", ("METHOD:PUBLISH\r\n", "")),
        ("mail", "R14", ("METHOD:PUBLISH", "METHOD:REQUEST")),
        ("mail", "R28", after(SUMMARY, "ORGANIZER:mailto:personne@b.example")),
        ("single", "R14", after("VERSION:2.0", "X-WR-CALNAME:x")),
        ("single", "R14", after("VERSION:2.0", "NAME:x")),
        ("single", "R04", ("BEGIN:VEVENT", "BEGIN:VEVENT\r\nUID:2\r\nEND:VEVENT\r\nBEGIN:VEVENT")),
        ("personal", "R12", after("VERSION:2.0", "SOURCE;VALUE=URI:https://inscription.example/x.ics")),
    ],
)
def test_a_fault_in_another_file_is_caught(kind: Kind, rule: str, change: tuple[str, str]):
    assert rule in {fault.rule for fault in faults(broken(kind, *change), kind)}


def test_missing_and_needless_events_are_caught():
    data = (GOLDEN / "public.ics").read_bytes()
    everything = [uid(number) for number in range(1, 6)]

    assert faults(data, "public", uids=everything) == []
    assert [fault.rule for fault in faults(data, "public", uids=everything[1:])] == ["R04"]
    assert [fault.rule for fault in faults(data, "public", uids=[*everything, uid(6)])] == ["R04"]


def test_a_calendar_without_anything_is_caught():
    assert "R04" in {fault.rule for fault in faults(broken("empty", VTIMEZONE, ""), "personal")}


def test_events_out_of_order_are_caught():
    head, *events = (
        (GOLDEN / "public.ics").read_bytes().removesuffix(b"END:VCALENDAR\r\n").split(b"BEGIN:VEVENT")
    )
    data = b"BEGIN:VEVENT".join([head, *reversed(events)]) + b"END:VCALENDAR\r\n"

    assert {fault.rule for fault in faults(data, "public")} == {"R31"}


def test_another_day_is_caught():
    data = (GOLDEN / "public.ics").read_bytes()

    assert {fault.rule for fault in faults(data, "public", days=[date(2026, 3, 3)])} == {"R18"}


@pytest.mark.parametrize("data", [b"", b"<html></html>", b"BEGIN:VCALENDAR\r\n", b"END:VCALENDAR\r\n"])
def test_what_is_no_calendar_is_caught(data: bytes):
    with pytest.raises(AssertionError, match="R0"):
        check_feed(data, "public")
    with pytest.raises(ValueError, match=r"."):
        parse(data)


def revised(**changes: str) -> bytes:
    text = (GOLDEN / "single.ics").read_bytes().decode()
    for name, value in changes.items():
        line = next(line for line in text.split("\r\n") if line.startswith(name.replace("_", "-")))
        text = text.replace(f"\r\n{line}\r\n", f"\r\n{line.partition(':')[0]}:{value}\r\n")
    return text.encode()


LATER = "20260121T000000Z"


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"DTEND": "20260304T104500", "LAST_MODIFIED": LATER}, "R21"),
        ({"STATUS": "CONFIRMED", "SEQUENCE": "1"}, "R22"),
        ({"SEQUENCE": "1"}, "R21"),
        ({"LAST_MODIFIED": LATER}, "R22"),
        ({"SUMMARY": "Autre"}, "R22"),
    ],
)
def test_a_revision_that_does_not_show_is_caught(changes: dict[str, str], rule: str):
    with pytest.raises(AssertionError, match=rule):
        check_revision(revised(), revised(**changes), kind="single")


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"DTEND": "20260304T104500", "SEQUENCE": "1", "LAST_MODIFIED": LATER, "DTSTAMP": LATER},
        {"SUMMARY": "Autre", "LAST_MODIFIED": LATER},
    ],
)
def test_a_revision_that_shows_is_let_through(changes: dict[str, str]):
    check_revision(revised(), revised(**changes), kind="single")


def test_a_session_may_leave_the_personal_feed_only():
    public, personal = ((GOLDEN / f"{name}.ics").read_bytes() for name in ("public", "personal"))

    check_revision(public, personal, kind="personal")
    with pytest.raises(AssertionError, match="R23"):
        check_revision(public, personal, kind="public")


def test_outputs_that_differ_are_caught():
    with pytest.raises(AssertionError, match="R20"):
        check_same_events(revised(), revised(SEQUENCE="7"))
