"""Registrations as rows for export. Diet and access needs are not part of them: the caterer gets counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from eventreg.agenda.programme import Programme
from eventreg.db import db
from eventreg.registration.models import Booking, Registration

Row = dict[str, str | list[str] | dict[str, str] | None]
FACTS = (
    "reference",
    "status",
    "given_name",
    "family_name",
    "email",
    "organisation",
    "organisation_kind",
    "job_title",
    "lang",
    "category",
)
INSTANTS = ("created_at", "updated_at", "cancelled_at")


@dataclass(frozen=True, slots=True)
class Export:
    """`rows` as JSON gives them; `header` and `table` flat, for CSV and spreadsheets."""

    sessions: tuple[str, ...]
    """Codes of what people choose, in the order of the programme: one column each."""
    rows: tuple[Row, ...]

    @property
    def header(self) -> tuple[str, ...]:
        return (*FACTS, "days", *self.sessions, *INSTANTS)

    def table(self) -> Iterator[list[str]]:
        """The rows as text; days are separated by a space, an empty cell is nothing."""
        for row in self.rows:
            bookings = row["bookings"]
            assert isinstance(bookings, dict)  # noqa: S101 - made below
            flat = {**row, "days": " ".join(row["days"] or ()), **bookings}
            yield [str(flat.get(name) or "") for name in self.header]


def registrations(programme: Programme) -> Export:
    """All registrations, cancelled ones too, by the order of registering; two queries."""
    held: dict[int, dict[str, str]] = {}
    statement = select(Booking.registration_id, Booking.session_id, Booking.state)
    for registration_id, session_id, state in db.session.execute(statement):
        held.setdefault(registration_id, {})[programme.by_id[session_id].code] = state
    people = db.session.scalars(select(Registration).order_by(Registration.created_at, Registration.id))
    rows = tuple(_row(person, held.get(person.id, {}), programme.zone) for person in people)
    return Export(tuple(s.code for s in programme.sessions if s.choosable), rows)


def _row(person: Registration, bookings: Mapping[str, str], zone: ZoneInfo) -> Row:
    row: Row = {name: getattr(person, name) for name in FACTS}
    row["days"], row["bookings"] = list(person.days), dict(sorted(bookings.items()))
    return row | {name: _instant(getattr(person, name), zone) for name in INSTANTS}


def _instant(moment: datetime | None, zone: ZoneInfo) -> str | None:
    return moment.astimezone(zone).isoformat(timespec="seconds") if moment else None
