"""The last resort: the roll of a list on paper, as tagged PDF (PDF/UA-1), drawn by typst from data."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from eventreg import typesetting
from eventreg.agenda.programme import Programme
from eventreg.checkin.lists import ScanList
from eventreg.checkin.parts import Part, parts
from eventreg.checkin.roll import Line
from eventreg.i18n import clock_time, date_long, datetime_long, language, text

SOURCE = Path(__file__).parent / "list.typ"
MOST_GATES = 20


def document(
    programme: Programme, scan_list: ScanList, lines: Sequence[Line], gates: int, now: datetime
) -> bytes:
    """A part for each gate, in the language being spoken."""
    return typesetting.draw(SOURCE, _data(programme, scan_list, parts(lines, gates), now))[0]


def list_name(scan_list: ScanList) -> str:
    if scan_list.session is None:
        return date_long(scan_list.day)
    begins = f"{date_long(scan_list.day)}, {clock_time(scan_list.session.starts_at)}"
    return f"{text(scan_list.session.title)} ({begins})"


def _data(
    programme: Programme, scan_list: ScanList, found: list[Part[Line]], now: datetime
) -> dict[str, Any]:
    event = programme.edition.event
    return {
        "lang": language(),
        "service": text(event.service),
        "event": text(event.title),
        "list": list_name(scan_list),
        "document_title": _("Liste d’entrée – %(list)s", list=list_name(scan_list)),
        "printed": _("Imprimé le %(instant)s", instant=datetime_long(now.astimezone(programme.zone))),
        "care": _("Données personnelles : à rendre à l’organisateur, pour saisie puis destruction."),
        "page": _("Page"),
        "columns": [_("Nom et prénom"), _("Organisme"), _("Entré"), _("Pièce vérifiée"), _("Heure")],
        "parts": [_part(part, number, len(found), programme) for number, part in enumerate(found, start=1)]
        or [{"title": _("Personne n’est attendu"), "letters": "", "count": "", "lines": []}],
    }


def _part(part: Part[Line], number: int, of: int, programme: Programme) -> dict[str, Any]:
    entered = sum(line.entered_at is not None for line in part.lines)
    expected = ngettext("%(num)s personne attendue", "%(num)s personnes attendues", len(part.lines))
    already = ngettext("%(num)s déjà entrée", "%(num)s déjà entrées", entered)
    title = _("Porte %(number)s sur %(of)s : %(letters)s", number=number, of=of, letters=part.letters)
    return {
        "title": title,
        "letters": part.letters,
        "count": f"{expected}, {already}",
        "lines": [_line(line, programme) for line in part.lines],
    }


def _line(line: Line, programme: Programme) -> dict[str, Any]:
    entered = line.entered_at
    return {
        "family": line.family_name,
        "given": line.given_name,
        "organisation": line.organisation,
        "identity": line.identity_known,
        "entered": clock_time(entered.astimezone(programme.zone)) if entered else "",
    }
