"""The VTIMEZONE of an IANA zone, as yearly rules (RFC 5545 3.6.5).

The last line of a tzdata file is a POSIX TZ string ("CET-1CEST,M3.5.0,M10.5.0/3"): the rules that hold from
now on. Writing those is shorter than a list of past changes and stays right in the years to come; it was
preferred to ``Calendar.add_missing_timezones()``, which puts the change of March one hour late.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

_WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_LAST = 5  # POSIX: the fifth week is the last one
_FIRST_YEAR = 1970  # what calendar clients expect to see; the rules, not this date, carry the meaning
_EARLIEST = datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC)
_CHECKED_YEARS = range(2025, 2038)  # 2037: where the explicit data of tzdata end

_NAME = r"(?:<([^>]+)>|([A-Za-z]+))"
_OFFSET = r"([+-]?[\d:]+)"
_RULE = r",M(\d+)\.(\d)\.(\d)(?:/([+-]?[\d:]+))?"
_POSIX = re.compile(f"{_NAME}{_OFFSET}(?:{_NAME}{_OFFSET}?{_RULE}{_RULE})?")


@dataclass(frozen=True, slots=True)
class _Phase:
    name: str
    offset: timedelta  # from UTC, positive to the east


@dataclass(frozen=True, slots=True)
class _Change:
    """A yearly change: `time` after midnight of the `week`-th `weekday` (0: Sunday), by the clock before it.

    `time` may be negative or over a day: "M3.4.4/26" is 2:00 on the Friday after the fourth Thursday
    (Israel).
    """

    month: int
    week: int
    weekday: int
    time: timedelta

    def earliest_day(self, year: int) -> int:
        return monthrange(year, self.month)[1] - 6 if self.week == _LAST else 7 * self.week - 6

    def in_year(self, year: int) -> datetime:
        first = datetime(year, self.month, self.earliest_day(year))  # noqa: DTZ001  # local time, as the rule has it
        return first + timedelta(days=(self.weekday - first.isoweekday()) % 7) + self.time

    def rrule(self) -> str:
        yearly = f"FREQ=YEARLY;BYMONTH={self.month}"
        if not self.time.days:
            return f"{yearly};BYDAY={-1 if self.week == _LAST else self.week}{_WEEKDAYS[self.weekday]}"
        earliest = self.earliest_day(_FIRST_YEAR) + self.time.days
        if earliest < 1 or earliest + 6 > monthrange(_FIRST_YEAR, self.month)[1]:
            raise ValueError("its change of time moves from one month to another")
        days = ",".join(str(day) for day in range(earliest, earliest + 7))
        return f"{yearly};BYMONTHDAY={days};BYDAY={_WEEKDAYS[(self.weekday + self.time.days) % 7]}"


_NEW_YEAR = _Change(1, 1, _EARLIEST.isoweekday() % 7, timedelta())


@dataclass(frozen=True, slots=True)
class _Onset:
    """The beginning of a phase: for ever when `change` is None, else every year."""

    before: _Phase
    after: _Phase
    change: _Change | None

    def lines(self) -> list[str]:
        kind = "DAYLIGHT" if self.after.offset > self.before.offset else "STANDARD"
        start = (self.change or _NEW_YEAR).in_year(_FIRST_YEAR)
        return [
            f"BEGIN:{kind}",
            f"DTSTART:{start:%Y%m%dT%H%M%S}",
            *([f"RRULE:{self.change.rrule()}"] if self.change else []),
            f"TZNAME:{self.after.name}",
            f"TZOFFSETFROM:{_utc_offset(self.before.offset)}",
            f"TZOFFSETTO:{_utc_offset(self.after.offset)}",
            f"END:{kind}",
        ]


@lru_cache(maxsize=16)
def vtimezone(tzid: str) -> bytes:
    """The VTIMEZONE component, lines ended by CRLF.

    Raises ZoneInfoNotFoundError for a name that is no zone, and ValueError for a zone without fixed yearly
    rules (Morocco follows the moon) or with one that a single RRULE cannot say (Egypt).
    """
    zone = ZoneInfo(tzid)
    try:
        onsets = _onsets(_posix_rules(tzid))
        lines = [line for onset in onsets for line in onset.lines()]
        _check(onsets, zone)
    except ValueError as error:
        raise ValueError(f"No calendar can be written for the time zone {tzid}: {error}") from error
    return "\r\n".join(["BEGIN:VTIMEZONE", f"TZID:{tzid}", *lines, "END:VTIMEZONE", ""]).encode()


def _posix_rules(tzid: str) -> str:
    data = files("tzdata").joinpath("zoneinfo", *tzid.split("/")).read_bytes()
    return data.rstrip(b"\n").rpartition(b"\n")[2].decode("ascii")


def _onsets(posix: str) -> list[_Onset]:
    match = _POSIX.fullmatch(posix)
    if not match:
        raise ValueError(f"its rules are not of a known form ({posix})")
    name, plain_name, offset, *summer = match.groups()
    standard = _Phase(name or plain_name, -_duration(offset))
    if not (summer[0] or summer[1]):
        return [_Onset(standard, standard, None)]
    ahead = -_duration(summer[2]) if summer[2] else standard.offset + timedelta(hours=1)
    other = _Phase(summer[0] or summer[1], ahead)
    return [
        _Onset(standard, other, _change(*summer[3:7])),
        _Onset(other, standard, _change(*summer[7:11])),
    ]


def _change(month: str, week: str, weekday: str, time: str | None) -> _Change:
    return _Change(int(month), int(week), int(weekday), _duration(time or "2"))


def _duration(text: str) -> timedelta:
    sign = -1 if text.startswith("-") else 1
    hours, minutes, seconds, *_ = [*map(int, text.lstrip("+-").split(":")), 0, 0]
    return sign * timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _utc_offset(offset: timedelta) -> str:
    minutes = abs(offset) // timedelta(minutes=1)
    return f"{'-' if offset < timedelta() else '+'}{minutes // 60:02}{minutes % 60:02}"


def _check(onsets: list[_Onset], zone: ZoneInfo) -> None:
    """Raise ValueError where tzdata lists changes that the rules do not say."""
    changes = sorted(
        ((onset.change.in_year(year) - onset.before.offset).replace(tzinfo=UTC), onset.after.offset)
        for year in (_CHECKED_YEARS[0] - 1, *_CHECKED_YEARS)
        for onset in onsets
        if onset.change
    ) or [(_EARLIEST, onsets[0].after.offset)]
    instants = [instant for instant, _ in changes]
    for week in range(53 * len(_CHECKED_YEARS) - 20):
        moment = datetime(_CHECKED_YEARS[0], 1, 1, tzinfo=UTC) + timedelta(weeks=week)
        expected = changes[bisect_right(instants, moment) - 1][1]
        if moment.astimezone(zone).utcoffset() != expected:
            raise ValueError(f"its rules do not hold on {moment:%Y-%m-%d}")
