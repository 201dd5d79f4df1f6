"""The words of the door: roles, movements, identity outcomes, verdicts."""

SCAN, STEWARD, SUPERVISOR = "scan", "steward", "supervisor"
DEVICE_ROLES = (SCAN, STEWARD, SUPERVISOR)
"""*scan* has no search and sees no family name; *supervisor* may waive the identity step and undo at any time."""
TO_ENROL, ACTIVE, REVOKED_DEVICE = "to be enrolled", "active", "revoked"

ENTRY, EXIT, UNDO = "entry", "exit", "undo"
DIRECTIONS = (ENTRY, EXIT)

VERIFIED, MISMATCH, ABSENT, WAIVED = "verified", "mismatch", "absent", "waived"
IDENTITY_OUTCOMES = (VERIFIED, MISMATCH, ABSENT, WAIVED)
ADMITTING = (VERIFIED, WAIVED)

OK, OK_ATTENTION, REENTRY, EXITED, ALREADY_IN = "ok", "ok_attention", "reentry", "exit", "already_in"
WRONG_DAY, PENDING, WAITLISTED, FULL = "wrong_day", "pending", "waitlisted", "full"
CANCELLED, REVOKED, BLOCKED, OTHER_EVENT = "cancelled", "revoked", "blocked", "other_event"
UNKNOWN, ERROR = "unknown", "error"
VERDICTS = (
    *(OK, OK_ATTENTION, REENTRY, EXITED, ALREADY_IN, WRONG_DAY, PENDING, WAITLISTED, FULL),
    *(CANCELLED, REVOKED, BLOCKED, OTHER_EVENT, UNKNOWN, ERROR),
)
"""`ok_attention`, `pending` and a reasonless `blocked` are reserved: nothing marks a registration so yet."""

SOURCES = ("camera", "scanner", "keyboard", "page", "link", "search", "photo", "manual")
"""How a code was read; any other word is kept as `other`, so that no free text gets in."""

DUPLICATE_OFFLINE, ADMITTED_BUT_REVOKED = "duplicate_offline", "admitted_but_revoked"
ADMITTED_BUT_CANCELLED, ADMITTED_BUT_REFUSED = "admitted_but_cancelled", "admitted_but_refused"
REFUSED_BUT_VALID = "refused_but_valid"
"""What a phone without network decided, and the server saw otherwise."""

SAME_PERSON, ENTRY_CONFIRMED, LEFT = "same_person", "entry_confirmed", "left"
OTHER_PERSON, DEVICE_ERROR = "other_person", "device_error"
CLOSING_REASONS = (SAME_PERSON, ENTRY_CONFIRMED, LEFT, OTHER_PERSON, DEVICE_ERROR)
"""Why a conflict is closed: read twice, in all the same, asked to leave, came with a lent badge, a phone was wrong."""

WALK_IN_FORM = "walkin-"
"""What the form of somebody who was registered at the door begins with; the rest is the phone's number for it."""
