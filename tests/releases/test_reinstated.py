"""A workshop that comes back after it was called off: its people read when and where it is now."""

from collections.abc import Mapping
from datetime import timedelta

from flask import Flask

from eventreg.registration.choices import SlotChoice
from tests.mail.letters import captured, told
from tests.registration.answers import FIRST
from tests.releases.draft import LATER, edit, release
from tests.support.people import registered

LATE = {"starts_at": "2026-03-03T17:45:00", "ends_at": "2026-03-03T18:30:00", "room": "salle-3"}
STEPS: tuple[Mapping[str, str], ...] = ({"status": "cancelled"}, LATE, {"status": "confirmed"})


def test_what_was_moved_while_it_was_called_off_says_its_time_and_room(app: Flask) -> None:
    with app.app_context():
        people = [registered(slots={FIRST: SlotChoice("atelier-1")}, lang=lang) for lang in ("fr", "en")]
        for number, values in enumerate(STEPS):
            edit("atelier-1", values)
            release(now=LATER + timedelta(hours=number))
            captured(app)
        french, english = (told(app, person) for person in people)
    assert "citoyenne ? », mardi 3 mars, 17 h 45 – 18 h 30, Salle 3 " in french
    assert "citizens?”, Tuesday 3 March, 5:45 p.m. – 6:30 p.m., Room 3 " in english
