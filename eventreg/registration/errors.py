"""What registration refuses, and how it says so."""

from datetime import datetime

from flask_babel import gettext as _

from eventreg.errors import Refusal
from eventreg.event.edition import Text
from eventreg.i18n import deadline, text


class DeadlinePassed(Refusal):
    """Registration has closed, and the grace of forms opened before it has run out."""

    status = 403

    def __init__(self, closes_at: datetime) -> None:
        super().__init__()
        self.closes_at = closes_at

    def message(self) -> str:
        return _("Les inscriptions sont closes depuis le %(instant)s.", instant=deadline(self.closes_at))


class NotOpenYet(Refusal):
    status = 403

    def message(self) -> str:
        return _("Les inscriptions ne sont pas encore ouvertes.")


class AlreadyRegistered(Refusal):
    """Told to the organisers alone: to everybody else a known address is answered like a new one."""

    status = 409
    field = "email"

    def __init__(self, reference: str) -> None:
        super().__init__()
        self.reference = reference

    def message(self) -> str:
        return _("Cette adresse a déjà une inscription : %(reference)s.", reference=self.reference)


class ChangesClosed(Refusal):
    """Participants may no longer change their choices by themselves."""

    status = 403

    def message(self) -> str:
        return _("Il n’est plus possible de modifier votre inscription en ligne. Écrivez aux organisateurs.")


class EventOver(Refusal):
    status = 403

    def message(self) -> str:
        return _("L’évènement est terminé : il n’y a plus rien à annuler.")


class AlreadyCancelled(Refusal):
    status = 410

    def message(self) -> str:
        return _("Cette inscription est annulée.")


class AddressTaken(Refusal):
    """Of another registration that is not cancelled."""

    field = "email"

    def message(self) -> str:
        return _("Cette adresse est déjà celle d’une autre inscription.")


class SessionsClash(Refusal):
    """Two workshops share an instant, whatever slot they were sent for."""

    def __init__(self, field: str, one: Text, other: Text) -> None:
        super().__init__()
        self.field, self.one, self.other = field, one, other

    def message(self) -> str:
        return _(
            "« %(one)s » et « %(other)s » ont lieu en même temps.", one=text(self.one), other=text(self.other)
        )


class SessionUnavailable(Refusal):
    """A session that was cancelled, moved, or left the programme while the form was open."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field

    def message(self) -> str:
        return _("Ce choix n’est plus au programme : choisissez à nouveau.")
