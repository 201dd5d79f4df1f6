"""Exporting: what leaves the house is written down, with who and why (GDPR 28, 33)."""

from datetime import datetime

from eventreg import audit
from eventreg.agenda.programme import Programme
from eventreg.reports import files, rows

COMMAND = "command"
PURPOSES = ("reception", "badges", "funding", "mailing", "other", COMMAND)
"""Why somebody exports; codes, because the audit trail holds no free text."""


def export_registrations(
    programme: Programme, form: str, *, excel: bool, purpose: str, actor: str, now: datetime
) -> files.File:
    """The file, and one entry of the audit trail in the caller's transaction."""
    export = rows.registrations(programme)
    data = {"format": form, "purpose": purpose, "rows": len(export.rows)}
    audit.record("exported", at=now, actor=actor, data=data)
    return files.write(export, form, excel=excel)
