"""What the poster and the signs of the doors share."""

from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from eventreg.agenda.programme import Programme
from eventreg.badges.pdf import european
from eventreg.i18n import datetime_long, language, text

HERE = Path(__file__).parent
COMMON = HERE / "common.typ"


def common(programme: Programme) -> dict[str, Any]:
    """In the language being spoken."""
    event = programme.edition.event
    at = programme.modified_at.astimezone(programme.zone)
    return {
        "lang": language(),
        "event": text(event.title),
        "service": text(event.service),
        **european(programme),
        "provisional": text(event.status_note) if event.status == "provisional" else "",
        "version": _(
            "Programme, version %(number)s, état du %(instant)s",
            number=programme.version, instant=datetime_long(at),
        ),
    }  # fmt: skip
