"""What the edition marks as an assumption of its authors, for the organisers to confirm. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from eventreg.event.edition import Edition, Table, Text


@dataclass(frozen=True, slots=True)
class Assumption:
    """Keys of one table that are to be confirmed; `of` says which room or session, None where there is one only."""

    table: str
    code: str | None
    of: Text | None
    keys: tuple[str, ...]


def assumptions(edition: Edition) -> list[Assumption]:
    return [
        Assumption(name, code, of, table.to_confirm)
        for name, code, of, table in _tables(edition)
        if table.to_confirm
    ]


def _tables(edition: Edition) -> Iterator[tuple[str, str | None, Text | None, Table]]:
    yield "event", None, None, edition.event
    yield "venue", None, None, edition.venue
    yield from (("organiser", None, organiser.name, organiser) for organiser in edition.organisers)
    yield from (("funding", funding.project, None, funding) for funding in edition.funding)
    yield from (("room", room.code, room.name, room) for room in edition.rooms)
    yield from (("session", session.code, session.title, session) for session in edition.sessions)
    yield from (("category", category.code, None, category) for category in edition.categories)
    yield "privacy", None, None, edition.privacy
    yield "legal", None, None, edition.legal
