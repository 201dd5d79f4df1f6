"""What the door refuses, and how it says so."""

from collections.abc import Callable

from flask_babel import gettext as _

from eventreg.errors import Refusal


class UndoRefused(Refusal):
    """Too late, on another device, or something has happened since."""

    status = 403

    def message(self) -> str:
        return _("Cette entrée ne peut plus être annulée ici : adressez-vous au responsable.")


class NobodyToEnter(Refusal):
    """A conflict about a code that belongs to nobody here: there is no entry to confirm."""

    def message(self) -> str:
        return _("Ce conflit ne porte sur aucune inscription : aucune entrée ne peut être confirmée.")


class EnrolmentRefused(Refusal):
    """An enrolment address that was used, has run out or was never given."""

    status = 410

    def message(self) -> str:
        return _("Cette adresse d’activation a déjà servi ou a expiré : demandez-en une nouvelle.")


class NotTheDocumentedJSON(Refusal):
    """A body that is refused whole. `kind` is pydantic's, or `json`; `key` says where, and never what was sent."""

    status = 422

    def __init__(self, kind: str, key: str, most: int) -> None:
        super().__init__(kind, key, most)
        self.kind, self.key, self.most = kind, key, most

    def message(self) -> str:
        said = {"key": self.key or "JSON", "most": self.most, "instant": "2030-01-31T09:00:00+01:00"}
        return _SHAPES.get(self.kind, _SHAPES[""])(said)


_SHAPES: dict[str, Callable[[dict[str, object]], str]] = {
    "json": lambda _said: _("Le corps n’est pas du JSON en UTF-8."),
    "model_type": lambda _said: _("Le corps n’est pas un objet JSON."),
    "missing": lambda said: _("%(key)s manque.", **said),
    "extra_forbidden": lambda said: _("%(key)s contient un champ inconnu.", **said),
    "too_long": lambda said: _("%(key)s compte trop d’éléments : %(most)s au plus par envoi.", **said),
    "list_type": lambda said: _("%(key)s n’est pas une liste.", **said),
    "dict_type": lambda said: _("%(key)s n’est pas un objet JSON.", **said),
    "instant": lambda said: _(
        "%(key)s n’est pas un instant ISO 8601 avec son décalage, comme %(instant)s.", **said
    ),
    "": lambda said: _("%(key)s n’a pas la forme documentée.", **said),
}
