"""The organisers' form for a device of the door."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField

from eventreg.agenda.programme import Programme
from eventreg.checkin import devices, lists, states
from eventreg.checkin.vocabulary import ROLE_WORDS
from eventreg.registration import fields
from eventreg.registration.strict import Sent, StrictForm


class DeviceForm(StrictForm):
    several = frozenset({"lists"})

    name = fields.text(
        _l("Nom de l’appareil"), devices.NAME_LENGTH,
        _l("Donnez un nom à l’appareil, par exemple « Téléphone de la porte A »."), autocomplete="off",
    )  # fmt: skip
    role = fields.one_of(_l("Rôle"), ROLE_WORDS, _l("Choisissez le rôle de l’appareil."))
    lists = SelectMultipleField(_l("Listes"), validate_choice=False, default=())

    def __init__(self, sent: Sent | None, programme: Programme) -> None:
        self.programme = programme
        super().__init__(sent, data={"role": states.STEWARD})

    def _check_together(self) -> None:
        if any(lists.find(self.programme, code) is None for code in self.lists.data or ()):
            self.blame("lists", _("Choisissez parmi les listes proposées."))
        known = devices.by_name(" ".join(self.name.data.split())) if not self.name.errors else None
        if known is not None and devices.state(known) != states.REVOKED_DEVICE:
            self.blame("name", _("Un appareil porte déjà ce nom : choisissez-en un autre, ou révoquez-le."))

    def chosen(self) -> dict[str, Any]:
        return {"name": self.name.data, "role": self.role.data, "lists": self.lists.data or []}
