"""What inviting refuses, and how it says so."""

from flask_babel import gettext as _

from eventreg.errors import Refusal


class Unreadable(Refusal):
    """A file that cannot be taken for a list of people at all; `sentence` says why and where."""

    field = "file"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def message(self) -> str:
        return self.sentence


class Faulty(Refusal):
    """Some line of the file is wrong: then nobody is invited."""

    def message(self) -> str:
        return _("Rien n’est envoyé tant qu’une ligne du fichier est à corriger.")


class InvitationWithdrawn(Refusal):
    status = 410

    def message(self) -> str:
        return _("Cette invitation n’est plus valable. Écrivez aux organisateurs si vous pensiez venir.")


class InvitationUsed(Refusal):
    status = 409

    def message(self) -> str:
        return _("Cette invitation a déjà servi.")
