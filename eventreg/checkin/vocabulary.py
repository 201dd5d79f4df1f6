"""Words for devices: what each role may do, in what state one is."""

from flask_babel import lazy_gettext as _l

from eventreg.checkin import states

ROLE_WORDS = {
    states.SCAN: _l("Contrôle des badges"),
    states.STEWARD: _l("Équipe d’accueil"),
    states.SUPERVISOR: _l("Supervision de l’accueil"),
}
ROLE_NOTES = {
    states.SCAN: _l("Lit les badges. Ne cherche personne et ne voit que le prénom et une initiale."),
    states.STEWARD: _l("Lit les badges et cherche par nom."),
    states.SUPERVISOR: _l("Peut aussi forcer une entrée, inscrire sur place et régler les conflits."),
}
STATE_WORDS = {
    states.TO_ENROL: ("waitlist", _l("À activer")),
    states.ACTIVE: ("good", _l("Actif")),
    states.REVOKED_DEVICE: ("cancelled", _l("Révoqué")),
}
"""With the kind of tag."""
