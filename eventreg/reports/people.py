"""Finding participants: a handful of queries whatever the number of people."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, and_, case, cast, exists, func, or_, select

from eventreg.db import db
from eventreg.reconfirmation.queries import CONDITIONS
from eventreg.registration import states
from eventreg.registration.models import Booking, Registration
from eventreg.registration.names import search_key
from eventreg.reports.mailing import unreached

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Search:
    """What the list is narrowed to; empty values do not narrow it."""

    words: str = ""
    status: str = ""
    category: str = ""
    day: str = ""
    """An ISO date."""
    session_id: int | None = None
    unreached: bool = False
    """Only those whom mail does not reach."""
    answer: str = ""
    """What they said to the question whether they still come: a key of `reconfirmation.queries.CONDITIONS`."""

    @property
    def narrowed(self) -> bool:
        narrowed = (
            self.words, self.status, self.category, self.day, self.session_id, self.unreached, self.answer,
        )  # fmt: skip
        return any(narrowed)


@dataclass(frozen=True, slots=True)
class WorkshopCount:
    seated: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    people: Sequence[Registration]
    workshops: dict[int, WorkshopCount]
    """By registration id; who has none is missing."""
    total: int
    number: int
    pages: int


def find(search: Search, workshops: Sequence[int], number: int = 1) -> Page:
    """One page, by family name; `workshops` are the session ids counted beside each person."""
    conditions = _conditions(search)
    total = db.session.scalars(select(func.count()).select_from(Registration).where(*conditions)).one() or 0
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, number), pages)
    order = (func.lower(Registration.family_name), func.lower(Registration.given_name), Registration.id)
    statement = select(Registration).where(*conditions).order_by(*order)
    people = db.session.scalars(statement.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()
    return Page(people, _workshops([person.id for person in people], workshops), total, number, pages)


def status_counts() -> dict[str, int]:
    """People by status; a status that nobody has is 0."""
    counted = db.session.execute(select(Registration.status, func.count()).group_by(Registration.status))
    return dict.fromkeys(states.REGISTRATION_STATES, 0) | dict(counted.all())


def beside_capacity() -> int:
    """Confirmed people who take none of the event's places."""
    beside = (Registration.status == states.CONFIRMED, Registration.beside_capacity)
    return db.session.scalars(select(func.count()).where(*beside)).one() or 0


def expected_by_day(days: Sequence[str]) -> dict[str, int]:
    """How many confirmed people have ticked each of these ISO dates."""
    if not days:
        return {}
    sums = [func.sum(case((_attends(day), 1), else_=0)) for day in days]
    row = db.session.execute(select(*sums).where(Registration.status == states.CONFIRMED)).one()
    return {day: number or 0 for day, number in zip(days, row, strict=True)}


def by_reference(reference: str) -> Registration | None:
    if not reference.isprintable():
        return None  # PostgreSQL refuses NUL even in a comparison
    return db.session.scalars(select(Registration).filter_by(reference=reference.upper())).first()


def _conditions(search: Search) -> list[ColumnElement[bool]]:
    conditions = [_says(word) for word in search.words.split()]
    if search.status:
        conditions.append(Registration.status == search.status)
    if search.category:
        conditions.append(Registration.category == search.category)
    if search.day:
        conditions.append(_attends(search.day) & (Registration.status != states.CANCELLED))
    if search.session_id is not None:
        held = Booking.registration_id == Registration.id
        conditions.append(exists().where(held, Booking.session_id == search.session_id))
    if search.answer:
        conditions.append(CONDITIONS[search.answer])
    if search.unreached:
        conditions.append(unreached())
    return conditions


def _says(word: str) -> ColumnElement[bool]:
    """A word of the name or the organisation, in any order and without accents, or a part of address or reference."""
    options: list[ColumnElement[bool]] = [
        Registration.email_key.contains(word.casefold(), autoescape=True),
        Registration.reference.contains(word.upper(), autoescape=True),
    ]
    if folded := search_key(word).split():
        together = [Registration.search_key.contains(part, autoescape=True) for part in folded]
        options.append(and_(*together))
    return or_(*options)


def _attends(day: str) -> ColumnElement[bool]:
    # JSON text of ISO dates: the quotes keep a match whole, and the same expression runs on every database.
    return cast(Registration.days, String).contains(f'"{day}"', autoescape=True)


def _workshops(people: Sequence[int], sessions: Sequence[int]) -> dict[int, WorkshopCount]:
    statement = (
        select(
            Booking.registration_id,
            func.sum(case((Booking.state == states.BOOKED, 1), else_=0)),
            func.sum(case((Booking.state == states.WAITLISTED, 1), else_=0)),
        )
        .where(Booking.registration_id.in_(people), Booking.session_id.in_(sessions))
        .group_by(Booking.registration_id)
    )
    return {key: WorkshopCount(seated, waiting) for key, seated, waiting in db.session.execute(statement)}
