"""Editions of the event as it may be on the day: the shipped one with a few rows changed or added."""

from datetime import datetime
from typing import Any

from flask import Flask

from eventreg import clock
from eventreg.agenda import loading
from eventreg.agenda import programme as agenda
from eventreg.agenda import tables as agenda_tables
from eventreg.agenda.programme import Programme
from eventreg.db import db
from eventreg.event.edition import Edition
from tests.registration.editions import shipped

EVE, DAY, SECOND = "2026-03-02", "2026-03-03", "2026-03-04"


def altered(code: str, base: Edition | None = None, **values: Any) -> Edition:
    """With other values of a session or a room, as JSON has them."""
    edition = base or shipped()
    tables = agenda_tables.of(edition)
    (row,) = (row for table in ("room", "session") for row in tables[table] if row["code"] == code)
    row.update(values)
    return agenda_tables.edition_with(edition, tables)


def with_session(code: str, base: Edition | None = None, **values: Any) -> Edition:
    edition = base or shipped()
    tables = agenda_tables.of(edition)
    tables["session"].append({"code": code, "kind": "plenary", "status": "confirmed"} | values)
    return agenda_tables.edition_with(edition, tables)


def with_rooms(number: int) -> Edition:
    """As many more rooms, each with a session at the time of the first workshops."""
    edition = shipped()
    tables = agenda_tables.of(edition)
    for n in range(number):
        name = {"fr": f"Autre salle {n}", "en": f"Other room {n}"}
        tables["room"].append({"code": f"autre-{n}", "name": name})
        tables["session"].append({
            "code": f"ailleurs-{n}", "kind": "plenary", "status": "confirmed", "title": {"fr": f"Ailleurs {n}"},
            "starts_at": f"{DAY}T09:30:00", "ends_at": f"{DAY}T11:00:00", "room": f"autre-{n}",
        })  # fmt: skip
    return agenda_tables.edition_with(edition, tables)


def at(day: str, time: str) -> datetime:
    """The clock stands at this local time, and runs on."""
    moment = datetime.fromisoformat(f"{day}T{time}+01:00")
    clock.start_at(moment)
    return moment


def publish(app: Flask, edition: Edition) -> None:
    with app.test_request_context(method="POST"):
        loading.load(edition, now=clock.now())
        db.session.commit()


def programme() -> Programme:
    loaded = agenda.current()
    assert loaded is not None
    return loaded
