"""The letter around what a mail tells: its templates, and the facts that all of them may say."""

import re
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from eventreg.agenda.programme import Programme, SessionEntry
from eventreg.i18n import date_long, datetime_long, day_and_times, own_times, sentence, text, time_range
from eventreg.mail.letters import Enclosure, Letter
from eventreg.registration import bookings, colleagues
from eventreg.registration.case import Case
from eventreg.registration.enclosures import CODE_ID, EMBLEM_ID, emblem
from eventreg.registration.itinerary import seat_replaced
from eventreg.registration.offers import Offer, offers
from eventreg.registration.sentences import changes_sentence
from eventreg.registration.states import FEED

# Parts of a template that say nothing leave their distance to the next part behind.
_BLANK_LINES = re.compile("\n{3,}")


def queue(case: Case) -> list[dict[str, Any]]:
    """The queues in which the person stands, and the seat that ends when one becomes free there."""
    if not case.own.waiting:
        return []
    places = bookings.places_in_queues(case.registration.id)
    return [
        {
            **_line(session),
            "day": date_long(session.starts_at),
            "place": places.get(session.id, 1),
            "kept": seat_replaced(session, case.programme, case.states),
        }
        for session in case.own.waiting
    ]


def offered(case: Case) -> list[dict[str, Any]]:
    """To somebody who lost a seat: what is left in that slot."""
    return [
        {
            "when": sentence(day_and_times(offer.starts_at, offer.ends_at)),
            "until": datetime_long(offer.until),
            "sessions": [_left(session, left, offer) for session, left in offer.sessions],
        }
        for offer in offers(case.registration.id, case.programme, case.now)
    ]


def _left(session: SessionEntry, left: int | None, offer: Offer) -> str:
    """With its own times, where they are not those of the slot."""
    title, places = text(session.title), ""
    if left is not None:
        places = ngettext("%(num)s place", "%(num)s places", left)
    said = ", ".join(filter(None, (own_times(session, offer), places)))
    return _("%(title)s (%(places)s)", title=title, places=said) if said else title


def registrant(case: Case) -> str | None:
    """Who made this registration, where that was not the person."""
    by = case.registration.registered_by
    if by.startswith(("staff:", "device:")):
        return text(case.programme.edition.event.service)
    colleague = colleagues.registrant(case.registration)
    return colleague.name if colleague else None


def letter(kind: str, subject: str, case: Case, enclosures: tuple[Enclosure, ...], **more: Any) -> Letter:
    facts = _facts(case) | more
    facts["code_id"] = CODE_ID if any(one.content_id == CODE_ID for one in enclosures) else None
    return written(kind, subject, facts, enclosures)


def written(kind: str, subject: str, facts: dict[str, Any], enclosures: tuple[Enclosure, ...]) -> Letter:
    """The templates of this kind with `facts`, of which those of `about_the_event` are part."""
    facts = facts | {"subject": subject}
    return Letter(
        subject=subject,
        # Not render_template: what it gives every page costs queries and is of no use here.
        text=_BLANK_LINES.sub("\n\n", current_app.jinja_env.get_template(f"mail/{kind}.txt").render(facts)),
        html=current_app.jinja_env.get_template(f"mail/{kind}.html").render(facts),
        enclosures=(*enclosures, emblem()),
        reply_to=facts["event"].contact_email,
    )


def about_the_event(programme: Programme, base: str) -> dict[str, Any]:
    """What every mail says, to whomever."""
    edition = programme.edition
    latitude, longitude = edition.venue.latitude, edition.venue.longitude
    return {
        "programme": programme,
        "event": edition.event,
        "venue": edition.venue,
        "funding": edition.funding,
        "base": base,
        "map": f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=17/{latitude}/{longitude}",
        "emblem_id": EMBLEM_ID,
    }


def _facts(case: Case) -> dict[str, Any]:
    """What the templates say; times are the event's own."""
    registration = case.registration
    feed = f"{case.base}/calendrier/{case.links[FEED]}.ics"
    return about_the_event(case.programme, case.base) | {
        "reader": registration,
        "registration": registration,
        "confirmed": case.confirmed,
        "dates": days_told(case),
        "own_days": [(sentence(date_long(day)), [_line(s) for s in own]) for day, own in case.own.days],
        "page": case.page,
        "feed": feed,
        "webcal": "webcal://" + feed.split("://", 1)[1],
        "received": datetime_long(case.local(registration.created_at)),
        "changes_sentence": changes_sentence(case.programme, case.now),
    }


def days_told(case: Case) -> str:
    ticked = case.registration.days
    return ", ".join(date_long(day) for day in case.programme.dates if day.isoformat() in ticked)


def _line(session: SessionEntry) -> dict[str, Any]:
    return {
        "time": time_range(session.starts_at, session.ends_at),
        "title": text(session.title),
        "room": text(session.room.name) if session.room else "",
        "cancelled": session.cancelled,
    }
