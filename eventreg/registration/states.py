"""The states of a registration and of a booking."""

CONFIRMED = "confirmed"
WAITLISTED = "waitlisted"
CANCELLED = "cancelled"
REGISTRATION_STATES = (CONFIRMED, WAITLISTED, CANCELLED)

BOOKED = "booked"
"""A booking with a seat. A booking without one is WAITLISTED; a booking given up is deleted, the audit knows of it."""

MANAGE, BADGE, FEED = "manage", "badge", "feed"
PURPOSES = (MANAGE, BADGE, FEED)

PARTICIPANT, SPEAKER, ORGANISER, PRESS, GUEST = "participant", "speaker", "organiser", "press", "guest"
CATEGORIES = (PARTICIPANT, SPEAKER, ORGANISER, PRESS, GUEST)
"""In what capacity somebody comes; all but the first by invitation, or added by the organisers."""

ORGANISATION_KINDS = ("local", "state", "research", "company", "association", "other")

NO_ANSWER, NO_SHOW = "no_answer", "no_show"
"""Why staff end a registration: they were asked whether they still come and did not say; they are not there."""
