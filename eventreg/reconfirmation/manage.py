"""Organisers give back places: of those who have not answered, together; of somebody absent, alone."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import exists, select

from eventreg import clock
from eventreg.accounts.models import ORGANISER
from eventreg.accounts.signin import requires
from eventreg.agenda import programme as agenda
from eventreg.agenda.programme import Programme
from eventreg.checkin.models import CheckIn
from eventreg.db import db, lock
from eventreg.event.models import EVENT_ID, Event
from eventreg.reconfirmation import queries
from eventreg.reconfirmation.errors import NotAbsent
from eventreg.reconfirmation.preview import preview
from eventreg.reconfirmation.releasing import release, remove_absent
from eventreg.registration import rules
from eventreg.reports import people as directory

blueprint = Blueprint("releasing", __name__, url_prefix="/organisation")


@blueprint.get("/sans-reponse")
@requires(ORGANISER)
def silent() -> ResponseReturnValue:
    g.programme = programme = agenda.current() or abort(404)
    begun = _has_begun(programme)
    return render_template(
        "organisation/silent.html",
        plan=programme,
        preview=preview(programme),
        begun=begun,
        anybody_asked=queries.anybody_asked(),
    )


@blueprint.post("/sans-reponse")
@requires(ORGANISER)
def release_silent() -> ResponseReturnValue:
    """Only those whom the page showed and whose box is ticked."""
    named = {reference for reference in request.form.getlist("reference") if reference.isprintable()}
    released = release(named, now=clock.now(), actor=g.staff.actor)
    db.session.commit()
    _tell(len(released), len(named) - len(released))
    return redirect(url_for("releasing.silent"), 303)


@blueprint.post("/inscriptions/<reference>/absente")
@requires(ORGANISER)
def absent(reference: str) -> ResponseReturnValue:
    """Somebody who has not come: the seats go to those who wait. Who has entered any day is not absent."""
    found = directory.by_reference(reference) or abort(404)
    event = lock(Event, EVENT_ID)
    entered = db.session.scalars(select(exists().where(CheckIn.registration_id == found.id))).one()
    if entered or not rules.has_begun(event.starts_on, event.zone, clock.now()):
        raise NotAbsent
    remove_absent(found.id, now=clock.now(), actor=g.staff.actor)
    db.session.commit()
    flash(_("La personne est retirée, ses places sont rendues. Elle en est informée par courriel."))
    return redirect(url_for("organisation_person.person", reference=found.reference), 303)


def _has_begun(programme: Programme) -> bool:
    return rules.has_begun(programme.edition.event.starts_on, programme.zone, clock.now())


def _tell(released: int, others: int) -> None:
    """A list that was sent twice, or has grown old, names people whom the question no longer concerns."""
    if not released + others:
        flash(_("Aucune case n’était cochée : rien n’a changé."))
    if released:
        flash(
            ngettext(
                "%(num)s inscription est annulée, la personne en est informée par courriel.",
                "%(num)s inscriptions sont annulées, les personnes en sont informées par courriel.",
                released,
            )
        )
    if others:
        flash(
            ngettext(
                "%(num)s inscription n’est pas concernée : réponse reçue, déjà annulée, ou question non posée.",
                "%(num)s inscriptions ne sont pas concernées : réponse reçue, déjà annulées, ou question non posée.",
                others,
            )
        )
