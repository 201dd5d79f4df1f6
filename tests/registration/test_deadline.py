"""Before opening, on the last evening, in the grace, and after."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.registration.answers import at, filled, opened, rows, send, words


def test_before_opening_the_page_says_when(app: Flask, client: FlaskClient) -> None:
    values = filled(opened(client))
    at("2026-01-10T12:00:00+01:00")
    page = client.get("/inscription")
    assert page.status_code == 200
    assert "Inscription à partir du lundi 12 janvier 2026 à 9 h" in words(page)
    assert "<form" not in page.get_data(as_text=True)
    refused = client.post("/inscription", data=values)
    assert refused.status_code == 403
    assert "Inscription à partir du lundi 12 janvier 2026 à 9 h" in words(refused)
    assert rows(app)["registration"] == 0


@pytest.mark.parametrize("instant", ["2026-02-20T00:00:00+01:00", "2026-02-20T23:59:58+01:00"])
def test_the_last_day_is_open_to_its_end(app: Flask, client: FlaskClient, instant: str) -> None:
    at(instant)
    assert "C’est le dernier jour." in words(client.get("/inscription"))
    assert send(client).status_code == 303
    assert rows(app)["registration"] == 1


def test_after_closing_the_page_says_since_when(app: Flask, client: FlaskClient) -> None:
    at("2026-02-21T00:00:00+01:00")
    page = client.get("/inscription")
    assert page.status_code == 200
    assert "closes depuis le vendredi 20 février 2026 à 23 h 59 (heure de Paris)" in words(page)
    assert "<form" not in page.get_data(as_text=True)


def test_a_form_opened_in_time_is_taken_in_the_grace_even_with_a_fault(
    app: Flask, client: FlaskClient
) -> None:
    at("2026-02-20T23:55:00+01:00")
    values = filled(opened(client), {"email": "zoe"})
    at("2026-02-21T00:20:00+01:00")
    assert client.post("/inscription", data=values).status_code == 422
    values["email"] = "zoe@ville.example.org"
    assert client.post("/inscription", data=values).status_code == 303
    assert rows(app)["registration"] == 1


@pytest.mark.parametrize(
    ("opened_at", "sent_at"),
    [
        ("2026-02-20T23:55:00+01:00", "2026-02-21T00:30:00+01:00"),
        ("2026-02-20T23:55:00+01:00", "2026-03-03T09:00:00+01:00"),
    ],
)
def test_after_the_grace_nothing_is_written(
    app: Flask, client: FlaskClient, opened_at: str, sent_at: str
) -> None:
    at(opened_at)
    values = filled(opened(client))
    at(sent_at)
    response = client.post("/inscription", data=values)
    assert response.status_code == 403
    assert "closes depuis le vendredi 20 février 2026" in words(response)
    assert rows(app)["registration"] == 0


@pytest.mark.parametrize("stamp", ["", "forged"])
def test_a_form_without_its_stamp_has_no_grace(app: Flask, client: FlaskClient, stamp: str) -> None:
    at("2026-02-20T23:55:00+01:00")
    values = filled(opened(client), {"form": stamp})
    at("2026-02-21T00:01:00+01:00")
    assert client.post("/inscription", data=values).status_code == 403
    assert rows(app)["registration"] == 0


def test_the_opening_time_survives_a_restart(make_app) -> None:
    first = make_app()
    at("2026-02-20T23:55:00+01:00")
    client = first.test_client()
    values = filled(opened(client))
    cookie = client.get_cookie("session")
    second = make_app()
    at("2026-02-21T00:10:00+01:00")
    again = second.test_client()
    again.set_cookie("session", cookie.value)
    assert again.post("/inscription", data=values).status_code == 303


def test_without_an_edition_there_is_no_form(empty_app: Flask) -> None:
    assert empty_app.test_client().get("/inscription").status_code == 404
