"""What has changed since the mail before: one sentence for each choice."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from eventreg.agenda.programme import SessionEntry
from eventreg.i18n import date_short, text
from eventreg.registration.case import Case
from eventreg.registration.letter import days_told
from eventreg.registration.states import BOOKED, WAITLISTED


def differences(case: Case, params: Mapping[str, Any]) -> list[str]:
    """One sentence for each choice that is not what it was."""
    before: Mapping[str, str] = params["before"]
    changed = [
        (session, before.get(session.code), case.states.get(session.id))
        for session in case.programme.sessions
        if session.choosable and before.get(session.code) != case.states.get(session.id)
    ]
    sentences = [_difference(_dated(session), was, state) for session, was, state in changed]
    if "days" in params and sorted(params["days"]) != sorted(case.registration.days):
        sentences.insert(0, _("Jours de présence : %(days)s", days=days_told(case)))
    return sentences


def _dated(session: SessionEntry) -> str:
    """With its day: there is a lunch on each."""
    return f"{text(session.title)} ({date_short(session.starts_at)})"


def _difference(title: str, was: str | None, state: str | None) -> str:
    if state == BOOKED and was == WAITLISTED:
        return _("Une place s’est libérée, elle est à vous : %(title)s", title=title)
    if state == BOOKED:
        return _("Ajouté : %(title)s", title=title)
    if state == WAITLISTED:
        return _("Sur la liste d’attente : %(title)s", title=title)
    if was == WAITLISTED:
        return _("Liste d’attente quittée : %(title)s", title=title)
    return _("Retiré : %(title)s", title=title)
