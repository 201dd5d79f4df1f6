"""Why a draft is not published."""

from collections.abc import Sequence

from flask_babel import gettext as _

from eventreg.agenda.clashes import Clash
from eventreg.errors import Refusal


class NothingToPublish(Refusal):
    status = 409

    def message(self) -> str:
        return _("Le brouillon ne diffère pas du programme publié.")


class NotPublishable(Refusal):
    status = 409

    def __init__(self, clashes: Sequence[Clash]) -> None:
        super().__init__(clashes)
        self.clashes = clashes

    def message(self) -> str:
        return _("Le brouillon contient des erreurs à corriger avant la publication.")
