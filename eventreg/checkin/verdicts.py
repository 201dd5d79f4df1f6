"""What a verdict says, in both languages at once: the API answers both, so these texts are a table.

French is set with its typography here; the door's words, which staff and other tools know, are kept.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date

from eventreg.checkin import states
from eventreg.i18n import clock_time, speaking
from eventreg.typography import french

Message = dict[str, str]
_TWO_DAYS = 2 * 24 * 60  # minutes

WAIVE_REFUSED, FORCE_REFUSED, MALFORMED = "waive_refused", "force_refused", "malformed"
UNKNOWN_LIST, IDENTITY, EXIT_UNSEEN = "unknown_list", "identity", "exit_unseen"
NO_PLACE, MALFORMED_PERSON = "no_place", "malformed_person"
UNDONE, NOTHING_TO_UNDO = "undone", "nothing_to_undo"

_TEXTS = {
    states.OK: ("Bienvenue", "Welcome"),
    IDENTITY: ("Bienvenue. Vérifiez la pièce d’identité.", "Welcome. Check the identity document."),
    states.REENTRY: ("De retour", "Welcome back"),
    states.EXITED: ("Sortie enregistrée", "Exit recorded"),
    EXIT_UNSEEN: ("Sortie : aucune entrée n’était enregistrée", "Exit: no entry had been recorded"),
    states.WAITLISTED: (
        "Inscription non confirmée : liste d’attente",
        "Registration not confirmed: on the waitlist",
    ),
    states.FULL: ("Jauge atteinte : pas de place réservée", "Room full: no seat booked"),
    states.CANCELLED: ("Inscription annulée", "Registration cancelled"),
    states.REVOKED: (
        "Badge remplacé : demander le plus récent",
        "Badge replaced: ask for the most recent one",
    ),
    states.MISMATCH: (
        "Nom différent : entrée refusée. Appeler le responsable.",
        "Different name: not admitted. Call the supervisor.",
    ),
    states.ABSENT: (
        "Pas de pièce d’identité : entrée refusée. Appeler le responsable.",
        "No identity document: not admitted. Call the supervisor.",
    ),
    states.OTHER_EVENT: ("Badge d’un autre événement", "Badge of another event"),
    states.UNKNOWN: ("Code inconnu : chercher par nom", "Unknown code: search by name"),
    states.ERROR: ("Réessayer", "Try again"),
    WAIVE_REFUSED: (
        "Seul un responsable peut dispenser de pièce d’identité : rien n’est enregistré.",
        "Only a supervisor may waive the identity document: nothing is recorded.",
    ),
    FORCE_REFUSED: (
        "Seul un responsable peut admettre malgré le refus : rien n’est enregistré.",
        "Only a supervisor may admit in spite of the refusal: nothing is recorded.",
    ),
    MALFORMED: (
        "Lecture mal formée : rien n’est enregistré.",
        "Malformed scan: nothing is recorded.",
    ),
    NO_PLACE: (
        "Jauge de l’évènement atteinte : rien n’est enregistré.",
        "The event is full: nothing is recorded.",
    ),
    MALFORMED_PERSON: (
        "Nom ou adresse mal formés : rien n’est enregistré.",
        "Malformed name or address: nothing is recorded.",
    ),
    UNDONE: ("Passage annulé", "Entry or exit undone"),
    NOTHING_TO_UNDO: (
        "Cette lecture n’a enregistré aucun passage : rien à annuler.",
        "This scan recorded no entry and no exit: nothing to undo.",
    ),
    UNKNOWN_LIST: (
        "Cette liste n’existe pas : rien n’est enregistré.",
        "This list does not exist: nothing is recorded.",
    ),
}

WORDS = {
    states.OK: ("Bienvenue", "Welcome"),
    states.OK_ATTENTION: ("Accueil particulier", "Special welcome"),
    states.REENTRY: ("De retour", "Welcome back"),
    states.EXITED: ("Sortie", "Exit"),
    states.ALREADY_IN: ("Déjà entré", "Already in"),
    states.WRONG_DAY: ("Autre jour", "Another day"),
    states.PENDING: ("Non confirmé", "Not confirmed"),
    states.WAITLISTED: ("Liste d’attente", "Waitlist"),
    states.FULL: ("Complet", "Full"),
    states.CANCELLED: ("Annulé", "Cancelled"),
    states.REVOKED: ("Badge remplacé", "Badge replaced"),
    states.BLOCKED: ("Appeler le responsable", "Call the supervisor"),
    states.OTHER_EVENT: ("Autre événement", "Another event"),
    states.UNKNOWN: ("Code inconnu", "Unknown code"),
    states.ERROR: ("Réessayer", "Try again"),
}
"""One or two words for the figures and the log of scans."""


@lru_cache
def message(key: str) -> Message:
    """The text of a verdict, or of one of its variants. Shared: not to be changed."""
    spoken, english = _TEXTS[key]
    return {"fr": french(spoken), "en": english}


def spoken(lang: str) -> dict[str, str]:
    """Every text that needs no value, in one language: phones without network say the same."""
    return {key: message(key)[lang] for key in _TEXTS}


def already_in(since: datetime, gate: str, zone: ZoneInfo) -> Message:
    """« Déjà entré à 9 h 12, porte A »"""
    place = f", {gate}" if gate else ""
    local = since.astimezone(zone)
    return {
        "fr": f"Déjà entré à {_said('fr', clock_time, local)}{place}",
        "en": f"Already in since {_said('en', clock_time, local)}{place}",
    }


def wrong_day(days: Sequence[str]) -> Message:
    """« Inscrit pour le 4 mars seulement »"""
    if not days:
        return {"fr": "Inscrit pour aucun jour", "en": "Registered for no day"}
    dates = sorted(date.fromisoformat(day) for day in days)
    spoken = " et ".join("le " + format_date(day, "d MMMM", locale="fr") for day in dates)
    english = " and ".join(format_date(day, "d MMMM", locale="en") for day in dates)
    return {
        "fr": f"Inscrit pour {spoken.replace('le 1 ', 'le 1er ')} seulement",
        "en": f"Registered for {english} only",
    }


def clock_warning(seconds: int) -> Message:
    minutes = round(abs(seconds) / 60)
    spoken, english = f"{minutes} minutes", f"{minutes} minutes"
    if minutes >= _TWO_DAYS:
        days = minutes // (24 * 60)
        spoken, english = f"{days} jours", f"{days} days"
    way = ("avance", "ahead") if seconds > 0 else ("retarde", "behind")
    return {
        "fr": french(f"L’horloge de l’appareil {way[0]} de {spoken} : réglez-la."),
        "en": f"The device’s clock is {english} {way[1]}: set it.",
    }


def _said(lang: str, say: Callable[[datetime], str], moment: datetime) -> str:
    with speaking(lang):
        return say(moment)
