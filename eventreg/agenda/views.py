"""The programme: both days, one session, and as data."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, g, jsonify, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from eventreg import clock
from eventreg.agenda import programme as agenda
from eventreg.agenda.programme import Person, Programme, SessionEntry
from eventreg.agenda.spoken import spoken
from eventreg.db import db
from eventreg.event.edition import Text
from eventreg.feeds.heads import heads
from eventreg.i18n import language
from eventreg.registration import rules, seats
from eventreg.registration.seats import SeatCount

blueprint = Blueprint("agenda", __name__)


@blueprint.app_context_processor
def _shown() -> dict[str, object]:
    """`programme`, in the reader's language, for every page; an error page shows even without a database."""
    if "programme" not in g:
        try:
            g.programme = agenda.current()
        except SQLAlchemyError:
            db.session.rollback()
            g.programme = None
    return {"programme": spoken(g.programme, language()) if g.programme else None}


@blueprint.get("/programme")
def programme() -> ResponseReturnValue:
    loaded, counts = _seats()
    return render_template(
        "agenda/programme.html", head=heads(loaded).programme_page, seats=counts, now=clock.now()
    )


@blueprint.get("/programme/<code>")
def session(code: str) -> ResponseReturnValue:
    loaded, counts = _seats()
    entry = loaded.by_code.get(code) or abort(404)
    slot = loaded.slot_of(entry)
    return render_template(
        "agenda/session.html",
        head=heads(loaded).session(entry),
        entry=entry,
        count=counts[entry.id],
        seats=counts,
        neighbours=[other for other in slot.sessions if other is not entry],
        tint=loaded.tint(entry),
        registration_state=rules.registration_state(loaded, clock.now()),
    )


@blueprint.get("/programme.json")
def programme_json() -> ResponseReturnValue:
    """The agenda as data; the names of its keys are stable."""
    loaded, counts = _seats()
    response = jsonify(
        version=loaded.version,
        event=_event_data(loaded),
        tracks=[{"code": track.code, "name": _texts(track.name)} for track in loaded.edition.tracks],
        sessions=[_session_data(s, counts[s.id]) for s in loaded.sessions],
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "no-cache"
    return response


def _seats() -> tuple[Programme, Mapping[int, SeatCount]]:
    loaded, counts = seats.programme_and_seats()
    g.programme = loaded
    return loaded or abort(404), counts


def _event_data(loaded: Programme) -> dict[str, Any]:
    event, venue = loaded.edition.event, loaded.edition.venue
    return {
        "title": _texts(event.title),
        "subtitle": _texts(event.subtitle),
        "status": event.status,
        "starts_on": event.starts_on.isoformat(),
        "ends_on": event.ends_on.isoformat(),
        "timezone": event.timezone,
        "registration_opens_at": loaded.registration_opens_at.isoformat(),
        "registration_closes_at": loaded.registration_closes_at.isoformat(),
        "venue": {
            "name": _texts(venue.name),
            "address": venue.address,
            "postcode": venue.postcode,
            "city": venue.city,
            "latitude": venue.latitude,
            "longitude": venue.longitude,
        },
    }


def _session_data(entry: SessionEntry, count: SeatCount) -> dict[str, Any]:
    return {
        "code": entry.code,
        "uid": entry.uid,
        "title": _texts(entry.title),
        "description": _texts(entry.description) if entry.description else None,
        "kind": entry.kind,
        "starts_at": entry.starts_at.isoformat(),
        "ends_at": entry.ends_at.isoformat(),
        "room": _texts(entry.room.name) if entry.room else None,
        "status": entry.status,
        "track": entry.track.code if entry.track else None,
        "language": entry.language,
        "interpretation": list(entry.interpretation),
        "people": [_person_data(person) for person in entry.people],
        "contributors": list(entry.contributors),
        "capacity": count.capacity,
        "seats_taken": count.taken if entry.bookable else None,
        "seats_left": count.left,
        "waiting": count.waiting if entry.bookable else None,
    }


def _person_data(person: Person) -> dict[str, Any]:
    return {
        "code": person.code,
        "name": person.name,
        "role": _texts(person.role) if person.role else None,
        "organisation": person.organisation,
    }


def _texts(text: Text) -> dict[str, str]:
    """By language."""
    texts: dict[str, str] = text.model_dump(exclude_none=True)
    return texts
