"""What has changed since the mail before: one sentence for each choice."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from eventreg.agenda.grid import overlap
from eventreg.agenda.models import BOOKABLE_KIND, CHOOSABLE_KINDS, TICKED_KINDS
from eventreg.agenda.programme import SessionEntry
from eventreg.i18n import date_short, day_and_times, text, time_range
from eventreg.registration import displacements
from eventreg.registration.case import Case
from eventreg.registration.letter import days_told
from eventreg.registration.states import BOOKED, WAITLISTED


def differences(case: Case, params: Mapping[str, Any]) -> list[str]:
    """One sentence for each choice that is not what it was."""
    before: Mapping[str, str] = params["before"]
    revised = revisions(case, params)
    changed = [
        (session, before.get(session.code), case.states.get(session.id))
        for session in case.programme.sessions
        if session.choosable
        and before.get(session.code) != case.states.get(session.id)
        and not (session.cancelled and f"session.{session.code}" in params)
        and not _asked_anew(session, params)
    ]
    # A seat that has come is the news; what was given back for it follows.
    changed.sort(key=lambda change: change[1:] != (WAITLISTED, BOOKED))
    sentences = revised + [
        _difference(_dated(session), was, state)
        if state is not None or was != BOOKED
        else _lost(session, case, params)
        for session, was, state in changed
    ]
    if "days" in params and sorted(params["days"]) != sorted(case.registration.days):
        sentences.insert(0, _("Jours de présence : %(days)s", days=days_told(case)))
    return sentences


def revisions(case: Case, params: Mapping[str, Any]) -> list[str]:
    """Of sessions that the organisers have changed."""
    return [
        said
        for session, key in _revised(case, params)
        for said in _news(session, params[key], case, params["before"])
    ]


def _asked_anew(session: SessionEntry, params: Mapping[str, Any]) -> bool:
    """What one had of it is no seat; that it is asked for otherwise is the news."""
    before = params.get(f"session.{session.code}", {})
    return session.bookable and before.get("kind", session.kind) != session.kind


def _lost(session: SessionEntry, case: Case, params: Mapping[str, Any]) -> str:
    title = _dated(session)
    revised = params.get(f"session.{session.code}")
    if revised and revised["cancelled"]:
        return _("Place non rétablie, car vous avez un autre atelier à cette heure : %(title)s", title=title)
    if revised and _times(revised) != (session.starts_at, session.ends_at):
        return _(
            "Place perdue, car le nouvel horaire chevauche un autre de vos ateliers : %(title)s", title=title
        )
    for other in case.programme.slot_of(session).sessions:
        gained = case.states.get(other.id) == BOOKED and params["before"].get(other.code) == WAITLISTED
        if gained and overlap(other, session):
            return _("Place rendue en échange : %(title)s", title=title)
    if any(lost.touches(session) for lost in displacements.of(case.registration.id, case.now)):
        return _("Place perdue lors d’un changement d’horaire, annulé depuis : %(title)s", title=title)
    return _("Retiré : %(title)s", title=title)


def _revised(case: Case, params: Mapping[str, Any]) -> list[tuple[SessionEntry, str]]:
    return [(s, f"session.{s.code}") for s in case.programme.sessions if f"session.{s.code}" in params]


def _news(
    session: SessionEntry, known: Mapping[str, Any], case: Case, before: Mapping[str, str]
) -> Iterator[str]:
    """How it differs from what the person knew of it; the room is no news to those whose seat is lost."""
    yield from _revision(session, known)
    if session in case.own.unannounced and known["starts_at"][:10] != session.starts_at.date().isoformat():
        yield _(
            "Votre inscription ne prévoit pas votre venue le %(day)s : depuis votre page, ajoutez ce jour ou "
            "renoncez à %(title)s",
            day=date_short(session.starts_at), title=_quoted(session),
        )  # fmt: skip
    if before.get(session.code) != BOOKED or session.id in case.states:
        yield from _in_room(session, known)


def _revision(session: SessionEntry, before: Mapping[str, Any]) -> Iterator[str]:
    """How a session differs from what the person knew of it; nothing when it has come back to that."""
    if session.cancelled or before["cancelled"]:
        if session.cancelled and not before["cancelled"]:
            yield _("Annulé : %(title)s", title=_dated(session))
        elif before["cancelled"] and not session.cancelled:
            # It may have been moved while it was called off, which nobody was told.
            yield _(
                "De nouveau au programme : %(title)s, %(when)s", title=_quoted(session), when=_when(session)
            )
        return
    if (kind := before.get("kind", session.kind)) != session.kind:
        yield from _recast(session, kind)
    was = _times(before)
    if was != (session.starts_at, session.ends_at):
        same_day = was[0].date() == session.starts_at.date()
        yield _(
            "Nouvel horaire : %(title)s, %(when)s (auparavant %(before)s)",
            title=_quoted(session), when=day_and_times(session.starts_at, session.ends_at),
            before=time_range(*was) if same_day else day_and_times(*was),
        )  # fmt: skip


def _when(session: SessionEntry) -> str:
    """« mardi 3 mars, 9 h 30 – 11 h, Salle 1 »"""
    room = text(session.room.name) if session.room else ""
    return ", ".join(filter(None, (day_and_times(session.starts_at, session.ends_at), room)))


def _in_room(session: SessionEntry, before: Mapping[str, Any]) -> Iterator[str]:
    if session.cancelled or before["cancelled"]:
        return
    if session.room is None and before["room"] is not None:
        yield _("Salle à préciser : %(title)s", title=_dated(session))
    elif session.room is not None and session.room.code != before["room"]:
        yield _("Nouvelle salle : %(title)s, %(room)s", title=_dated(session), room=text(session.room.name))


def _times(before: Mapping[str, Any]) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(before["starts_at"]), datetime.fromisoformat(before["ends_at"])


def _recast(session: SessionEntry, before: str) -> Iterator[str]:
    title = _dated(session)
    if session.bookable:
        yield _(
            "Désormais sur inscription, à choisir si vous souhaitez y participer : %(title)s", title=title
        )
    elif session.choosable and before == BOOKABLE_KIND:
        yield _("Désormais sans limite de places : %(title)s", title=title)
    elif session.choosable and before not in TICKED_KINDS:
        yield _("Désormais à cocher si vous y venez : %(title)s", title=title)
    elif not session.choosable and before in CHOOSABLE_KINDS:
        yield _("Désormais pour tout le monde, sans inscription : %(title)s", title=title)


def _dated(session: SessionEntry) -> str:
    """With its day: there is a lunch on each."""
    return f"{_quoted(session)} ({date_short(session.starts_at)})"


def _quoted(session: SessionEntry) -> str:
    return _("« %(title)s »", title=text(session.title))


def _difference(title: str, was: str | None, state: str | None) -> str:
    if state == BOOKED and was == WAITLISTED:
        return _("Une place s’est libérée, elle est à vous : %(title)s", title=title)
    if state == BOOKED:
        return _("Ajouté : %(title)s", title=title)
    if state == WAITLISTED:
        return _("Sur la liste d’attente : %(title)s", title=title)
    return _("Liste d’attente quittée : %(title)s", title=title)
