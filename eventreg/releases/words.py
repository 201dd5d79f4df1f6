"""Differences between two states of the agenda, said in the reader's language."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from eventreg.agenda.differences import (
    ADDED,
    CANCELLED,
    REINSTATED,
    REMOVED,
    Difference,
    Field,
    differences,
)
from eventreg.agenda.tables import Row, Tables, ends, starts
from eventreg.agenda.vocabulary import name
from eventreg.i18n import day_and_times, localised, time_range
from eventreg.releases.facts import SAID, changed


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that changed: what it is, and a sentence for each way in which it did."""

    code: str
    table: str
    title: str
    sentences: tuple[str, ...]
    cancelled: bool


def told(before: Tables, after: Tables) -> list[Told]:
    return [_told(one, before, after) for one in differences(before, after)]


def _told(one: Difference, before: Tables, after: Tables) -> Told:
    said = _session(one, before, after) if one.table == "session" else _other(one)
    gone = one.kind in (CANCELLED, REMOVED) or _off_from_the_start(one)
    return Told(one.code, one.table, name_of(one.table, one.row), tuple(said), gone)


def _off_from_the_start(one: Difference) -> bool:
    """Added after the earlier state and cancelled before the later one."""
    return one.kind == ADDED and one.row.get("status") == "cancelled"


def name_of(table: str, row: Row) -> str:
    """What people call it."""
    given = row.get("title" if table == "session" else "name")
    return localised(given) or (_("Séance sans titre") if table == "session" else row.get("code", ""))


def _session(one: Difference, before: Tables, after: Tables) -> Iterator[str]:
    row = one.row
    if _off_from_the_start(one):
        yield _("Ajouté, puis annulé (prévu %(when)s)", when=_when_and_where(row, after))
    elif one.kind == ADDED:
        yield _("Nouveau : %(when)s", when=_when_and_where(row, after))
    elif one.kind == REMOVED:
        yield _("Retiré du programme")
    elif one.kind == CANCELLED:
        yield _("Annulé (prévu %(when)s)", when=_when_and_where(one.before or row, before))
    else:
        if one.kind == REINSTATED:
            yield _("De nouveau au programme : %(when)s", when=_when_and_where(row, after))
        yield from _session_fields(one, before, after)


def _when_and_where(row: Row, tables: Tables) -> str:
    when = day_and_times(starts(row), ends(row))
    return ", ".join(filter(None, (when, name(tables, "room", row.get("room")))))


def _session_fields(one: Difference, before: Tables, after: Tables) -> Iterator[str]:
    for field in one.fields:
        match field.name:
            case "time":
                yield _moved(field)
            case "room":
                yield _in_room(name(before, "room", field.before), name(after, "room", field.after))
            case "contributors":
                yield changed(_("Intervenants"), people(field.before, before), people(field.after, after))
            case "track":
                was, now = name(before, "track", field.before), name(after, "track", field.after)
                yield changed(_("Thématique"), was, now)
            case _:
                yield from _plain(field)


def _plain(field: Field) -> Iterator[str]:
    say = SAID.get(field.name)
    if say is not None and (sentence := say(field.before, field.after)):
        yield sentence


def _moved(field: Field) -> str:
    was, now = field.before, field.after
    before = time_range(*was) if was[0].date() == now[0].date() else day_and_times(*was)
    return _("Nouvel horaire : %(when)s (auparavant %(before)s)", when=day_and_times(*now), before=before)


def _in_room(before: str, after: str) -> str:
    if not after:
        return _("Salle à préciser (auparavant %(before)s)", before=before)
    return changed(_("Salle"), before, after)


def people(codes: list[str] | None, tables: Tables) -> str:
    return ", ".join(name(tables, "contributor", code) or code for code in codes or ())


_NEW = {
    "room": lambda: _("Nouvelle salle"),
    "contributor": lambda: _("Nouvel intervenant"),
    "track": lambda: _("Nouvelle thématique"),
}
_GONE = {
    "room": lambda: _("Salle retirée"),
    "contributor": lambda: _("Intervenant retiré"),
    "track": lambda: _("Thématique retirée"),
}


def _other(one: Difference) -> Iterator[str]:
    if one.kind == ADDED:
        yield _NEW[one.table]()
    elif one.kind == REMOVED:
        yield _GONE[one.table]()
    for field in one.fields:
        yield from _plain(field)
