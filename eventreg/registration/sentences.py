"""The one sentence about the deadline, the same on every page and in every mail."""

from datetime import datetime

from flask_babel import gettext as _

from eventreg.i18n import datetime_long, deadline
from eventreg.registration import rules
from eventreg.registration.rules import Deadlines


def deadline_sentence(event: Deadlines, now: datetime) -> str:
    """« Inscription jusqu’au vendredi 20 février 2026 à 23 h 59 (heure de Paris). »

    The zone of the instants of `event` is the event's.
    """
    until = deadline(event.registration_closes_at)
    state = rules.registration_state(event, now)
    if state == rules.CLOSED:
        return _("Les inscriptions sont closes depuis le %(until)s.", until=until)
    if state == rules.NOT_OPEN:
        opens = datetime_long(event.registration_opens_at)
        return _("Inscription à partir du %(opens)s et jusqu’au %(until)s.", opens=opens, until=until)
    return _("Inscription jusqu’au %(until)s.", until=until)
