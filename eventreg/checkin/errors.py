"""What the door refuses, and how it says so."""

from flask_babel import gettext as _

from eventreg.errors import Refusal


class UndoRefused(Refusal):
    """Too late, on another device, or something has happened since."""

    status = 403

    def message(self) -> str:
        return _("Cette entrée ne peut plus être annulée ici : adressez-vous au responsable.")


class EnrolmentRefused(Refusal):
    """An enrolment address that was used, has run out or was never given."""

    status = 410

    def message(self) -> str:
        return _("Cette adresse d’enrôlement a déjà servi ou a expiré : demandez-en une nouvelle.")
