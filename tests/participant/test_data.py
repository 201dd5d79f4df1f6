"""The download of everything that is held."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from eventreg.db import db
from eventreg.registration.choices import SlotChoice
from eventreg.registration.registering import Needs
from tests.participant.page import links, visit
from tests.registration.answers import FIRST
from tests.support.people import registered

# Tables that point to a registration, and the key of the download that tells of them.
TOLD = {
    "invitation": "invitations",
    "booking": "bookings",
    "displacement": "priorities",
    "special_needs": "needs",
    "token": "links",
    "outbox_mail": "mails",
    "scan": "scans",
    "identity_check": "identity_checks",
    "checkin": "check_ins",
    "audit": "history",
}


def download(app: Flask) -> tuple[dict[str, Any], str, dict[str, str]]:
    with app.app_context():
        person = registered(
            "Zoé",
            "Lefèvre",
            email="zoe@ville.example.org",
            slots={FIRST: SlotChoice("atelier-1")},
            needs=Needs("Végan"),
        )
        own, keys = visit(app, person), links(app, person)
    response = own.client.get(f"{own.address}/donnees.json")
    assert response.content_type == "application/json"
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    assert response.headers["Cache-Control"] == "private, no-store"
    return response.get_json(), response.get_data(as_text=True), keys


def test_the_download_holds_what_was_given(app: Flask) -> None:
    data, _, _ = download(app)
    registration = data["registration"]
    assert (registration["given_name"], registration["email"]) == ("Zoé", "zoe@ville.example.org")
    assert registration["days"] == ["2026-03-03", "2026-03-04"]
    assert registration["created_at"].endswith("+00:00")
    assert [(row["session"], row["state"]) for row in data["bookings"]] == [("atelier-1", "booked")]
    assert data["needs"]["dietary"] == "Végan"
    assert [row["kind"] for row in data["mails"]] == ["confirmation"]
    assert [(row["action"], row["actor"]) for row in data["history"]] == [("registered", "participant")]


def test_the_download_forgets_no_table_that_points_to_a_person(app: Flask) -> None:
    data, _, _ = download(app)
    with app.app_context():
        pointing = {table.name for table in db.metadata.tables.values() if "registration_id" in table.columns}
    assert pointing == set(TOLD)
    assert set(TOLD.values()) <= set(data)


def test_the_download_opens_nothing(app: Flask) -> None:
    _, text, keys = download(app)
    assert not any(key in text for key in keys.values())
    with app.app_context():
        for digest in db.session.scalars(select(db.metadata.tables["token"].c.hash)):
            assert digest not in text
