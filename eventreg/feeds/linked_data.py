"""The event and its sessions as search engines read them: schema.org, in the language being spoken.

Only what the edition states: it says nothing of a price, of a remote audience or of who may be recorded. A contributor
may be a person or a city, and is called a person only where the edition gives a role or an organisation.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from markupsafe import Markup

from eventreg.agenda.programme import Person, Programme, SessionEntry
from eventreg.event.edition import RoomSpec
from eventreg.feeds.texts import line, plain
from eventreg.i18n import text

CONTEXT = "https://schema.org"
Node = dict[str, Any]
# A data block ends at the first "</script", and "<!--" changes how its end is sought (HTML 4.12.1.3).
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
AROUND = frozenset({"welcome", "break", "meal"})
"""Kinds that the event's own page does not list: nobody searches for a break."""
Earlier = Mapping[str, datetime]
"""When sessions that a release has moved began before, by code."""


def of_event(programme: Programme, base: str, earlier: Earlier, *, image: str) -> Node:
    event = programme.edition.event
    return {
        "@context": CONTEXT,
        **_event(programme, base),
        "description": plain(text(event.summary)),
        "image": image,
        "inLanguage": event.language,
        "eventStatus": _status("Scheduled"),
        "organizer": [_organiser(one.name, one.url) for one in programme.edition.organisers],
        "subEvent": [
            _listed(session, base, earlier) for session in programme.sessions if session.kind not in AROUND
        ],
    }


def of_session(session: SessionEntry, programme: Programme, base: str, earlier: Earlier) -> Node:
    venue = _venue(programme, base)
    node = {
        "@context": CONTEXT,
        **_listed(session, base, earlier),
        "identifier": session.uid,
        "description": plain(text(session.description)),
        "location": _room(session.room, venue) | {"address": venue["address"]} if session.room else venue,
        "performer": [_performer(person) for person in session.people],
        "superEvent": _event(programme, base),
    }
    return {key: value for key, value in node.items() if value not in ("", [])}


def _event(programme: Programme, base: str) -> Node:
    """What every mention of the event says."""
    sessions = programme.sessions
    return {
        "@type": "Event",
        "@id": f"{base}/#event",
        "name": line(text(programme.edition.event.title)),
        "url": f"{base}/",
        "startDate": min(session.starts_at for session in sessions).isoformat(),
        "endDate": max(session.ends_at for session in sessions).isoformat(),
        "location": _venue(programme, base),
    }


def _listed(session: SessionEntry, base: str, earlier: Earlier) -> Node:
    """As the event's own page mentions it; the whole of it is on the session's page."""
    url = f"{base}/programme/{session.code}"
    return {
        "@type": "Event",
        "@id": f"{url}#event",
        "name": line(text(session.title)),
        "url": url,
        "startDate": session.starts_at.isoformat(),
        "endDate": session.ends_at.isoformat(),
        "inLanguage": session.language,
        "location": _room(session.room, _reference(base)) if session.room else _reference(base),
        **_state(session, earlier),
    }


def _state(session: SessionEntry, earlier: Earlier) -> Node:
    if session.cancelled:
        return {"eventStatus": _status("Cancelled")}
    before = earlier.get(session.code)
    if before is None:
        return {"eventStatus": _status("Scheduled")}
    return {"eventStatus": _status("Rescheduled"), "previousStartDate": before.isoformat()}


def _status(word: str) -> str:
    return f"{CONTEXT}/Event{word}"


def _room(room: RoomSpec, venue: Node) -> Node:
    return {"@type": "Place", "name": line(text(room.name)), "containedInPlace": venue}


def _reference(base: str) -> Node:
    """To the venue, which the same page describes once."""
    return {"@id": f"{base}/#venue"}


def _venue(programme: Programme, base: str) -> Node:
    venue = programme.edition.venue
    return {
        "@type": "Place",
        **_reference(base),
        "name": line(text(venue.name)),
        "address": {
            "@type": "PostalAddress",
            "streetAddress": line(venue.address),
            "postalCode": line(venue.postcode),
            "addressLocality": line(venue.city),
            "addressCountry": line(venue.country),
        },
        "geo": {"@type": "GeoCoordinates", "latitude": venue.latitude, "longitude": venue.longitude},
    }


def _organiser(name: Any, url: str | None) -> Node:
    return {"@type": "Organization", "name": line(text(name)), **({"url": url} if url else {})}


def _performer(person: Person) -> Node:
    node: Node = {"@type": "Person"} if person.role or person.organisation else {}
    node["name"] = line(person.name)
    if person.role:
        node["jobTitle"] = line(text(person.role))
    if person.organisation:
        node["affiliation"] = {"@type": "Organization", "name": line(person.organisation)}
    return node


def written(node: Node) -> Markup:
    """As the content of a script element."""
    data = json.dumps(node, ensure_ascii=False, separators=(",", ":"))
    return Markup(data.translate(_ESCAPES))  # noqa: S704 - nothing in it can end the element
