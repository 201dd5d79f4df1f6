"""Words for what a session is, and what people call a row."""

from flask_babel import lazy_gettext as _l

from eventreg.agenda.tables import Tables, find
from eventreg.i18n import localised

KIND_WORDS = {
    "workshop": _l("Atelier"),
    "plenary": _l("Plénière"),
    "welcome": _l("Accueil"),
    "break": _l("Pause"),
    "meal": _l("Repas"),
    "social": _l("Soirée"),
}
"""As organisers choose them, by kind."""


def name(tables: Tables, table: str, code: str | None) -> str:
    """Of a room, a contributor or a track, in the reader's language; nothing where the code names none."""
    row = find(tables[table], code) if code else None
    return localised(row["name"]) if row else ""
