"""What giving back somebody's place refuses."""

from flask_babel import gettext as _

from eventreg.errors import Refusal


class EventBegun(Refusal):
    """Who has not answered may be standing at the door."""

    status = 403

    def message(self) -> str:
        return _("L’évènement a commencé : retirez les personnes absentes une par une, sur leur page.")


class NotAbsent(Refusal):
    """Nobody is absent before the event, and who has entered was there."""

    status = 403

    def message(self) -> str:
        return _("Cette personne n’est pas absente : l’évènement n’a pas commencé, ou elle y est entrée.")
