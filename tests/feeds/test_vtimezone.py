from __future__ import annotations

from zoneinfo import ZoneInfoNotFoundError

import pytest

from eventreg.feeds.vtimezone import vtimezone
from tests.feeds.reader import parse
from tests.feeds.zone_rules import zone_rules

SIMPLE = ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Indian/Reunion", "UTC"]
ODD = [
    "Europe/Dublin",
    "America/Nuuk",
    "Asia/Jerusalem",
    "Pacific/Chatham",
    "America/Santiago",
    "Antarctica/Troll",
]


@pytest.mark.parametrize("tzid", SIMPLE + ODD)
def test_a_zone_equals_tzdata_at_every_hour_of_three_years(tzid: str):
    zone = parse(b"BEGIN:VCALENDAR\r\n" + vtimezone(tzid) + b"END:VCALENDAR\r\n").kind("VTIMEZONE")[0]

    assert list(zone_rules(zone, 2026)) == []


def test_paris_changes_at_two_in_march_and_three_in_october():
    text = vtimezone("Europe/Paris").decode()

    assert "DTSTART:19700329T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n" in text
    assert "DTSTART:19701025T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n" in text


@pytest.mark.parametrize("tzid", ["Africa/Casablanca", "Africa/Cairo"])
def test_a_zone_that_no_yearly_rule_describes_is_refused(tzid: str):
    with pytest.raises(ValueError, match=f"No calendar can be written for the time zone {tzid}"):
        vtimezone(tzid)


@pytest.mark.parametrize("tzid", ["Europe/Saint-Ouen", "CEST-nowhere"])
def test_what_is_no_zone_is_refused(tzid: str):
    with pytest.raises(ZoneInfoNotFoundError):
        vtimezone(tzid)
