"""The forms of a room, a contributor, a track."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eventreg.agenda.tables import Row
from eventreg.editing import words
from eventreg.editing.forms import RowForm, in_languages, number, select
from eventreg.event.fields import LINE_LENGTH
from eventreg.registration import fields
from eventreg.registration.strict import Sent


class RoomForm(RowForm):
    name_fr = fields.text(
        _l("Nom de la salle"), LINE_LENGTH, _l("Donnez un nom à la salle."), autocomplete="off"
    )
    name_en = fields.text(_l("Nom en anglais"), LINE_LENGTH, autocomplete="off", lang="en")
    capacity = number(words.FIELDS["capacity"])
    floor_fr = fields.text(words.FIELDS["floor"], LINE_LENGTH, autocomplete="off")
    floor_en = fields.text(_l("Étage en anglais"), LINE_LENGTH, autocomplete="off", lang="en")
    step_free = select(words.FIELDS["step_free"])

    def __init__(self, sent: Sent | None, row: Row | None = None) -> None:
        super().__init__(sent, row)
        self.one_of("step_free", {"": _l("Non précisé"), "yes": _l("Oui"), "no": _l("Non")})

    def shown(self, row: Row) -> dict[str, Any]:
        return {
            **in_languages(row, "name", "floor"),
            "capacity": str(row.get("capacity", "")),
            "step_free": "" if "step_free" not in row else "yes" if row["step_free"] else "no",
        }

    def values(self) -> Row:
        return {
            "name": self.texts("name"),
            "capacity": int(self.capacity.data) if self.capacity.data else None,
            "floor": self.texts("floor"),
            "step_free": {"yes": True, "no": False}.get(self.step_free.data),
        }

    def _check_together(self) -> None:
        if self.floor_en.data and not self.floor_fr.data:
            self.blame("floor_fr", _("Indiquez aussi l’étage en français."))


class ContributorForm(RowForm):
    name = fields.text(words.FIELDS["name"], LINE_LENGTH, _l("Indiquez le nom."), autocomplete="off")
    role_fr = fields.text(words.FIELDS["role"], LINE_LENGTH, autocomplete="off")
    role_en = fields.text(_l("Fonction en anglais"), LINE_LENGTH, autocomplete="off", lang="en")
    organisation = fields.text(words.FIELDS["organisation"], LINE_LENGTH, autocomplete="off")

    def shown(self, row: Row) -> dict[str, Any]:
        return {key: row.get(key, "") for key in ("name", "organisation")} | in_languages(row, "role")

    def values(self) -> Row:
        return {"name": self.name.data, "role": self.texts("role"), "organisation": self.organisation.data}

    def _check_together(self) -> None:
        if self.role_en.data and not self.role_fr.data:
            self.blame("role_fr", _("Indiquez aussi la fonction en français."))


class TrackForm(RowForm):
    name_fr = fields.text(
        _l("Nom de la thématique"), LINE_LENGTH, _l("Donnez un nom à la thématique."), autocomplete="off"
    )
    name_en = fields.text(_l("Nom en anglais"), LINE_LENGTH, autocomplete="off", lang="en")
    tint = fields.one_of(
        words.FIELDS["tint"],
        {str(tint): word for tint, word in words.TINTS.items()},
        _l("Choisissez une couleur."),
    )

    def shown(self, row: Row) -> dict[str, Any]:
        return in_languages(row, "name") | {"tint": str(row.get("tint", 1))}

    def values(self) -> Row:
        return {"name": self.texts("name"), "tint": int(self.tint.data)}
