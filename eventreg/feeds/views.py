"""Calendars to subscribe to, the file of one session, and the schedule that conference apps read."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Literal

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from werkzeug.http import is_resource_modified

from eventreg import security
from eventreg.agenda import programme as agenda
from eventreg.agenda.programme import Programme
from eventreg.feeds.calendars import Calendars, File, calendars, etag
from eventreg.feeds.heads import heads
from eventreg.feeds.queries import subscription
from eventreg.feeds.schedules import Schedules, schedules
from eventreg.i18n import LANGUAGES, speaking
from eventreg.registration.itinerary import itinerary
from eventreg.web import base_url, error_response

blueprint = Blueprint("feeds", __name__)

CALENDAR = "text/calendar; charset=utf-8"
XML, JSON = "application/xml; charset=utf-8", "application/json"
PUBLIC_CACHE = "public, max-age=300"
_DESCRIBED = (Path(__file__).parent / "openapi.json").read_bytes()
DESCRIPTION = File(_DESCRIBED, etag(_DESCRIBED))


@blueprint.get("/programme.ics")
def public() -> ResponseReturnValue:
    programme, made = _published()
    return _public_answer(made.public, programme, "inline", "programme.ics")


@blueprint.get("/programme/<code>.ics")
def single(code: str) -> ResponseReturnValue:
    programme, made = _published()
    session = programme.by_code.get(code) or abort(404)
    return _public_answer(made.single(session), programme, "attachment", f"{code}.ics")


@blueprint.get("/calendrier/<token>.ics")
def personal(token: str) -> ResponseReturnValue:
    """The address is the secret; it is as good as a session and stays out of every log and cache."""
    found = subscription(token)
    programme = agenda.at_revision(found.revision) if found else None
    if found is None or programme is None or found.over:
        return security.private(error_response(410 if found else 404))
    own = itinerary(programme, status=found.status, days=found.days, bookings=found.bookings).ids
    made = calendars(programme, found.lang, base_url())
    modified_at = max(programme.modified_at, found.updated_at)
    response = _answer(made.personal_etag(own), modified_at, lambda: made.personal(own))
    security.private(response)
    response.headers["Cache-Control"] = (
        "private, no-cache"  # kept and asked about: that is what the ETag is for
    )
    response.headers["Content-Disposition"] = 'inline; filename="calendrier.ics"'
    return response


@blueprint.get("/schedule.xml")
def schedule_xml() -> ResponseReturnValue:
    programme, made = _scheduled()
    return _open_answer(made.xml, programme, "schedule.xml", XML)


@blueprint.get("/schedule.json")
def schedule_json() -> ResponseReturnValue:
    programme, made = _scheduled()
    return _open_answer(made.json, programme, "schedule.json", JSON)


@blueprint.get("/apercu.png")
def picture() -> ResponseReturnValue:
    """What is shown beside a link to the event."""
    programme = agenda.current() or abort(404)
    lang = _asked_language()
    with speaking(lang):
        made = heads(programme, lang).picture
    return _public_answer(made, programme, "inline", "apercu.png", "image/png")


@blueprint.get("/openapi.json")
def description() -> ResponseReturnValue:
    """Of the public JSON; the same whatever is published."""
    response = _answer(DESCRIPTION.etag, None, lambda: DESCRIPTION.data, JSON)
    response.headers["Cache-Control"] = PUBLIC_CACHE
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _published() -> tuple[Programme, Calendars]:
    programme = agenda.current() or abort(404)
    return programme, calendars(programme, _asked_language(), base_url())


def _scheduled() -> tuple[Programme, Schedules]:
    programme = agenda.current() or abort(404)
    return programme, schedules(programme, _asked_language(), base_url())


def _asked_language() -> str:
    """French unless the address asks for English: a program's Accept-Language is nobody's wish."""
    asked = request.args.get("lang", "fr")
    return asked if asked in LANGUAGES else "fr"


def _open_answer(file: File, programme: Programme, filename: str, content_type: str) -> Response:
    """Readable by the pages of any site."""
    response = _public_answer(file, programme, "inline", filename, content_type)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _public_answer(
    file: File,
    programme: Programme,
    disposition: Literal["inline", "attachment"],
    filename: str,
    content_type: str = CALENDAR,
) -> Response:
    response = _answer(file.etag, programme.modified_at, lambda: file.data, content_type)
    response.headers["Cache-Control"] = PUBLIC_CACHE
    response.headers["Content-Disposition"] = f'{disposition}; filename="{filename}"'
    return response


def _answer(
    etag: str, modified_at: datetime | None, write: Callable[[], bytes], content_type: str = CALENDAR
) -> Response:
    """200, or 304 without writing anything (RFC 9110 13: If-None-Match goes before If-Modified-Since)."""
    if is_resource_modified(request.environ, etag=etag, last_modified=modified_at):
        response = Response(write(), content_type=content_type)
    else:
        response = Response(status=304)
        del response.headers["Content-Type"]
    response.set_etag(etag)
    response.last_modified = modified_at
    return response
