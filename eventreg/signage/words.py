"""What walls say, in both languages."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from flask_babel import gettext as _

from eventreg.agenda.programme import SessionEntry
from eventreg.event.specs import RoomSpec
from eventreg.i18n import clock_time, date_short, language_name, sentence, text, time_range
from eventreg.signage.both import Pair, both
from eventreg.signage.changes import Change, Kind
from eventreg.signage.halves import Half

HALVES: dict[Half, Callable[[], str]] = {
    "morning": lambda: _("Matin"),
    "afternoon": lambda: _("Après-midi"),
    "evening": lambda: _("Soirée"),
}
LATER: dict[Half, Callable[[], str]] = {
    "morning": lambda: _("Suite de la matinée"),
    "afternoon": lambda: _("Suite de l’après-midi"),
    "evening": lambda: _("Suite de la soirée"),
}
NEWS: dict[Kind, Callable[[], str]] = {"cancelled": lambda: _("annulé"), "added": lambda: _("ajouté")}


def constants() -> dict[str, Pair]:
    """What the displays' templates say whatever the programme."""
    return {
        "now": both(lambda: _("Maintenant")),
        "next": both(lambda: _("Ensuite")),
        "first": both(lambda: _("Première séance")),
        "room": both(lambda: _("Salle")),
        "changes": both(lambda: _("Changements du jour")),
        "cancelled": both(lambda: _("Annulé")),
        "free": both(lambda: _("Pas de séance en ce moment")),
        "unused": both(lambda: _("Aucune séance dans cette salle")),
        "finished": both(lambda: _("Plus de séance dans cette salle")),
        "over": both(lambda: _("L’évènement est terminé. Merci de votre venue.")),
        "absent": both(lambda: _("Cet écran n’a pas de programme")),
        "absent_room": both(lambda: _("Aucune salle ne porte ce nom à cette adresse.")),
        "absent_event": both(
            lambda: _("Le programme n’est pas encore publié ; l’écran s’ouvrira de lui-même.")
        ),
        "demo": both(lambda: _("Démonstration")),
        "emblem": both(lambda: _("Drapeau de l’Union européenne")),
        "funded": both(lambda: _("Financé par l’Union européenne")),
        "all_rooms": both(lambda: _("Toutes les salles")),
    }


def halves(half: Half) -> Pair:
    return both(HALVES[half])


def later(half: Half) -> Pair:
    return both(LATER[half])


def day(moment: date) -> Pair:
    return both(lambda: sentence(date_short(moment)))


def version(number: int) -> Pair:
    return both(lambda: _("Programme, version %(number)s", number=number))


def clock(moment: datetime) -> Pair:
    return both(lambda: clock_time(moment))


def lost(at: datetime) -> Pair:
    """What stands on a display that could not be renewed since."""
    return both(lambda: _("Connexion interrompue : affichage de %(time)s", time=clock_time(at)))


def times(held: SessionEntry) -> Pair:
    return both(lambda: time_range(held.starts_at, held.ends_at))


def access(room: RoomSpec) -> Pair:
    """Where the room is and whether one gets there without steps; nothing where the edition does not say."""

    def say() -> str:
        steps = {True: _("sans marche"), False: _("avec des marches"), None: ""}[room.step_free]
        return sentence(" · ".join(part for part in (text(room.floor), steps) if part))

    return both(say)


def languages(session: SessionEntry) -> Pair:
    """« En français, interprétation en anglais »."""

    def say() -> str:
        held = _("En %(language)s", language=language_name(session.language))
        into = ", ".join(map(language_name, session.interpretation))
        return held + (", " + _("interprétation en %(languages)s", languages=into) if into else "")

    return both(say)


def news(change: Change, rooms: Mapping[str, RoomSpec]) -> Pair:
    """« 16 h : Salle 3 au lieu de Salle 1 », “4:00 p.m.: Room 3 instead of Room 1”."""
    place, was = change.place, change.was
    # Of another day the wall has no room to say which it was, and they know it who stand there.
    elsewhen = was is not None and was.starts_at.date() != place.starts_at.date()

    def say() -> str:
        time, room = clock_time(place.starts_at), _name(rooms, place.room)
        if elsewhen:
            time = f"{date_short(place.starts_at)}, {time}"
        elif change.retimed and was and change.kind != "cancelled":
            time = _("%(time)s au lieu de %(before)s", time=time, before=clock_time(was.starts_at))
        before = _name(rooms, was.room) if was and change.kind == "moved" else ""
        if before:
            room = room or _("salle à préciser")
            return _("%(time)s : %(room)s au lieu de %(before)s", time=time, room=room, before=before)
        where = ", ".join(part for part in (time, room) if part)
        return (
            _("%(where)s : %(news)s", where=where, news=NEWS[change.kind]()) if change.kind in NEWS else where
        )

    return both(say)


def _name(rooms: Mapping[str, RoomSpec], code: str | None) -> str:
    return text(rooms[code].name) if code is not None and code in rooms else ""
