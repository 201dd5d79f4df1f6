"""When a scan happened, on the server's clock: `rules.happened_at`, of a reading and of the row that is kept of it."""

from datetime import date, datetime, time, timedelta
from typing import Protocol

from eventreg.agenda.programme import Programme
from eventreg.checkin import lists, rules
from eventreg.checkin.readings import Reading


class Kept(Protocol):
    """What is asked of the row of a scan."""

    @property
    def list(self) -> str: ...
    @property
    def scanned_at(self) -> datetime: ...
    @property
    def received_at(self) -> datetime: ...
    @property
    def skew_seconds(self) -> int: ...


def of_reading(reading: Reading, programme: Programme, now: datetime) -> datetime:
    return rules.happened_at(reading.scanned_at, reading.sent_at, now, _dawn(reading.list.day, programme))


def of_scan(scan: Kept, programme: Programme) -> datetime:
    """When we heard of it, if the list is no more."""
    scan_list = lists.find(programme, scan.list)
    if scan_list is None:
        return scan.received_at
    sent_at = scan.received_at + timedelta(seconds=scan.skew_seconds)
    return rules.happened_at(scan.scanned_at, sent_at, scan.received_at, _dawn(scan_list.day, programme))


def _dawn(day: date, programme: Programme) -> datetime:
    return datetime.combine(day, time.min, programme.zone)
