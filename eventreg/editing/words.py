"""What the organisers' pages about the draft say of steps, checks and rows, in the reader's language."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from eventreg.agenda import drafting
from eventreg.agenda.clashes import Clash
from eventreg.agenda.models import DraftStep
from eventreg.agenda.tables import Row, Tables, find
from eventreg.i18n import clock_time, date_short, language, time_range
from eventreg.typography import french

KINDS = {
    "workshop": _l("Atelier"),
    "plenary": _l("Plénière"),
    "welcome": _l("Accueil"),
    "break": _l("Pause"),
    "meal": _l("Repas"),
    "social": _l("Soirée"),
}
STATUSES = {"provisional": _l("À confirmer"), "confirmed": _l("Confirmée"), "cancelled": _l("Annulée")}
STATUS_TAGS = {"provisional": "provisional", "confirmed": "good", "cancelled": "cancelled"}
LANGUAGES = {
    "fr": _l("français"), "en": _l("anglais"), "de": _l("allemand"), "es": _l("espagnol"), "it": _l("italien"),
}  # fmt: skip
FIELDS = {
    "kind": _l("Genre"),
    "title": _l("Titre"),
    "description": _l("Description"),
    "starts_at": _l("Début"),
    "ends_at": _l("Fin"),
    "room": _l("Salle"),
    "capacity": _l("Places"),
    "status": _l("État"),
    "track": _l("Thématique"),
    "contributors": _l("Intervenants"),
    "language": _l("Langue"),
    "interpretation": _l("Interprétation"),
    "name": _l("Nom"),
    "floor": _l("Étage"),
    "step_free": _l("Accès sans marche"),
    "role": _l("Fonction"),
    "organisation": _l("Organisme"),
    "tint": _l("Couleur"),
}
TINTS = {
    1: _l("Bleu"), 2: _l("Ocre"), 3: _l("Violet"), 4: _l("Bleu-vert"), 5: _l("Rose"), 6: _l("Olive"),
}  # fmt: skip
_STEPS = {
    drafting.CREATED: _l("ajout de « %(title)s »"),
    drafting.EDITED: _l("modification de « %(title)s »"),
    drafting.MOVED: _l("déplacement de « %(title)s »"),
    drafting.RESIZED: _l("nouvelle durée de « %(title)s »"),
    drafting.REMOVED: _l("retrait de « %(title)s »"),
    drafting.REORDERED: _l("nouvel ordre"),
    drafting.RETURNED: _l("retour à une version antérieure"),
    drafting.MERGED: _l("modifications reprises sur la nouvelle version"),
}


def local(texts: Mapping[str, str] | str | None) -> str:
    """Of a text by language the reader's, else the other one; "" where there is none."""
    if isinstance(texts, str):
        return texts
    if not texts:
        return ""
    lang = language() if language() in texts else next(iter(texts))
    return french(texts[lang]) if lang == "fr" else texts[lang]


def title(row: Row) -> str:
    return local(row.get("title")) or _("Sans titre")


def name(tables: Tables, table: str, code: str | None) -> str:
    row = find(tables[table], code) if code else None
    return local(row.get("name")) if row else ""


def step(one: DraftStep) -> str:
    """« déplacement de « Atelier 2 » »: what undoing or redoing is about."""
    return str(_STEPS.get(one.action, one.action)) % {
        "title": local(one.data.get("title")) or _("Sans titre")
    }


def when(row: Row) -> str:
    """« mardi 3 mars, 9 h 30 – 11 h »."""
    starts, ends = (datetime.fromisoformat(row[key]) for key in ("starts_at", "ends_at"))
    return f"{date_short(starts)}, {time_range(starts, ends)}"


def where(row: Row, tables: Tables) -> str:
    return name(tables, "room", row.get("room")) or _("Sans salle")


def clash(found: Clash, tables: Tables) -> str:
    """One sentence beside the session where it shows."""
    row = find(tables["session"], found.code) or {}
    other = find(tables["session"], found.other) if found.other else None
    values: dict[str, Any] = {
        "room": where(row, tables), "other": title(other) if other else "", "most": found.other,
        "who": ", ".join(_shared(row, other or {}, tables)),
    }  # fmt: skip
    return _SAID[found.kind](values)


Said = Callable[[dict[str, Any]], str]
Shown = Callable[[Any, Tables], str]


def listed(found: Clash, tables: Tables) -> str:
    """The same where it does not stand beside its session."""
    row = find(tables["session"], found.code) or {}
    return _("« %(title)s » : %(sentence)s", title=title(row), sentence=clash(found, tables))


def _shared(row: Row, other: Row, tables: Tables) -> list[str]:
    both = [line for line in row.get("contributors", ()) if line in other.get("contributors", ())]
    return [name(tables, "contributor", line) or line for line in both]


_SAID: dict[str, Said] = {
    "room_twice": lambda v: _("%(room)s est aussi prise par « %(other)s ».", **v),
    "contributor_twice": lambda v: _("%(who)s intervient au même moment dans « %(other)s ».", **v),
    "over_room": lambda v: _("Plus de places que la salle n’en a : %(room)s en compte %(most)s.", **v),
    "no_break": lambda v: _("Plus de deux heures et demie sans pause jusqu’à la fin de cette séance."),
    "too_long": lambda v: _("Plus de douze heures : vérifiez le début et la fin."),
    "unknown_room": lambda v: _("Sa salle n’existe plus."),
    "unknown_track": lambda v: _("Sa thématique n’existe plus."),
    "no_french_title": lambda v: _("Le titre français manque."),
    "outside_days": lambda v: _("En dehors des jours de l’évènement."),
    "ends_first": lambda v: _("La fin n’est pas après le début."),
    "no_capacity": lambda v: _("Le nombre de places manque."),
}
CLASHES = {
    "room_twice": _l("Salle prise deux fois"),
    "contributor_twice": _l("Intervenant pris deux fois"),
    "over_room": _l("Plus de places que la salle"),
    "no_break": _l("Pas de pause"),
    "no_french_title": _l("Titre français à écrire"),
    "outside_days": _l("Hors des jours de l’évènement"),
    "ends_first": _l("Fin avant le début"),
    "no_capacity": _l("Places à indiquer"),
    "too_long": _l("Plus de douze heures"),
    "unknown_room": _l("Salle inconnue"),
    "unknown_track": _l("Thématique inconnue"),
}
"""The same on a card of the grid."""
CLASH_FIELDS = {
    "room_twice": "room", "contributor_twice": "contributors", "over_room": "capacity", "no_break": "starts",
    "no_french_title": "title_fr", "outside_days": "day", "ends_first": "ends", "no_capacity": "capacity",
    "too_long": "ends", "unknown_room": "room", "unknown_track": "track",
}  # fmt: skip
"""The field of the session's form beside which a clash stands."""


def value(key: str, row: Row | None, tables: Tables) -> str:
    """A value of a row, as the page that compares two of them shows it."""
    given = row.get(key) if row else None
    if given in (None, "", [], {}):
        return "–"
    made = _VALUES.get(key)
    return made(given, tables) if made else _plain(given)


def _plain(given: Any) -> str:
    if isinstance(given, Mapping):
        return "\n".join(f"{lang.upper()} : {text}" for lang, text in given.items())
    return str(given)


def _instant(given: str, tables: Tables) -> str:
    moment = datetime.fromisoformat(given)
    return f"{date_short(moment)}, {clock_time(moment)}"


_VALUES: dict[str, Shown] = {
    "kind": lambda given, tables: str(KINDS[given]),
    "status": lambda given, tables: str(STATUSES[given]),
    "starts_at": _instant,
    "ends_at": _instant,
    "room": lambda given, tables: name(tables, "room", given) or given,
    "track": lambda given, tables: name(tables, "track", given) or given,
    "contributors": lambda given, tables: "\n".join(name(tables, "contributor", c) or c for c in given),
    "language": lambda given, tables: str(LANGUAGES.get(given, given)),
    "interpretation": lambda given, tables: ", ".join(str(LANGUAGES.get(one, one)) for one in given),
    "step_free": lambda given, tables: _("Oui") if given else _("Non"),
    "tint": lambda given, tables: str(TINTS.get(given, given)),
}


def seats(row: Row) -> str:
    if row.get("capacity") is None:
        return ""
    return ngettext("pour %(num)s personne", "pour %(num)s personnes", row["capacity"])
