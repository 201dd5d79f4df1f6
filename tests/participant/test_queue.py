"""Waiting, preferring to stay, and choosing again after a workshop was called off."""

from datetime import datetime, timedelta

import icalendar
import pytest
from flask import Flask

from eventreg.db import db
from eventreg.registration import changing
from eventreg.registration.choices import SlotChoice
from eventreg.registration.registering import living
from tests.participant.page import Visit, links, visit
from tests.registration.answers import FIRST, states, words
from tests.registration.editions import capacities, load, with_sessions
from tests.support.people import OPEN, registered

EMAIL = "zoe@ville.example.org"


@pytest.fixture
def mine(app: Flask) -> Visit:
    """In atelier-2, waiting for atelier-1."""
    with app.app_context():
        capacities({"atelier-1": 1})
        registered(email="first@ville.example.org", slots={FIRST: SlotChoice("atelier-1")})
        return visit(app, registered(email=EMAIL, slots={FIRST: SlotChoice("atelier-2", "atelier-1")}))


def test_preferring_to_stay_is_one_click(app: Flask, mine: Visit) -> None:
    said = mine.press("Garder ma place, ne plus attendre")
    assert "Votre programme est enregistré." in said
    assert states(app, EMAIL) == {"atelier-2": "booked"}
    assert "liste d’attente." not in words(mine.see(), "section[aria-labelledby=programme]")


def test_leaving_a_queue_without_a_seat_is_one_click(app: Flask, mine: Visit) -> None:
    with app.app_context():
        own = visit(app, registered(email="w@ville.example.org", slots={FIRST: SlotChoice("atelier-1")}))
    assert "Vous êtes en 2e position" in words(own.see())
    own.press("Quitter cette liste d’attente")
    assert states(app, "w@ville.example.org") == {}
    assert "Vous êtes en 1re position" in words(mine.see())


@pytest.mark.parametrize(
    ("session", "status"), [("atelier-2", 303), ("atelier-99", 303), ("", 303), ("a\0b", 422)]
)
def test_leaving_a_queue_one_does_not_stand_in_changes_nothing(
    app: Flask, mine: Visit, session: str, status: int
) -> None:
    assert mine.script("attente", {"session": session}).status_code == status
    assert states(app, EMAIL) == {"atelier-1": "waitlisted", "atelier-2": "booked"}


def test_a_stale_token_leaves_no_queue(app: Flask, mine: Visit) -> None:
    answer = mine.client.post(f"{mine.address}/attente", data={"csrf_token": "x", "session": "atelier-1"})
    assert answer.status_code == 400
    assert "Vous êtes en 1re position" in words(answer)
    assert states(app, EMAIL)["atelier-1"] == "waitlisted"


def test_page_and_calendar_follow_a_promotion_at_once(app: Flask, mine: Visit) -> None:
    with app.app_context():
        feed = f"/calendrier/{feed_of(app, EMAIL)}.ics"
        before = mine.client.get(feed)
        assert "Atelier 2" in summaries(before.data)
        changing.cancel(person_of("first@ville.example.org"), now=OPEN + timedelta(minutes=5))
        db.session.commit()
    assert "Atelier 1 : Comment susciter l’action citoyenne ? Salle 1 réservé" in words(mine.see())
    after = mine.client.get(feed, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "Atelier 1" in summaries(after.data)
    assert "Atelier 2" not in summaries(after.data)


def test_after_a_cancelled_workshop_another_is_one_click(app: Flask) -> None:
    with app.app_context():
        edition = capacities({})
        own = visit(app, registered(email=EMAIL, slots={FIRST: SlotChoice("atelier-1")}))
        load(with_sessions(edition, {"atelier-1": {"status": "cancelled"}}), OPEN)
    page = words(own.see())
    assert "votre atelier a été annulé ou déplacé" in page
    assert "Jusqu’au mercredi 4 février 2026 à 9 h, vous passez avant" in page
    own.press("Choisir cet atelier")
    assert states(app, EMAIL) == {"atelier-1": "booked", "atelier-2": "booked"}
    after = words(own.see())
    assert "votre atelier a été annulé ou déplacé" not in after
    assert "Salle 1 annulé" in after


def person_of(email: str) -> int:
    found = living(email)
    assert found is not None
    return found.id


def feed_of(app: Flask, email: str) -> str:
    found = living(email)
    assert found is not None
    return links(app, found)["feed"]


def summaries(data: bytes) -> str:
    return " ".join(str(e["SUMMARY"]) for e in icalendar.Calendar.from_ical(data).walk("VEVENT"))


def test_the_form_sent_as_it_is_keeps_two_seats_that_a_move_brought_into_one_slot(app: Flask) -> None:
    with app.app_context():
        edition = capacities({})
        slots = {"20260304T0900": SlotChoice("atelier-5"), "20260304T1045": SlotChoice("atelier-7")}
        own = visit(app, registered(email=EMAIL, slots=slots))
        moved = {"starts_at": at_day_two(9, 30), "ends_at": at_day_two(11, 0)}
        load(with_sessions(edition, {"atelier-6": moved}), OPEN)
    assert own.send("programme", {}).status_code == 303
    assert states(app, EMAIL) == {"atelier-5": "booked", "atelier-7": "booked"}


def at_day_two(hour: int, minute: int) -> datetime:
    return datetime(2026, 3, 4, hour, minute)  # noqa: DTZ001 - local, as the edition has it
