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
from eventreg.agenda.tables import Row, Tables, ends, find, starts
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
    return ", ".join(filter(None, (when, room_name(row.get("room"), tables))))


def _session_fields(one: Difference, before: Tables, after: Tables) -> Iterator[str]:
    for field in one.fields:
        match field.name:
            case "time":
                yield _moved(field)
            case "room":
                yield _in_room(room_name(field.before, before), room_name(field.after, after))
            case "contributors":
                yield changed(_("Intervenants"), people(field.before, before), people(field.after, after))
            case "track":
                yield changed(_("Thématique"), _track(field.before, before), _track(field.after, after))
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


def room_name(code: str | None, tables: Tables) -> str:
    row = find(tables["room"], code) if code else None
    return localised(row["name"]) if row else ""


def _track(code: str | None, tables: Tables) -> str:
    row = find(tables["track"], code) if code else None
    return localised(row["name"]) if row else ""


def people(codes: list[str] | None, tables: Tables) -> str:
    known = {row["code"]: row["name"] for row in tables["contributor"]}
    return ", ".join(known.get(code, code) for code in codes or ())


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
