"""The organisers' page of devices: adding, the code that is shown once, another code, revoking."""

import re

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from eventreg.audit import AuditEntry
from eventreg.checkin import devices
from eventreg.checkin.models import Device
from eventreg.db import db
from tests.checkin.door import at, dump, later
from tests.organisation.desk import signed_in
from tests.support.pages import parsed, submit

PAGE, FORM = "/organisation/appareils", "form[data-device]"


@pytest.fixture
def organiser(app: Flask) -> FlaskClient:
    at("2026-03-03T09:12:00+01:00")
    return signed_in(app)


def _add(client: FlaskClient, name: str = "Porte A", **more: list[str] | str) -> TestResponse:
    return submit(client, PAGE, {"name": name, **more}, FORM)


def _address(page: BeautifulSoup) -> str:
    said = page.select_one(".copy-line")
    assert said is not None
    found = re.fullmatch(r"https://inscription\.example\.org(/porte/appareil/\S+)", said.text)
    assert found, said.text
    return found[1]


def _rows(client: FlaskClient) -> list[list[str]]:
    page = parsed(client.get(PAGE))
    rows = page.select("table tbody tr")
    return [[" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")] for row in rows]


def test_added_device_is_enrolled_by_the_code_once(app: Flask, organiser: FlaskClient) -> None:
    answer = _add(organiser, "  Porte   A ", role="scan", lists=["2026-03-03", "atelier-1"])
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    page = parsed(answer)
    assert "jusqu’à 9\u00a0h\u00a022" in page.text
    assert page.select(".badge-code svg path")
    address, phone = _address(page), app.test_client()
    with app.app_context():
        assert address.rsplit("/", 1)[1] not in dump()
        device = db.session.scalars(select(Device)).one()
        assert (device.name, device.role, device.lists) == ("Porte A", "scan", ["2026-03-03", "atelier-1"])
        added = db.session.scalars(select(AuditEntry).filter_by(action="device.added")).one()
        assert added.actor == "staff:1"
    assert _rows(organiser)[0][:2] == ["Porte A", "À activer code valable jusqu’à 9 h 22"]
    assert submit(phone, address).status_code == 303
    assert app.test_client().get(address).status_code == 410
    row = _rows(organiser)[0]
    assert row[:3] == ["Porte A", "Actif", "Contrôle des badges"]
    assert row[3].startswith("Mardi 3 mars ")
    assert row[4] == "mardi 3 mars 2026 à 9 h 12"


def test_nothing_ticked_is_every_list(app: Flask, organiser: FlaskClient) -> None:
    _add(organiser)
    assert _rows(organiser)[0][2:5] == ["Équipe d’accueil", "toutes", "jamais"]
    later(11)
    assert _rows(organiser)[0][1] == "À activer code expiré"


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"name": " "}, "name"), ({"name": "x" * 61}, "name"), ({"name": "porte\x07"}, "name"),
        ({"role": "king"}, "role"), ({"lists": ["2026-03-05"]}, "lists"),
        ({"name": "Prise"}, "name"),
    ],
)  # fmt: skip
def test_what_cannot_be_comes_back_with_what_was_typed(
    app: Flask, organiser: FlaskClient, values: dict[str, list[str] | str], fault: str
) -> None:
    _add(organiser, "Prise")
    answer = submit(organiser, PAGE, {"name": "Porte B", "lists": ["atelier-1"], **values}, FORM)
    page = parsed(answer)
    assert answer.status_code == 422
    assert page.select(f".error-summary a[href='#{fault}']")
    if fault != "lists":
        assert page.select("input[name=lists][value=atelier-1][checked]")
    with app.app_context():
        assert len(devices.everyone()) == 1


def test_another_code_keeps_the_phone_until_it_is_used(app: Flask, organiser: FlaskClient) -> None:
    old, new = app.test_client(), app.test_client()
    submit(old, _address(parsed(_add(organiser))))
    again = submit(organiser, PAGE, selector="form[action$='/code']")
    assert old.get("/porte").status_code == 200, "nobody has used the code yet"
    submit(new, _address(parsed(again)))
    assert (old.get("/porte").status_code, new.get("/porte").status_code) == (303, 200)
    assert _actions(app) == ["device.added", "device.enrolled", "device.renewed", "device.enrolled"]


def test_revoking_asks_once(app: Flask, organiser: FlaskClient) -> None:
    phone = app.test_client()
    submit(phone, _address(parsed(_add(organiser))))
    ask = f"{PAGE}/1/revoquer"
    assert "Révoquer" in parsed(organiser.get(ask)).h1.text  # type: ignore[union-attr]
    assert phone.get("/porte").status_code == 200, "asking does nothing"
    assert submit(organiser, ask).status_code == 303
    assert phone.get("/porte").status_code == 303
    assert _rows(organiser)[0][1] == "Révoqué"
    assert not parsed(organiser.get(PAGE)).select("table form")
    assert organiser.get(ask).status_code == 404
    with app.app_context():
        revoked = db.session.scalars(select(AuditEntry).filter_by(action="device.revoked")).one()
        assert (revoked.actor, revoked.data) == ("staff:1", {"device": 1})


def test_own_phone_of_staff_is_revoked_and_never_somebody_elses(app: Flask, organiser: FlaskClient) -> None:
    steward = signed_in(app, "steward")
    submit(steward, "/porte", selector="form[action$='/poste']")
    assert _rows(organiser)[0][0] == "Steward 1 steward@example.org"
    assert not parsed(organiser.get(PAGE)).select("form[action$='/code']")
    token = parsed(organiser.get(PAGE)).select("input[name=csrf_token]")[0]["value"]
    assert organiser.post(f"{PAGE}/1/code", data={"csrf_token": token}).status_code == 404
    submit(organiser, f"{PAGE}/1/revoquer")
    assert _rows(organiser)[0][1] == "Révoqué"


def test_revoked_devices_stand_last(organiser: FlaskClient) -> None:
    for name in ("A", "B", "C"):
        _add(organiser, name)
    submit(organiser, f"{PAGE}/1/revoquer")
    assert [row[0] for row in _rows(organiser)] == ["B", "C", "A"]


def test_a_revoked_name_starts_anew(app: Flask, organiser: FlaskClient) -> None:
    _add(organiser)
    submit(organiser, f"{PAGE}/1/revoquer")
    assert _add(organiser).status_code == 200
    assert len(_rows(organiser)) == 1


@pytest.mark.parametrize("role", ["steward", "supervisor"])
def test_devices_are_for_organisers(app: Flask, role: str) -> None:
    client = signed_in(app, role)
    for address in (PAGE, f"{PAGE}/1/revoquer"):
        assert client.get(address).status_code == 403
        assert app.test_client().get(address).status_code == 303
    assert PAGE not in client.get("/porte").text


def test_device_that_is_none_is_not_found(organiser: FlaskClient) -> None:
    for key in ("7", "99999999999"):
        assert organiser.get(f"{PAGE}/{key}/revoquer").status_code == 404


def _actions(app: Flask) -> list[str]:
    with app.app_context():
        rows = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        return [row.action for row in rows if row.action.startswith("device.")]
