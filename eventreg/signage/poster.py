"""The printable poster of the whole programme, drawn by typst from data: tagged PDF (PDF/UA-1)."""

import json
from collections.abc import Sequence
from functools import cached_property
from itertools import groupby
from typing import Any

from flask_babel import gettext as _

from eventreg import typesetting
from eventreg.agenda import columns
from eventreg.agenda.columns import Cell
from eventreg.agenda.programme import Day, Programme
from eventreg.badges import qr
from eventreg.feeds.files import Keeper, etag
from eventreg.i18n import clock_time, date_long, date_range, sentence, speaking, text, time_range
from eventreg.signage import paper
from eventreg.signage.shown import tint

SOURCE = paper.HERE / "poster.typ"
FORMATS = {"a3": 2, "a4": 1}
"""How many days stand on one sheet: A3 lies, with days side by side; A4 stands, one sheet a day."""
LABEL = 15
"""Minutes that the time at the left of a line needs."""
MOST_COLUMNS = 4
"""Parallel sessions beside which another day still finds room."""


class Poster:
    """Known by its validator before it is drawn."""

    def __init__(self, drawn: dict[str, Any]) -> None:
        self._drawn = drawn
        written = json.dumps(drawn).encode() + SOURCE.read_bytes() + paper.COMMON.read_bytes()
        self.etag = etag(written)

    @cached_property
    def data(self) -> bytes:
        return typesetting.draw(SOURCE, self._drawn)[0]


class Posters:
    """By format."""

    def __init__(self, programme: Programme, lang: str, base: str) -> None:
        self.programme = programme
        with speaking(lang):
            self.sheets = {sheet: Poster(content(programme, sheet, base)) for sheet in FORMATS}


posters = Keeper(Posters)


def content(programme: Programme, sheet: str, base: str) -> dict[str, Any]:
    """In the language being spoken."""
    event, venue = programme.edition.event, programme.edition.venue
    address = f"{base}/programme"
    return paper.common(programme) | {
        "format": sheet,
        "document_title": _("Programme – %(event)s", event=text(event.title)),
        "subtitle": text(event.subtitle),
        "dates": sentence(date_range(event.starts_on, event.ends_on)),
        "place": [text(venue.name), f"{venue.address}, {venue.postcode} {venue.city}"],
        "access": text(venue.access),
        "identity_rule": text(event.identity_rule),
        "code": qr.svg(qr.matrix(address)),
        "code_alt": _("Code QR qui ouvre %(address)s", address=address),
        "address": address.removeprefix("https://").removeprefix("http://"),
        "scan": _("Le programme à jour"),
        "scan_more": _("Horaires, salles et changements de dernière minute, calendrier à suivre."),
        "sheets": _sheets(programme.days, FORMATS[sheet], programme),
    }


def _sheets(days: Sequence[Day], most: int, programme: Programme) -> list[list[dict[str, Any]]]:
    drawn = [_day(day, programme) for day in days]
    if any(cell["columns"] > MOST_COLUMNS for day in drawn for row in day["rows"] for cell in row["cells"]):
        most = 1
    return [drawn[first : first + most] for first in range(0, len(drawn), most)]


def _day(day: Day, programme: Programme) -> dict[str, Any]:
    found = columns.cells(day)
    by_start = groupby(sorted(found, key=lambda cell: (cell.at, cell.column)), key=lambda cell: cell.at)
    rows: list[dict[str, Any]] = []
    for at, cells in by_start:
        rows.append(_row(at, list(cells), rows, programme))
    _reach([row for row in rows if row["starts"]], columns.minutes(found))
    return {
        "title": sentence(date_long(day.date)),
        "minutes": columns.minutes(found),
        "rows": rows,
    }


def _reach(labelled: Sequence[dict[str, Any]], end: int) -> None:
    """How much room each time at the left has until the next one."""
    for row, following in zip(labelled, [*(row["at"] for row in labelled[1:]), end], strict=True):
        row["minutes"] = following - row["at"]


def _row(at: int, cells: list[Cell], above: Sequence[dict[str, Any]], programme: Programme) -> dict[str, Any]:
    """What starts together: its time stands at the left where there is room for it, and its end where all end together;
    else each cell says its own times."""
    first = cells[0].session
    last = next((row["at"] for row in reversed(above) if row["starts"]), None)
    labelled = last is None or at - last >= LABEL
    together = labelled and len({cell.session.ends_at for cell in cells}) == 1
    return {
        "at": at,
        "minutes": 0,
        "starts": clock_time(first.starts_at) if labelled else "",
        "ends": clock_time(first.ends_at) if together else "",
        "cells": [_cell(cell, programme, together=together) for cell in cells],
    }


def _cell(cell: Cell, programme: Programme, *, together: bool) -> dict[str, Any]:
    session = cell.session
    return {
        "minutes": cell.minutes,
        "column": cell.column,
        "span": cell.span,
        "columns": cell.columns,
        "open": cell.open,
        "title": text(session.title),
        "times": "" if together else time_range(session.starts_at, session.ends_at),
        "room": text(session.room.name) if session.room else "",
        "people": ", ".join(session.contributors),
        "more": text(session.description),
        "tint": tint(programme, session),
        "strong": session.kind in ("plenary", "workshop"),
        "cancelled": _("Annulé") if session.cancelled else "",
    }
