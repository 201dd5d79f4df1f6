"""How one fact of a session, a room, a contributor or a track has changed, said in the reader's language."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from eventreg.agenda.vocabulary import KIND_WORDS
from eventreg.i18n import language_name, localised


def changed(what: str, before: str, after: str) -> str:
    if not before:
        return _("%(what)s : %(after)s", what=what, after=after)
    if not after:
        return _("%(what)s : à préciser (auparavant %(before)s)", what=what, before=before)
    return _("%(what)s : %(after)s (auparavant %(before)s)", what=what, after=after, before=before)


def _retitled(before: Any, after: Any) -> str:
    was, now = localised(before), localised(after)
    if was == now:
        return _("Titre mis à jour dans l’autre langue")
    return _("Nouveau titre (auparavant « %(before)s »)", before=was)


def _described(before: Any, after: Any) -> str:
    if localised(before) == localised(after):
        return _("Description mise à jour dans l’autre langue")
    return _("Description mise à jour")


def _seats(before: int | None, after: int | None) -> str:
    return changed(_("Places"), *("" if one is None else str(one) for one in (before, after)))


def _status(_before: str, after: str) -> str:
    return _("Confirmé") if after == "confirmed" else _("À confirmer") if after == "provisional" else ""


def _kind(before: str, after: str) -> str:
    return changed(_("Nature"), str(KIND_WORDS[before]), str(KIND_WORDS[after]))


def _spoken(before: str, after: str) -> str:
    return changed(_("Langue"), language_name(before), language_name(after))


def _interpreted(before: list[str] | None, after: list[str] | None) -> str:
    return changed(_("Interprétation"), _languages(before), _languages(after))


def _languages(codes: list[str] | None) -> str:
    return ", ".join(map(language_name, codes or ()))


def _renamed(before: Any, after: Any) -> str:
    was, now = localised(before), localised(after)
    return (
        _("Nom mis à jour dans l’autre langue") if was == now else _("Auparavant « %(before)s »", before=was)
    )


def _floor(before: Any, after: Any) -> str:
    return changed(_("Étage"), localised(before), localised(after))


def _step_free(_before: bool | None, after: bool | None) -> str:
    if after is None:
        return _("Accès sans marche à préciser")
    return _("Accès sans marche") if after else _("Accès par des marches")


def _role(before: Any, after: Any) -> str:
    return changed(_("Fonction"), localised(before), localised(after))


def _organisation(before: str | None, after: str | None) -> str:
    return changed(_("Organisme"), before or "", after or "")


def _tint(_before: int, _after: int) -> str:
    return _("Nouvelle couleur")


SAID: dict[str, Callable[[Any, Any], str]] = {
    "title": _retitled,
    "description": _described,
    "capacity": _seats,
    "status": _status,
    "kind": _kind,
    "language": _spoken,
    "interpretation": _interpreted,
    "name": _renamed,
    "floor": _floor,
    "step_free": _step_free,
    "role": _role,
    "organisation": _organisation,
    "tint": _tint,
}
