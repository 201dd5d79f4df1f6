"""Words for what a session is."""

from flask_babel import lazy_gettext as _l

KIND_WORDS = {
    "workshop": _l("Atelier"),
    "plenary": _l("Plénière"),
    "welcome": _l("Accueil"),
    "break": _l("Pause"),
    "meal": _l("Repas"),
    "social": _l("Soirée"),
}
"""As organisers choose them, by kind."""
