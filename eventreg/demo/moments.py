"""Instants of an edition that are worth a visit."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l

from eventreg.agenda.programme import Programme
from eventreg.registration import reminders

_MAILS = {
    reminders.RECONFIRMATION: _l("Question « Venez-vous toujours ? »"),
    reminders.REMINDER: _l("Rappel avant l’évènement"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    name: object
    """A lazy text."""
    at: datetime


def moments(programme: Programme) -> list[Moment]:
    """In order of time, aware, in the event's zone."""
    opens, closes = programme.registration_opens_at, programme.registration_closes_at
    registration = [
        Moment(_l("Avant l’ouverture des inscriptions"), opens - timedelta(days=1)),
        Moment(_l("Une semaine avant la clôture"), closes - timedelta(days=7)),
        Moment(_l("Dernière minute des inscriptions"), closes - timedelta(minutes=1)),
        Moment(_l("Délai de grâce"), closes + timedelta(minutes=programme.grace_minutes) / 2),
        Moment(_l("Inscriptions closes"), closes + timedelta(days=1, hours=10)),
    ]
    ahead = [Moment(_MAILS[kind], at) for kind, at in reminders.instants(programme).items() if at is not None]
    doors = [
        Moment(_l("Ouverture des portes, jour %(number)s", number=number), day.starts_at)
        for number, day in enumerate(programme.days, start=1)
    ]
    after = Moment(_l("Après l’évènement"), programme.days[-1].ends_at + timedelta(days=1))
    return sorted([*registration, *ahead, *doors, after], key=lambda moment: moment.at)
