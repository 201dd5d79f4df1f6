"""What may keep an organiser from changing the draft."""

from datetime import datetime

from flask_babel import gettext as _

from eventreg.agenda.tables import Row
from eventreg.errors import Refusal


class Overtaken(Refusal):
    """Somebody else changed it meanwhile: `row` is what is there now, `by` the actor who made it so."""

    status = 409

    def __init__(self, row: Row | None, by: str | None = None, at: datetime | None = None) -> None:
        super().__init__(row)
        self.row, self.by, self.at = row, by, at

    def message(self) -> str:
        return _("Entre-temps, le brouillon a été modifié. Rien n’a été enregistré.")


class NothingThere(Refusal):
    status = 404

    def message(self) -> str:
        return _("Cet élément n’est plus dans le brouillon.")


class StillUsed(Refusal):
    status = 409

    def message(self) -> str:
        return _("Des séances y renvoient encore : modifiez-les d’abord.")


class AlreadyPublished(Refusal):
    """Calendars and printed sheets know it: it is called off, not taken away."""

    status = 409

    def message(self) -> str:
        return _("Cette séance est déjà publiée : annulez-la plutôt que de la retirer.")
