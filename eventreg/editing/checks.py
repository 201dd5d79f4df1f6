"""What is to be checked in the draft, in words: beside its session, on its card, in the list of all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eventreg.agenda.clashes import Clash, clashes
from eventreg.agenda.drafting import Draft
from eventreg.agenda.programme import Programme
from eventreg.agenda.tables import Row, Tables, find
from eventreg.agenda.vocabulary import name
from eventreg.editing import consequences, words

Said = Callable[[dict[str, Any]], str]


@dataclass(frozen=True, slots=True)
class Check:
    code: str
    """Of the session where it shows."""
    field: str
    """Of the session's form."""
    sentence: str
    short: str
    """The same on a card."""
    blocking: bool
    other: str | None = None
    """The other of two sessions that say it of each other."""


def checks(draft: Draft, programme: Programme) -> list[Check]:
    """Blocking ones first; then those of people who would lose a seat, then the rest."""
    found = of_clashes(draft, programme)
    people = [
        Check(code, "starts", consequences.shown(one, draft.tables), consequences.short(one), blocking=False)
        for code, one in consequences.everywhere(programme, draft).items()
    ]
    blocking = [one for one in found if one.blocking]
    return [*blocking, *people, *(one for one in found if not one.blocking)]


def of_clashes(draft: Draft, programme: Programme) -> list[Check]:
    return [_check(one, draft.tables) for one in clashes(draft.tables, programme.dates)]


def once(found: Sequence[Check]) -> list[Check]:
    """For a list of all: what two sessions say of each other stands at the first."""
    told: set[tuple[str, str | None, str | None]] = set()
    kept = []
    for one in found:
        if (one.field, one.code, one.other) not in told:
            kept.append(one)
        told.add((one.field, one.other, one.code))
    return kept


def _check(one: Clash, tables: Tables) -> Check:
    other = one.other if one.kind in _MUTUAL else None
    return Check(
        one.code, _FIELDS[one.kind], _sentence(one, tables), str(_SHORT[one.kind]), one.blocking, other
    )


def _sentence(found: Clash, tables: Tables) -> str:
    """One sentence beside the session where it shows."""
    row = find(tables["session"], found.code) or {}
    other = find(tables["session"], found.other) if found.other else None
    values: dict[str, Any] = {
        "room": words.where(row, tables), "other": words.title(other) if other else "", "most": found.other,
        "who": ", ".join(_shared(row, other or {}, tables)),
    }  # fmt: skip
    return _SAID[found.kind](values)


def _shared(row: Row, other: Row, tables: Tables) -> list[str]:
    both = [line for line in row.get("contributors", ()) if line in other.get("contributors", ())]
    return [name(tables, "contributor", line) or line for line in both]


_SAID: dict[str, Said] = {
    "room_twice": lambda v: _("Au même moment, %(room)s reçoit aussi « %(other)s ».", **v),
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
_MUTUAL = ("room_twice", "contributor_twice")
_SHORT = {
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
_FIELDS = {
    "room_twice": "room", "contributor_twice": "contributors", "over_room": "capacity", "no_break": "starts",
    "no_french_title": "title_fr", "outside_days": "day", "ends_first": "ends", "no_capacity": "capacity",
    "too_long": "ends", "unknown_room": "room", "unknown_track": "track",
}  # fmt: skip
"""The field of the session's form beside which a clash stands."""
