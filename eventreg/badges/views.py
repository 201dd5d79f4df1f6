"""The badge of the person whose secret link this is."""

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from eventreg import security
from eventreg.agenda import programme as agenda
from eventreg.agenda.programme import Programme
from eventreg.badges import pdf, qr
from eventreg.badges.queries import Holder, holder
from eventreg.i18n import speaking
from eventreg.registration.itinerary import itinerary
from eventreg.registration.states import CONFIRMED
from eventreg.tokens import derive_badge
from eventreg.web import base_url, error_response

blueprint = Blueprint("badges", __name__, url_prefix="/mon-inscription/<token>")


@blueprint.get("/badge.svg")
def svg(token: str) -> ResponseReturnValue:
    """The code alone, to be shown at the door on a telephone."""
    found = _holder(token)
    if isinstance(found, Response):
        return found
    person, programme = found
    drawing = qr.svg(qr.matrix(_address(person, programme)), title=person.reference)
    return _file(drawing.encode(), "image/svg+xml", f"badge-{person.reference}.svg")


@blueprint.get("/badge.pdf", endpoint="pdf")
def printed(token: str) -> ResponseReturnValue:
    found = _holder(token)
    if isinstance(found, Response):
        return found
    person, programme = found
    own = itinerary(programme, status=person.status, days=person.days, bookings=person.bookings)
    with speaking(person.lang):
        badge = pdf.badge(
            person.name, person.organisation, person.reference, person.days, own,
            _address(person, programme), programme,
        )  # fmt: skip
        document = pdf.document(programme, [badge], person.lang)
    return _file(document, "application/pdf", f"badge-{person.reference}.pdf")


def _holder(token: str) -> tuple[Holder, Programme] | Response:
    """Whose badge it is; an error page for who has none: unknown, cancelled, or still waiting for a place."""
    person, programme = holder(token), agenda.current() or abort(404)
    if person is None:
        return security.private(error_response(404))
    if person.over:
        return security.private(error_response(410))
    if person.status != CONFIRMED or person.badge_nonce is None:
        return security.private(error_response(404))
    return person, programme


def _address(person: Holder, programme: Programme) -> str:
    assert person.badge_nonce is not None  # noqa: S101 - _holder has looked
    return qr.address(base_url(), derive_badge(person.badge_nonce, programme.edition.event.tag))


def _file(data: bytes, content_type: str, filename: str) -> Response:
    response = security.private(Response(data, content_type=content_type))
    response.headers["Content-Disposition"] = f'inline; filename="{filename}"'
    return response
