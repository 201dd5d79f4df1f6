"""What the columns of a list of people may be called, and what stands in those that hold a code. Pure.

Names and words are compared without case, accents, hyphens and underscores, in either language.
"""

from collections.abc import Mapping, Sequence

from eventreg.registration.names import search_key

NAMES: Mapping[str, Sequence[str]] = {
    "given_name": ("given name", "prenom", "first name"),
    "family_name": ("family name", "nom", "nom de famille", "last name"),
    "email": ("email", "e mail", "courriel", "adresse electronique", "adresse mail", "mail"),
    "category": ("category", "categorie"),
    "organisation": ("organisation", "organisme", "organization"),
    "organisation_kind": ("organisation kind", "type d organisme", "type"),
    "job_title": ("job title", "fonction"),
    "lang": ("lang", "langue", "language"),
}
FRENCH: Mapping[str, str] = {
    "given_name": "prénom",
    "family_name": "nom",
    "email": "courriel",
    "category": "catégorie",
    "organisation": "organisme",
    "organisation_kind": "type d’organisme",
    "job_title": "fonction",
    "lang": "langue",
}
"""What a French file calls them, as people spell it."""
REQUIRED = ("given_name", "family_name", "email", "category")

CODES: Mapping[str, Mapping[str, Sequence[str]]] = {
    "category": {
        "participant": ("participant", "participante", "participation"),
        "speaker": ("speaker", "intervenant", "intervenante", "intervention"),
        "organiser": ("organiser", "organizer", "organisateur", "organisatrice", "organisation"),
        "press": ("press", "presse", "journaliste"),
        "guest": ("guest", "invite", "invitee", "invitation", "invitation personnelle"),
    },
    "organisation_kind": {
        "": ("",),
        "local": ("local", "collectivite territoriale", "collectivite"),
        "state": ("state", "etat ou etablissement public", "etat"),
        "research": ("research", "recherche enseignement", "recherche"),
        "company": ("company", "entreprise"),
        "association": ("association",),
        "other": ("other", "autre"),
    },
    "lang": {"fr": ("", "fr", "francais", "french"), "en": ("en", "anglais", "english")},
}
"""By column, the code and the words for it. An empty word is what an empty cell stands for."""


def named(cell: str) -> str | None:
    """The column that a cell of the header names."""
    said = search_key(cell)
    return next((column for column, names in NAMES.items() if said in names), None)


def code(column: str, cell: str) -> str | None:
    """The code that a cell stands for; None for none."""
    said = search_key(cell)
    return next((code for code, words in CODES[column].items() if said in words), None)
