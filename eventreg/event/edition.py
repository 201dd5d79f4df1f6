"""The edition: one event as its file describes it. Pure; what the file says is what pages read."""

import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field, ValidationError

from eventreg.event.checks import Found, relations
from eventreg.event.faults import EditionFaults, Fault, Key, fault, lines_of, sentence
from eventreg.event.fields import Heading, Many, Spec, Table, Text
from eventreg.event.specs import (
    CategorySpec,
    ContributorSpec,
    EventSpec,
    FundingSpec,
    LegalSpec,
    OrganiserSpec,
    PrivacySpec,
    RoomSpec,
    SessionKind,
    SessionSpec,
    SessionStatus,
    TrackSpec,
    VenueSpec,
)

__all__ = [
    "CategorySpec",
    "ContributorSpec",
    "Edition",
    "EditionFaults",
    "EventSpec",
    "Fault",
    "FundingSpec",
    "Heading",
    "LegalSpec",
    "OrganiserSpec",
    "PrivacySpec",
    "RoomSpec",
    "SessionKind",
    "SessionSpec",
    "SessionStatus",
    "Table",
    "Text",
    "TrackSpec",
    "VenueSpec",
    "decoded",
    "parse",
    "validated",
]


def _named(table: str) -> Any:
    """An array of tables, which the file names in the singular; left out, it is empty."""
    return Field(default=(), validation_alias=table, serialization_alias=table)


class Edition(Spec):
    """The whole file. Made by `parse`, which also compares the keys with each other."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    event: EventSpec
    venue: VenueSpec
    organisers: Many[OrganiserSpec] = _named("organiser")
    funding: Many[FundingSpec] = ()
    tracks: Many[TrackSpec] = _named("track")
    rooms: Many[RoomSpec] = _named("room")
    contributors: Many[ContributorSpec] = _named("contributor")
    sessions: Annotated[Many[SessionSpec], Field(min_length=1)] = _named("session")
    categories: Many[CategorySpec] = _named("category")
    privacy: PrivacySpec
    legal: LegalSpec

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.event.timezone)

    @property
    def days(self) -> tuple[date, ...]:
        """Every date of the event."""
        first = self.event.starts_on
        return tuple(first + timedelta(days=n) for n in range((self.event.ends_on - first).days + 1))

    def starts(self, session: SessionSpec) -> datetime:
        """Aware, in the event's zone."""
        return session.starts_at.replace(tzinfo=self.zone)

    def ends(self, session: SessionSpec) -> datetime:
        """Aware, in the event's zone."""
        return session.ends_at.replace(tzinfo=self.zone)


def parse(text: str) -> Edition:
    """The edition that a TOML text describes; raises EditionFaults with everything that is wrong."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    data = _toml(text)
    return _made(data, lambda: lines_of(text))


def validated(data: dict[str, Any]) -> Edition:
    """The same of tables that are no text; raises EditionFaults without lines."""
    return _made(data, dict)


def _made(data: dict[str, Any], lines: Callable[[], dict[Key, int]]) -> Edition:
    edition: Edition | None = None
    found: list[Found] = []
    try:
        edition = Edition.model_validate(data, by_alias=True, by_name=False)
    except ValidationError as error:
        found += _shapes(error)
    found += relations(data)
    if found or edition is None:
        numbered = lines()
        faults = dict.fromkeys(fault(key, message, data, numbered) for key, message in found)
        raise EditionFaults(tuple(sorted(faults, key=lambda fault: fault.line or 0)))
    return edition


def decoded(octets: bytes) -> str:
    """The text of a file; raises EditionFaults with the line of the first octet that is not UTF-8."""
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError as error:
        line = octets.count(b"\n", 0, error.start) + 1
        message = f"is not UTF-8 (octet 0x{octets[error.start]:02X}): save the file as UTF-8"
        raise EditionFaults((Fault("", line, message),)) from None


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        line = re.search(r"at line (\d+)", str(error))
        message = f"is not valid TOML: {error}"
        raise EditionFaults((Fault("", int(line[1]) if line else None, message),)) from None


def _shapes(error: ValidationError) -> Iterator[Found]:
    for detail in error.errors(include_url=False, include_input=False):
        yield detail["loc"], sentence(detail)
