"""Badges as PDF: A6 pages, tagged (PDF/UA-1), drawn by typst from data."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from eventreg import typesetting
from eventreg.agenda.programme import Programme, SessionEntry
from eventreg.badges import qr
from eventreg.i18n import date_range, date_short, text, time_range
from eventreg.registration.itinerary import Itinerary

HERE = Path(__file__).parent
SOURCE = HERE / "badge.typ"
EMBLEM = HERE.parent.parent / "static" / "img" / "eu-emblem.svg"
# What fits beside the code.
MOST_WORKSHOPS, TITLE_LENGTH = 6, 40


@dataclass(frozen=True, slots=True)
class Badge:
    """What one badge says, in the language being spoken. No e-mail, no needs, no token in clear."""

    name: str
    organisation: str
    days: str
    reference: str
    code: str
    """An SVG document."""
    code_alt: str
    workshops: tuple[dict[str, str], ...]


def badge(
    name: str, organisation: str, reference: str, days: Sequence[str], own: Itinerary, address: str,
    programme: Programme,
) -> Badge:  # fmt: skip
    ticked = [day for day in programme.dates if day.isoformat() in days]
    return Badge(
        name=name,
        organisation=organisation,
        days=" · ".join(date_short(day) for day in ticked),
        reference=reference,
        code=qr.svg(qr.matrix(address)),
        code_alt=_("Code QR du badge %(reference)s", reference=reference),
        workshops=tuple(_workshop(s) for s in own.sessions if s.bookable and not s.cancelled)[
            :MOST_WORKSHOPS
        ],
    )


def document(programme: Programme, badges: Sequence[Badge], lang: str) -> bytes:
    """One page a badge."""
    return typesetting.draw(SOURCE, _data(programme, badges, lang))[0]


def _workshop(session: SessionEntry) -> dict[str, str]:
    """Two lines. The full title stands in the programme; here its beginning is enough to find the door."""
    title, room = text(session.title), text(session.room.name) if session.room else ""
    times = f"{date_short(session.starts_at)}, {time_range(session.starts_at, session.ends_at)}"
    short = title if len(title) <= TITLE_LENGTH else title[:TITLE_LENGTH].rsplit(" ", 1)[0] + "…"
    return {"when": f"{times} · {room}" if room else times, "title": short}


def _data(programme: Programme, badges: Sequence[Badge], lang: str) -> dict[str, Any]:
    event, venue = programme.edition.event, programme.edition.venue
    title = text(event.title)
    return {
        "lang": lang,
        "title": title,
        "document_title": _("Badge – %(event)s", event=title),
        "service": text(event.service),
        "when": date_range(event.starts_on, event.ends_on),
        "where": f"{text(venue.name)}, {venue.city}",
        "identity_rule": text(event.identity_rule),
        **european(programme),
        "badges": [asdict(one) for one in badges],
    }


def european(programme: Programme) -> dict[str, Any]:
    """The emblem, and the statements that belong to it."""
    return {
        "emblem": _emblem(),
        "emblem_alt": _("Emblème de l’Union européenne"),
        "funding": funding(programme),
    }


def funding(programme: Programme) -> list[str]:
    """Each project's statement, then its disclaimer; a sentence that two projects share is said once."""
    projects = programme.edition.funding
    statements = [text(project.statement) for project in projects]
    disclaimers = [text(project.disclaimer) for project in projects if project.disclaimer]
    return list(dict.fromkeys(statements + disclaimers))


@cache
def _emblem() -> str:
    return EMBLEM.read_text("utf-8")
