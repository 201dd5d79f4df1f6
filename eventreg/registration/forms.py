"""The registration form, and the organisers' form for an address."""

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from eventreg.agenda.programme import Programme
from eventreg.registration import fields, person_fields, stamps
from eventreg.registration.programme_fields import ProgrammeForm
from eventreg.registration.registering import Added, Application
from eventreg.registration.stamps import Stamp
from eventreg.registration.states import PARTICIPANT
from eventreg.registration.strict import StrictForm
from eventreg.registration.vocabulary import CATEGORY_WORDS, LANGUAGE_WORDS, OTHER, REASON_WORDS


class RegistrationForm(ProgrammeForm):
    """Make its class with `programme_fields.of`."""

    stamp: Stamp | None = None
    """Read from the hidden field by `validate`; None when that was missing or not ours."""

    @classmethod
    def fields(cls, programme: Programme) -> dict[str, Any]:
        acknowledged = _l("Cochez cette case : sans pièce d’identité, l’accès au lieu est refusé.")
        return {
            **person_fields.person_fields(),
            **super().fields(programme),
            **person_fields.needs_fields(),
            "id_acknowledged": fields.box(_l("J’apporterai une pièce d’identité."), acknowledged),
            "form": HiddenField(),
        }

    def application(self, stamp: Stamp, lang: str) -> Application:
        """Call it on a valid form."""
        return Application(
            person=person_fields.person(self),
            choices=self.choices(),
            needs=person_fields.needs(self),
            lang=lang,
            form_id=stamp.form_id,
            form_opened_at=stamp.opened_at,
        )

    def _check_together(self) -> None:
        super()._check_together()
        person_fields.check_consent(self)
        self.stamp = stamps.read(self["form"].data)
        if self.stamp is None:
            self.blame(
                None,
                _(
                    "Ce formulaire a été ouvert ailleurs ou modifié : vérifiez vos réponses et envoyez à nouveau."
                ),
            )


class ColleagueForm(RegistrationForm):
    """What somebody may say for a colleague: not diet and access needs, which take the person's own consent."""

    @classmethod
    def fields(cls, programme: Programme) -> dict[str, Any]:
        acknowledged = _l("Cochez cette case : sans pièce d’identité, l’accès au lieu est refusé.")
        asked = super().fields(programme) | {
            "id_acknowledged": fields.box(
                _l("La personne sait qu’elle doit apporter une pièce d’identité."), acknowledged
            )
        }
        return {name: asked[name] for name in asked if name not in person_fields.needs_fields()}


class AddingForm(RegistrationForm):
    """Of the organisers, for somebody else: in what capacity, and why. The identity document is the mail's matter."""

    @classmethod
    def fields(cls, programme: Programme) -> dict[str, Any]:
        consent = _l("La personne accepte que ces besoins, qui peuvent révéler son état de santé ou ses "
                     "convictions, soient utilisés pour l’accueillir.")  # fmt: skip
        asked = super().fields(programme) | {"special_data_consent": fields.box(consent)}
        del asked["id_acknowledged"]
        reason = _l("Choisissez un motif dans la liste.")
        return asked | {
            "category": fields.offered(_l("Catégorie"), CATEGORY_WORDS, PARTICIPANT),
            "lang": fields.offered(_l("Langue de ses messages"), LANGUAGE_WORDS, "fr"),
            "reason": fields.one_of(_l("Motif de l’ajout"), REASON_WORDS, reason),
            "note": fields.prose(_l("Précisions")),
        }

    def application(self, stamp: Stamp, lang: str = "") -> Application:
        """Call it on a valid form."""
        added = Added(self["reason"].data, self["note"].data)
        made = super().application(stamp, self["lang"].data)
        return replace(made, category=self["category"].data, added=added)

    def _check_together(self) -> None:
        super()._check_together()
        if self["reason"].data == OTHER and not self["note"].data:
            self.blame("note", _("Précisez le motif en quelques mots."))


class AddressForm(StrictForm):
    """The address of somebody whose mail does not arrive, as they have told it to the staff."""

    email = fields.email()
