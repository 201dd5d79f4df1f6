"""The registration form, and the organisers' form for an address."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from eventreg.agenda.programme import Programme
from eventreg.registration import fields, person_fields, stamps
from eventreg.registration.programme_fields import ProgrammeForm
from eventreg.registration.registering import Application
from eventreg.registration.stamps import Stamp
from eventreg.registration.strict import StrictForm


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


class AddressForm(StrictForm):
    """The address of somebody whose mail does not arrive, as they have told it to the staff."""

    email = fields.email()
