"""The link of an invitation: the form, filled in as far as the organisers know the person."""

from functools import partial

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from eventreg import clock, security
from eventreg.db import db
from eventreg.invitations import accepting
from eventreg.invitations.errors import InvitationWithdrawn
from eventreg.invitations.models import Invitation
from eventreg.participant.forms import CancelForm
from eventreg.registration import form_page
from eventreg.registration.form_page import Entrance

blueprint = Blueprint("invitation", __name__, url_prefix="/invitation/<token>")
GIVEN = ("given_name", "family_name", "email", "organisation", "organisation_kind", "job_title")


@blueprint.get("")
@security.limit(security.LINK_LIMIT, ["GET"])
def form(token: str) -> ResponseReturnValue:
    invitation = _invitation(token)
    if invitation.used:
        g.programme, _counts = form_page.programme_and_seats()
        page = render_template("invitations/used.html", token=token, form=CancelForm(None))
        return security.private(make_response(page))
    return form_page.show(_entrance(invitation, token))


@blueprint.post("")
@security.limit(security.REGISTRATION_LIMIT)
def send(token: str) -> ResponseReturnValue:
    return form_page.take(_entrance(_invitation(token), token))


@blueprint.post("/lien")
@security.limit(security.REGISTRATION_LIMIT)
def own_link(token: str) -> ResponseReturnValue:
    """Nothing of the registration is told here: its own link goes to its own address."""
    accepting.send_own_link(_invitation(token).id, clock.now())
    db.session.commit()
    return redirect(url_for("registration.received"), 303)


@blueprint.after_request
def _unlisted(response: Response) -> Response:
    return security.unlisted(response)


@blueprint.record_once
def _check_token_ourselves(state: BlueprintSetupState) -> None:
    """A stale CSRF token gives the form back with everything typed: see StrictForm."""
    state.app.extensions["csrf"].exempt(blueprint)


def _invitation(token: str) -> Invitation:
    invitation = accepting.find(token) or abort(404)
    if invitation.withdrawn_at is not None:
        raise InvitationWithdrawn
    return invitation


def _entrance(invitation: Invitation, token: str) -> Entrance:
    return Entrance(
        action=url_for("invitation.form", token=token),
        given={name: getattr(invitation, name) for name in GIVEN},
        category=invitation.category,
        register=partial(accepting.accept, invitation.id),
    )
