"""What a day's changes are measured against."""

from datetime import datetime

from eventreg.agenda.programme import Programme
from eventreg.signage.changes import Change


def changes_today(programme: Programme, now: datetime) -> tuple[Change, ...]:
    return ()
