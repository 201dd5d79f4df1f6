"""The organisers' page of one participant: what is known of them, and what is done for them."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventreg import audit, clock
from eventreg.accounts.models import ORGANISER
from eventreg.accounts.signin import requires
from eventreg.agenda import programme as agenda
from eventreg.db import db, lock
from eventreg.mail import outbox
from eventreg.registration import categories, changing, resending, rules, states
from eventreg.registration.errors import AddressTaken
from eventreg.registration.forms import AddressForm
from eventreg.registration.models import Registration
from eventreg.registration.registering import CONFIRMATION
from eventreg.registration.vocabulary import ORGANISATION_WORDS
from eventreg.reports import people as directory
from eventreg.reports import person as dossiers
from eventreg.reports import words
from eventreg.web import repeated

blueprint = Blueprint("organisation_person", __name__, url_prefix="/organisation/inscriptions")


@blueprint.get("/<reference>")
@requires(ORGANISER)
def person(reference: str) -> ResponseReturnValue:
    found = _registration(reference)
    return _person(found, AddressForm(None, data={"email": found.email}))


@blueprint.post("/<reference>/annuler")
@requires(ORGANISER)
def cancel(reference: str) -> ResponseReturnValue:
    found = _registration(reference)
    changing.cancel(found.id, now=clock.now(), actor=g.staff.actor)
    db.session.commit()
    flash(_("L’inscription est annulée. La personne en est informée par courriel."))
    return redirect(url_for("organisation_person.person", reference=found.reference), 303)


@blueprint.post("/<reference>/categorie")
@requires(ORGANISER)
def change_category(reference: str) -> ResponseReturnValue:
    found, category = _registration(reference), request.form.get("category", "")
    if category not in states.CATEGORIES or repeated(["category"]):
        abort(422, _("Choisissez dans la liste."))
    changed = categories.change_category(found.id, category, now=clock.now(), actor=g.staff.actor)
    db.session.commit()
    if changed:
        flash(_("La catégorie est enregistrée."))
    return redirect(url_for("organisation_person.person", reference=found.reference), 303)


@blueprint.post("/<reference>/renvoyer")
@requires(ORGANISER)
def resend(reference: str) -> ResponseReturnValue:
    found = lock(Registration, _registration(reference).id)
    if not found.living:
        abort(410, _("Cette inscription est annulée."))
    now = clock.now()
    outbox.enqueue(CONFIRMATION, found, now=now)
    audit.record("confirmation.resent", at=now, actor=g.staff.actor, registration_id=found.id)
    db.session.commit()
    flash(_("La confirmation part à nouveau à l’adresse de la personne."))
    return redirect(url_for("organisation_person.person", reference=found.reference), 303)


@blueprint.post("/<reference>/messages/<int(max=2147483647):number>")
@requires(ORGANISER)
def send_again(reference: str, number: int) -> ResponseReturnValue:
    found = _registration(reference)
    queued = resending.resend(found.id, number, now=clock.now(), actor=g.staff.actor)
    db.session.commit()
    flash(
        _("Le message part à nouveau.") if queued else _("Ce message attend déjà, ou n’a plus lieu d’être.")
    )
    return redirect(url_for("organisation_person.person", reference=found.reference), 303)


@blueprint.post("/<reference>/adresse")
@requires(ORGANISER)
def correct_address(reference: str) -> ResponseReturnValue:
    found = _registration(reference)
    form = AddressForm(request.form)
    if not form.validate():
        return _person(found, form), 422
    try:
        changed = resending.correct_address(found.id, form.email.data, now=clock.now(), actor=g.staff.actor)
    except AddressTaken as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return _person(_registration(reference), form), refusal.status
    db.session.commit()
    flash(
        _("L’adresse est corrigée, la confirmation y part.")
        if changed
        else _("L’adresse est la bonne : c’est noté.")
    )
    return redirect(url_for("organisation_person.person", reference=found.reference), 303)


def _person(found: Registration, form: AddressForm) -> str:
    programme = g.programme = agenda.current() or abort(404)
    dossier = dossiers.dossier(found, programme)
    actors, starts_on = words.ACTORS | dossiers.actors(dossier), programme.edition.event.starts_on
    return render_template(
        "organisation/person.html", plan=programme, dossier=dossier, actors=actors, words=words,
        organisations=ORGANISATION_WORDS,
        address_form=form, now=clock.now(), begun=rules.has_begun(starts_on, programme.zone, clock.now()),
    )  # fmt: skip


def _registration(reference: str) -> Registration:
    return directory.by_reference(reference) or abort(404)
