"""The tables of the edition file, key by key, in the order in which they are written. Pure.

Texts for people are `Text` or `Heading` (by language); names, addresses and codes that read the same in every
language are plain strings.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from eventreg.event.fields import (
    Days,
    DaysBefore,
    Deadline,
    Email,
    Heading,
    Language,
    Line,
    LocalInstant,
    Many,
    People,
    SessionCode,
    Slug,
    Table,
    Tag,
    Text,
    Web,
    Zone,
)

SessionKind = Literal["welcome", "plenary", "workshop", "break", "meal", "social"]
SessionStatus = Literal["provisional", "confirmed", "cancelled"]
Category = Literal["participant", "speaker", "organiser", "press", "guest"]


class EventSpec(Table):
    tag: Tag
    """Marks the event's badges, so that another event's are told apart without network."""
    title: Heading
    subtitle: Heading
    summary: Text
    starts_on: date
    ends_on: date
    timezone: Zone
    language: Language = "fr"
    status: Literal["provisional", "confirmed"]
    status_note: Heading
    """What a provisional programme is headed with."""
    capacity: People
    registration_opens_at: Deadline
    registration_closes_at: Deadline
    """Exclusive."""
    grace_minutes: Annotated[int, Field(ge=0, le=1440)]
    changes_close_at: Deadline
    reconfirmation_days_before: DaysBefore = 7
    """When people are asked whether they still come; 0: they are not."""
    reminder_days_before: DaysBefore = 1
    """When they are reminded; 0: they are not."""
    contact_email: Email
    contact_phone: Line
    contact_address: Line
    service: Heading
    """The service that an acknowledgement names (CRPA R.112-11-1)."""
    invitation: Text
    """The host's own words."""
    about: Text
    objectives: Many[Text] = ()
    participants: Text
    identity_rule: Text


class VenueSpec(Table):
    name: Heading
    address: Line
    postcode: Line
    city: Line
    country: Line
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    access: Text


class OrganiserSpec(Table):
    name: Heading
    role: Literal["host", "co_organiser", "partner"]
    description: Text
    url: Web | None = None


class FundingSpec(Table):
    project: Line
    programme: Line
    grants: Annotated[Many[Line], Field(min_length=1)]
    statement: Text
    disclaimer: Text | None = None


class RoomSpec(Table):
    code: Slug
    name: Heading
    capacity: People | None = None
    floor: Heading | None = None
    step_free: bool | None = None


class TrackSpec(Table):
    """A theme that sessions share; the same quiet colour marks it everywhere."""

    code: Slug
    name: Heading
    tint: Annotated[int, Field(ge=1, le=6)] = 1


class ContributorSpec(Table):
    code: Slug
    name: Line
    role: Heading | None = None
    organisation: Line | None = None


class SessionSpec(Table):
    code: SessionCode
    kind: SessionKind
    title: Heading
    description: Text | None = None
    starts_at: LocalInstant
    ends_at: LocalInstant
    room: Slug | None = None
    capacity: People | None = None
    """Seats of a workshop; other kinds have none."""
    status: SessionStatus
    track: Slug | None = None
    contributors: Many[Line] = ()
    """In the order in which they speak: codes of contributors, or plain names."""
    language: Language = "fr"
    interpretation: Many[Language] = ()
    """Languages that the session is interpreted into."""


class CategorySpec(Table):
    """What the organisers grant to one category of people; a category left out keeps what registration's rules say."""

    code: Category
    after_deadline: bool
    """May still register once registration has closed."""
    beside_capacity: bool
    """Takes none of the event's places."""


class PrivacySpec(Table):
    """The notice of GDPR art. 13 and the periods that the purge applies."""

    version: Line
    controllers: Text
    purposes: Text
    basis: Text
    special_data: Text
    """Diet and access needs: explicit consent (GDPR 9(2)(a))."""
    recipients: Text
    retention: Text
    registration_days: Days = 90
    """After the event, registrations are anonymised."""
    identity_days: Days = 30
    """After the event, identity outcomes go."""
    special_data_days: Days = 7
    """After the event, diet and access needs go."""
    rights: Text
    dpo: Text
    dpo_email: Email
    authority: Text
    authority_url: Web
    photography: Text | None = None


class LegalSpec(Table):
    publisher: Text
    director: Heading
    host: Text
    """Who hosts the site (LCEN), not who hosts the event."""
    contacts: Text
    accessibility_contact: Email
    # Also from text, which is what JSON keeps a date as.
    accessibility_audited_on: Annotated[date, Field(strict=False)] | None = None
    accessibility_rate: Annotated[int, Field(ge=0, le=100)] | None = None
    """Percent; without an audit the site says « non conforme »."""
