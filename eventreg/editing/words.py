"""What the organisers' pages about the draft say of steps, checks and rows, in the reader's language."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from eventreg.agenda import drafting
from eventreg.agenda.models import DraftStep
from eventreg.agenda.tables import Row, Tables, ends, starts
from eventreg.agenda.vocabulary import KIND_WORDS, name
from eventreg.i18n import clock_time, date_short, day_and_times, language_name, localised

STATUSES = {"provisional": _l("À confirmer"), "confirmed": _l("Confirmée"), "cancelled": _l("Annulée")}
STATUS_TAGS = {"provisional": "provisional", "confirmed": "good", "cancelled": "cancelled"}
LANGUAGES = ("fr", "en", "de", "es", "it")
"""Those that a session's form offers."""
FIELDS = {
    "kind": _l("Nature"),
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
    "name": _l("Nom complet"),
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


def title(row: Row) -> str:
    return localised(row.get("title")) or _("Sans titre")


def step(one: DraftStep) -> str:
    """« déplacement de « Atelier 2 » »: what undoing or redoing is about."""
    return str(_STEPS.get(one.action, one.action)) % {
        "title": localised(one.data.get("title")) or _("Sans titre")
    }


def when(row: Row) -> str:
    """« mardi 3 mars, 9 h 30 – 11 h »; with both days where it lasts longer than one."""
    times = starts(row), ends(row)
    if times[1] - times[0] >= timedelta(days=1):
        return " – ".join(f"{date_short(one)}, {clock_time(one)}" for one in times)
    return day_and_times(*times)


def where(row: Row, tables: Tables) -> str:
    return name(tables, "room", row.get("room")) or _("Sans salle")


Shown = Callable[[Any, Tables], str]


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
    "kind": lambda given, tables: str(KIND_WORDS[given]),
    "status": lambda given, tables: str(STATUSES[given]),
    "starts_at": _instant,
    "ends_at": _instant,
    "room": lambda given, tables: name(tables, "room", given) or given,
    "track": lambda given, tables: name(tables, "track", given) or given,
    "contributors": lambda given, tables: "\n".join(name(tables, "contributor", c) or c for c in given),
    "language": lambda given, tables: language_name(given),
    "interpretation": lambda given, tables: ", ".join(map(language_name, given)),
    "step_free": lambda given, tables: _("Oui") if given else _("Non"),
    "tint": lambda given, tables: str(TINTS.get(given, given)),
}


def holds(room: Row) -> str:
    if room.get("capacity") is None:
        return ""
    return ngettext("pour %(num)s personne", "pour %(num)s personnes", room["capacity"])


def seats(session: Row, taken: int) -> str:
    """« 34 / 60 places », of a session that has a number of them."""
    if session.get("capacity") is None:
        return ""
    return ngettext(
        "%(taken)s / %(num)s place", "%(taken)s / %(num)s places", session["capacity"], taken=taken
    )
