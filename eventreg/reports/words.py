"""States and actions in plain words, for the organisers' pages."""

from flask_babel import lazy_gettext as _l

from eventreg.audit import PARTICIPANT, SYSTEM
from eventreg.registration import vocabulary

CATEGORIES = vocabulary.CATEGORY_WORDS
REASONS = vocabulary.REASON_WORDS | {
    "no_answer": _l("Sans réponse"),
    "no_show": _l("Absence"),
    "walk-in": _l("Inscription à la porte"),
}
"""Why staff added somebody, or ended a registration."""

REGISTRATION = {
    "confirmed": ("good", _l("Confirmée")),
    "waitlisted": ("waitlist", _l("Liste d’attente")),
    "cancelled": ("cancelled", _l("Annulée")),
}
"""The kind of tag, and its word."""

MAIL_STATES = {
    "queued": ("info", _l("En attente d’envoi")),
    "sent": ("good", _l("Envoyé")),
    "refused": ("full", _l("Refusé")),
    "bounced": ("full", _l("Non distribué")),
    "dropped": ("cancelled", _l("Sans objet")),
    "dead": ("full", _l("Abandonné")),
}

# What became of a message where no server spoke: the class of the fault.
_AWAY = _l("Serveur de messagerie injoignable")
MAIL_FAULTS = dict.fromkeys(
    (
        "ConnectionRefusedError", "ConnectionResetError", "BrokenPipeError", "TimeoutError", "OSError", "gaierror",
        "SSLError", "SSLCertVerificationError", "SMTPServerDisconnected", "SMTPConnectError", "SMTPHeloError",
    ),
    _AWAY,
) | {"NoAddress": _l("Aucun courriel ne peut être envoyé à cette adresse")}  # fmt: skip

MAILS = {
    "confirmation": _l("Confirmation d’inscription"),
    "already_registered": _l("Rappel du lien personnel"),
    "programme_changed": _l("Programme modifié"),
    "admitted": _l("Confirmation après liste d’attente"),
    "cancelled": _l("Annulation"),
    "reconfirmation": _l("Question « Venez-vous toujours ? »"),
    "reminder": _l("Rappel avant l’évènement"),
    "invitation": _l("Invitation"),
}

MOVEMENTS = {"entry": _l("Entrée"), "exit": _l("Sortie"), "undo": _l("Annulation du passage précédent")}

IDENTITY = {
    "verified": _l("Pièce d’identité vérifiée"),
    "mismatch": _l("Pièce d’identité à un autre nom"),
    "absent": _l("Sans pièce d’identité"),
    "waived": _l("Entrée admise par le superviseur"),
}

ACTIONS = {
    "registered": _l("Inscription enregistrée"),
    "choices.changed": _l("Programme modifié"),
    "promoted": _l("Place obtenue depuis la liste d’attente"),
    "admitted": _l("Admise depuis la liste d’attente de l’évènement"),
    "programme.revised": _l("Séance annulée ou déplacée"),
    "details.changed": _l("Coordonnées modifiées"),
    "category.changed": _l("Catégorie modifiée"),
    "cancelled": _l("Inscription annulée"),
    "confirmation.resent": _l("Confirmation renvoyée"),
    "reconfirmed": _l("Présence confirmée"),
    "reminders.stopped": _l("Rappels arrêtés"),
    "reminders.resumed": _l("Rappels demandés à nouveau"),
    "mail.resent": _l("Message renvoyé"),
    "address.corrected": _l("Adresse électronique corrigée"),
    "address.checked": _l("Adresse électronique vérifiée"),
    "entry.forced": _l("Entrée admise malgré le refus"),
    "conflict.closed": _l("Conflit de lecture clos"),
    "badge.printed": _l("Badge imprimé à la borne"),
}

ANSWERS = {
    "yes": _l("Oui"),
    "silent": _l("Sans réponse"),
    "withdrawn": _l("Annulée après la question"),
    "unreached": _l("Question non remise"),
}
"""To the question whether one still comes."""

ACTORS = {PARTICIPANT: _l("la personne"), SYSTEM: _l("l’application")}

PURPOSES = {
    "reception": _l("Accueil et émargement"),
    "badges": _l("Badges"),
    "funding": _l("Justification auprès des financeurs"),
    "mailing": _l("Information des participants"),
    "other": _l("Autre motif"),
}

# What an assumption of the edition is about: the table, then the key, as an organiser would say it.
TABLES = {
    "event": _l("Évènement"),
    "venue": _l("Lieu"),
    "organiser": _l("Organisateur"),
    "funding": _l("Financement"),
    "room": _l("Salle"),
    "session": _l("Séance"),
    "category": _l("Catégorie"),
    "privacy": _l("Données personnelles"),
    "legal": _l("Mentions légales"),
}
KEYS = {
    "after_deadline": _l("inscription après la clôture"),
    "beside_capacity": _l("hors capacité"),
    "accessibility_contact": _l("contact pour l’accessibilité"),
    "access": _l("accès"),
    "basis": _l("base légale"),
    "capacity": _l("capacité"),
    "changes_close_at": _l("fin des modifications"),
    "contact_address": _l("adresse postale"),
    "contact_email": _l("adresse électronique"),
    "contact_phone": _l("téléphone"),
    "contacts": _l("contacts"),
    "controllers": _l("responsables du traitement"),
    "director": _l("directeur de la publication"),
    "disclaimer": _l("mention de non-responsabilité"),
    "dpo": _l("délégué à la protection des données"),
    "dpo_email": _l("adresse du délégué à la protection des données"),
    "ends_at": _l("heure de fin"),
    "grace_minutes": _l("délai de grâce après la clôture"),
    "host": _l("hébergeur du site"),
    "identity_days": _l("durée de conservation des contrôles d’identité"),
    "latitude": _l("latitude"),
    "longitude": _l("longitude"),
    "name": _l("nom"),
    "photography": _l("photographies"),
    "publisher": _l("éditeur du site"),
    "purposes": _l("finalités"),
    "recipients": _l("destinataires"),
    "reconfirmation_days_before": _l("jours entre la question « Venez-vous toujours ? » et l’évènement"),
    "registration_days": _l("durée de conservation des inscriptions"),
    "registration_opens_at": _l("ouverture des inscriptions"),
    "reminder_days_before": _l("jours entre le rappel et l’évènement"),
    "retention": _l("conservation"),
    "rights": _l("droits des personnes"),
    "room": _l("salle"),
    "service": _l("service"),
    "special_data": _l("besoins particuliers"),
    "special_data_days": _l("durée de conservation des besoins particuliers"),
}
