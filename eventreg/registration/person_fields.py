"""The fields about a person: who they are, and what they need."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eventreg.registration import fields
from eventreg.registration.registering import Needs, Person
from eventreg.registration.strict import StrictForm

NEEDS = ("dietary", "access_needs")


def person_fields() -> dict[str, Any]:
    given = _l("Indiquez votre prénom tel qu’il figure sur votre pièce d’identité.")
    family = _l("Indiquez votre nom tel qu’il figure sur votre pièce d’identité.")
    return {
        "given_name": fields.text(_l("Prénom"), fields.NAME, given),
        "family_name": fields.text(_l("Nom"), fields.NAME, family),
        "email": fields.email(),
        "organisation": fields.text(_l("Organisme"), fields.LINE),
        "organisation_kind": fields.organisation_kind(),
        "job_title": fields.text(_l("Fonction"), fields.LINE),
    }


def needs_fields() -> dict[str, Any]:
    consent = _l("J’accepte que ces besoins, qui peuvent révéler mon état de santé ou mes convictions, "
                 "soient utilisés pour m’accueillir.")  # fmt: skip
    return {
        "dietary": fields.prose(_l("Besoins alimentaires")),
        "access_needs": fields.prose(_l("Besoins d’accessibilité")),
        "special_data_consent": fields.box(consent),
    }


def person(form: StrictForm, email: str | None = None) -> Person:
    """Call it on a valid form; `email` where the form does not ask for it."""
    return Person(
        given_name=form["given_name"].data,
        family_name=form["family_name"].data,
        email=form["email"].data if email is None else email,
        organisation=form["organisation"].data,
        organisation_kind=form["organisation_kind"].data,
        job_title=form["job_title"].data,
    )


def needs(form: StrictForm) -> Needs:
    """Call it on a valid form. One that a colleague fills in does not ask: consent is the person's own."""
    return Needs(*(form[name].data for name in NEEDS)) if NEEDS[0] in form else Needs()


def check_consent(form: StrictForm) -> None:
    """Nothing of GDPR 9 without explicit consent; a consent to nothing is no fault."""
    if needs(form) and not form["special_data_consent"].data:
        sentence = _("Cochez votre accord pour que nous tenions compte de ces besoins, ou effacez-les.")
        form.blame("special_data_consent", sentence)
