"""Codes for what the draft adds. They stand in addresses, on paper and in other people's tools: none is given twice."""

import re
import unicodedata

from sqlalchemy import select

from eventreg.agenda.models import Release, RetiredSession
from eventreg.agenda.tables import Row, Tables
from eventreg.db import db
from eventreg.event.fields import RESERVED

_CODES = {
    "welcome": "accueil",
    "plenary": "pleniere",
    "workshop": "atelier",
    "break": "pause",
    "meal": "repas",
    "social": "soiree",
}


def new_code(draft: Tables, table: str, values: Row) -> str:
    """One that nothing ever had, neither in this draft nor in a release."""
    taken = {row["code"] for row in draft[table]} | RESERVED
    for document in db.session.scalars(select(Release.document)):
        taken |= {row["code"] for row in document[table]}
    if table == "session":
        stem, number = _CODES[values["kind"]], 1
        taken |= set(db.session.scalars(select(RetiredSession.code)))
    else:
        stem, number = _slug(values["name"]), 0
    while (code := f"{stem}-{number}" if number else stem) in taken:
        number += 1
    return code


def _slug(name: str | dict[str, str]) -> str:
    """« Salle des fêtes » → `salle-des-fetes`."""
    plain = unicodedata.normalize("NFKD", name if isinstance(name, str) else name.get("fr", ""))
    letters = plain.encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", letters).strip("-")[:32].strip("-") or "x"
