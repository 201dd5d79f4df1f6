"""Words for what is chosen from: kinds of organisation, in what capacity somebody comes, languages, reasons."""

from flask_babel import lazy_gettext as _l

from eventreg.registration import states

# Of what people come for, and not of the people: no word is of one gender.
CATEGORY_WORDS = {
    states.PARTICIPANT: _l("Participation"),
    states.SPEAKER: _l("Intervention"),
    states.ORGANISER: _l("Organisation"),
    states.PRESS: _l("Presse"),
    states.GUEST: _l("Invitation personnelle"),
}
LANGUAGE_WORDS = {"fr": _l("français"), "en": _l("anglais")}

OTHER = "other"
REASON_WORDS = {
    "deadline_missed": _l("Demande arrivée après la clôture"),
    "replacement": _l("Remplacement d’une personne empêchée"),
    "contributor": _l("Contribution au programme"),
    "official": _l("Représentation officielle"),
    "technical": _l("Le formulaire n’a pas fonctionné"),
    OTHER: _l("Autre motif"),
}
ORGANISATION_WORDS = {
    "local": _l("Collectivité territoriale"),
    "state": _l("État ou établissement public"),
    "research": _l("Recherche, enseignement"),
    "company": _l("Entreprise"),
    "association": _l("Association"),
    "other": _l("Autre"),
}
