"""What every page and mail says in the same words: the deadline, and the seats of a session."""

from datetime import datetime
from functools import lru_cache

from flask_babel import gettext as _
from flask_babel import ngettext

from eventreg.agenda.programme import Programme
from eventreg.i18n import date_long, datetime_long, deadline, language
from eventreg.registration import rules
from eventreg.registration.rules import Deadlines
from eventreg.registration.seats import SeatCount


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


def deadline_sentence_for(programme: Programme, now: datetime, category: str) -> str:
    """What is said of the deadline to somebody who comes by invitation."""
    if not rules.grant(programme, category).after_deadline:
        return deadline_sentence(programme, now)
    last = _("Votre invitation vaut jusqu’au %(date)s, aussi après la clôture des inscriptions.",
             date=date_long(programme.ends_on))  # fmt: skip
    return (
        deadline_sentence(programme, now)
        if rules.registration_state(programme, now) == rules.NOT_OPEN
        else last
    )


def changes_sentence(event: Deadlines, now: datetime) -> str:
    """Until when participants change and cancel by themselves. The zone of the instants of `event` is the event's."""
    until = deadline(event.changes_close_at)
    if rules.may_change(event, now):
        return _(
            "Vous pouvez changer d’atelier, de repas ou de coordonnées jusqu’au %(until)s, et annuler jusqu’à la "
            "fin de l’évènement.", until=until,
        )  # fmt: skip
    return _(
        "Les changements en ligne sont clos depuis le %(until)s ; vous pouvez annuler jusqu’à la fin de l’évènement.",
        until=until,
    )


def seat_words(count: SeatCount | None) -> str:
    """« 12 places », « complet, 4 en attente »; nothing for what has no limit."""
    return "" if count is None or count.left is None else _seat_words(count.left, count.waiting, language())


@lru_cache(maxsize=4096)
def _seat_words(left: int, waiting: int, _lang: str) -> str:
    if left:
        return ngettext("%(num)s place", "%(num)s places", left)
    if waiting:
        return ngettext("complet, %(num)s en attente", "complet, %(num)s en attente", waiting)
    return _("complet")
