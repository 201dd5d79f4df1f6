"""Words for devices (what each role may do, in what state one is) and for conflicts."""

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

CONFLICT_WORDS = {
    states.DUPLICATE_OFFLINE: _l("Badge déjà entré."),
    states.ADMITTED_BUT_REVOKED: _l("Entrée avec un badge remplacé."),
    states.ADMITTED_BUT_CANCELLED: _l("Entrée avec une inscription annulée."),
    states.ADMITTED_BUT_REFUSED: _l("Entrée que le serveur aurait refusée."),
    states.REFUSED_BUT_VALID: _l("Refus à tort."),
}
CONFLICT_NOTES = {
    states.DUPLICATE_OFFLINE: _l(
        "L’appareil a laissé entrer quelqu’un dont le badge était déjà entré : le badge a été lu deux fois, ou "
        "quelqu’un d’autre s’en est servi. Une seule entrée est comptée."
    ),
    states.ADMITTED_BUT_REVOKED: _l(
        "La personne est entrée avec un ancien badge, qu’un plus récent remplace. Assurez-vous que c’était "
        "bien elle : l’entrée n’est pas comptée tant que vous ne la confirmez pas."
    ),
    states.ADMITTED_BUT_CANCELLED: _l(
        "Quelqu’un est entré, alors que l’inscription est annulée. L’entrée n’est pas comptée tant que vous ne la "
        "confirmez pas."
    ),
    states.ADMITTED_BUT_REFUSED: _l(
        "Quelqu’un est entré, alors que la règle s’y opposait. L’entrée n’est pas comptée tant que vous ne la "
        "confirmez pas."
    ),
    states.REFUSED_BUT_VALID: _l(
        "L’appareil a refusé cette personne, alors que son inscription est valable. Elle attend peut-être encore."
    ),
}
CLOSING_WORDS = {
    states.SAME_PERSON: _l("La même personne, lue deux fois"),
    states.ENTRY_CONFIRMED: _l("L’entrée est confirmée"),
    states.LEFT: _l("La personne est repartie"),
    states.OTHER_PERSON: _l("Une autre personne s’est servie du badge"),
    states.DEVICE_ERROR: _l("Erreur de l’appareil ou de lecture"),
}
