"""Rooms, contributors and tracks: what their pages have in common, by the address of each."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from eventreg.editing.forms import RowForm
from eventreg.editing.table_forms import ContributorForm, RoomForm, TrackForm


@dataclass(frozen=True, slots=True)
class Kind:
    table: str
    form: type[RowForm]
    title: Any
    lead: Any
    new: Any
    none: Any


KINDS = {
    "salles": Kind(
        "room", RoomForm, _l("Salles"),
        _l("Leur ordre est celui des colonnes de la grille et des affichettes des portes."),
        _l("Ajouter une salle"), _l("Aucune salle"),
    ),
    "intervenants": Kind(
        "contributor", ContributorForm, _l("Intervenants"),
        _l("Une fiche pour chacun, avec sa fonction et son organisme. Une séance peut aussi citer un nom sans fiche."),
        _l("Ajouter un intervenant"), _l("Aucun intervenant"),
    ),
    "thematiques": Kind(
        "track", TrackForm, _l("Thématiques"),
        _l("Une thématique réunit des séances ; sa couleur les marque partout de la même façon."),
        _l("Ajouter une thématique"), _l("Aucune thématique"),
    ),
}  # fmt: skip
