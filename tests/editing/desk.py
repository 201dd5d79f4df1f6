"""An organiser's gestures and forms as requests, and the draft that comes of them."""

from typing import Any

from bs4 import Tag
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventreg.agenda import drafting
from eventreg.agenda.tables import Row, fingerprint
from tests.support.pages import form_values, one, parsed

GRID = "/organisation/programme"
NEW, ROW = f"{GRID}/seances/nouvelle", "#row"
JSON = {"Accept": "application/json"}
MORNING, LATE = "20260303T0930", "20260303T1600"


def found(app: Flask, code: str, table: str = "session") -> Row | None:
    with app.app_context():
        return drafting.read().row(table, code)


def row(app: Flask, code: str, table: str = "session") -> Row:
    there = found(app, code, table)
    assert there is not None
    return there


def steps(app: Flask) -> list[str]:
    with app.app_context():
        return [step.action for step in drafting.read().steps if not step.undone]


def place(client: FlaskClient, app: Flask, code: str, **more: str) -> dict[str, Any]:
    """A gesture of the script: the row as it is, with what is given; its answer."""
    now = row(app, code)
    values = {"starts_at": now["starts_at"][:16], "ends_at": now["ends_at"][:16], "room": now.get("room", "")}
    data = (
        values | {"seen": fingerprint(now), "csrf_token": token(client), "jour": now["starts_at"][:10]} | more
    )
    return answered(client.post(f"{GRID}/seances/{code}/place", data=data, headers=JSON))


def token(client: FlaskClient) -> str:
    return form_values(parsed(client.get(NEW)), ROW)["csrf_token"]


def answered(response: TestResponse) -> dict[str, Any]:
    """What the script is told."""
    return dict(response.get_json())


def card(client: FlaskClient, code: str, day: str = "2026-03-03") -> Tag:
    return one(parsed(client.get(f"{GRID}?jour={day}")), f'[data-code="{code}"]')
