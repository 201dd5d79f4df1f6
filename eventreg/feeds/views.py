"""Calendars to subscribe to, the file of one session, and the page that shows every way to follow the programme."""

from flask import Blueprint, abort, g, render_template
from flask.typing import ResponseReturnValue

from eventreg import security
from eventreg.agenda import programme as agenda
from eventreg.agenda.programme import Programme
from eventreg.badges import qr
from eventreg.feeds.answers import asked_language, conditional, public
from eventreg.feeds.calendars import Calendars, calendars
from eventreg.feeds.heads import heads
from eventreg.feeds.queries import subscription
from eventreg.i18n import LANGUAGES, language, speaking
from eventreg.registration.itinerary import itinerary
from eventreg.web import base_url, error_response

blueprint = Blueprint("feeds", __name__)


@blueprint.get("/programme.ics", endpoint="public")
def public_feed() -> ResponseReturnValue:
    programme, made = _published()
    return public(made.public, programme.modified_at, "programme.ics")


@blueprint.get("/programme/<code>.ics")
def single(code: str) -> ResponseReturnValue:
    programme, made = _published()
    session = programme.by_code.get(code) or abort(404)
    return public(made.single(session), programme.modified_at, f"{code}.ics", disposition="attachment")


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
    response = conditional(made.personal_etag(own), modified_at, lambda: made.personal(own))
    security.private(response)
    response.headers["Cache-Control"] = (
        "private, no-cache"  # kept and asked about: that is what the ETag is for
    )
    response.headers["Content-Disposition"] = 'inline; filename="calendrier.ics"'
    return response


@blueprint.get("/apercu.png")
def picture() -> ResponseReturnValue:
    """What is shown beside a link to the event."""
    programme = agenda.current() or abort(404)
    with speaking(asked_language()):
        made = heads(programme).picture
    return public(made, programme.modified_at, "apercu.png", "image/png")


@blueprint.get("/programme/partager")
def sharing() -> ResponseReturnValue:
    programme = g.programme = agenda.current() or abort(404)
    asked = "" if language() == LANGUAGES[0] else f"?lang={language()}"
    feed = f"{base_url()}/programme.ics{asked}"
    webcal = f"webcal://{feed.partition('://')[2]}"
    return render_template(
        "feeds/sharing.html",
        head=heads(programme).sharing,
        asked=asked,
        schedule=f"{base_url()}/schedule.xml{asked}",
        feed=feed,
        webcal=webcal,
        matrix=qr.matrix(webcal),
        path=qr.svg_path,
        quiet=qr.QUIET,
    )


def _published() -> tuple[Programme, Calendars]:
    programme = agenda.current() or abort(404)
    return programme, calendars(programme, asked_language(), base_url())
