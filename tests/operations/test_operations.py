"""What machines ask of the application, and `flask check`."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventreg import clock
from eventreg.accounts.staff import add
from eventreg.db import db
from tests.support.people import registered
from tests.support.smtp import Sink


def test_health_asks_nothing_of_the_database(opened, tmp_path) -> None:
    client = opened(f"sqlite:///{tmp_path / 'missing' / 'x.db'}").test_client()
    assert (client.get("/healthz").status_code, client.get("/readyz").status_code) == (200, 503)


def test_ready_needs_the_newest_schema(app_each_db: Flask, opened, tmp_path) -> None:
    assert app_each_db.test_client().get("/readyz").status_code == 200
    assert opened(f"sqlite:///{tmp_path / 'empty.db'}").test_client().get("/readyz").status_code == 503


def test_metrics_do_not_exist_without_a_token(client: FlaskClient) -> None:
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_metrics_count(make_app) -> None:
    app = make_app(METRICS_TOKEN="secret")
    with app.app_context():
        registered(meals=("dejeuner-1",))
    client = app.test_client()
    for wrong in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic secret"}):
        assert client.get("/metrics", headers=wrong).status_code == 401
    answer = client.get("/metrics", headers={"Authorization": "Bearer secret"})
    lines = answer.text.splitlines()
    assert answer.text.endswith("\n")
    assert 'eventreg_registrations{status="confirmed"} 1' in lines
    assert 'eventreg_mails{state="queued"} 1' in lines
    assert 'eventreg_seats_taken{session="dejeuner-1"} 1' in lines
    assert 'eventreg_seats{session="atelier-5"} 120' in lines
    assert not any(line.startswith("eventreg_seats{") and "dejeuner" in line for line in lines)


def test_robots_keep_out_of_what_is_private_and_may_read_feeds(client: FlaskClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    closed = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: ")]
    assert {"/mon-inscription/", "/organisation/", "/porte", "/connexion"} <= set(closed)
    feeds = ("/programme.ics", "/calendrier/x.ics")
    assert not [path for path in closed if any(feed.startswith(path) for feed in feeds)]
    icon = client.get("/favicon.ico", follow_redirects=False)
    assert (icon.status_code, icon.location) == (308, "/static/img/favicon.svg")


@pytest.mark.parametrize("address", ["/donnees-personnelles", "/mentions-legales", "/accessibilite"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_legal_pages_are_the_editions(client: FlaskClient, address: str, lang: str) -> None:
    answer = client.get(address, query_string={"lang": lang})
    assert answer.status_code == 200
    expected = {"fr": "Région", "en": "Region"}[lang]
    assert expected in answer.text


def test_accessibility_is_not_claimed_without_an_audit(client: FlaskClient) -> None:
    page = client.get("/accessibilite").text
    assert "non conforme" in page
    assert "Défenseur des droits" in page


def test_legal_pages_without_an_edition(empty_app: Flask) -> None:
    assert empty_app.test_client().get("/mentions-legales").status_code == 404


def _check(app: Flask) -> tuple[int, list[str]]:
    result = app.test_cli_runner().invoke(args=["check"])
    assert "Traceback" not in result.output
    return result.exit_code, result.stderr.splitlines()


@pytest.fixture
def fit(smtp_sink: Sink) -> dict[str, object]:
    return {
        "SECRET_KEY": "k" * 40,
        "BASE_URL": "https://inscription.example.org",
        "MAIL_SERVER": smtp_sink.host,
        "MAIL_PORT": smtp_sink.port,
        "MAIL_DEFAULT_SENDER": "inscription@example.org",
        "RATELIMIT_ENABLED": True,
    }


def test_check_of_a_fit_deployment(make_app, fit: dict[str, object]) -> None:
    app = make_app(**fit)
    assert _check(app) == (0, [])
    assert "fit to open" in app.test_cli_runner().invoke(args=["check"]).stdout


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"RATELIMIT_ENABLED": False}, "EVENTREG_RATELIMIT_ENABLED"),
        ({"BASE_URL": "http://inscription.example.org"}, "EVENTREG_BASE_URL"),
        ({"MAIL_SERVER": None}, "EVENTREG_MAIL_SERVER"),
        ({"MAIL_PORT": 1}, "EVENTREG_MAIL_SERVER"),
        ({"SECRET_KEY": "short"}, "EVENTREG_SECRET_KEY"),
        ({"DEMO": True}, "EVENTREG_DEMO"),
    ],
)
def test_check_names_what_is_not_fit(
    make_app, fit: dict[str, object], wrong: dict[str, object], named: str
) -> None:
    status, lines = _check(make_app(**fit | wrong))
    assert (status, len(lines)) == (2, 1)
    assert lines[0].startswith("not fit to open: ")
    assert named in lines[0]


def test_check_names_a_database_that_does_not_answer(opened, fit: dict[str, object], tmp_path) -> None:
    status, lines = _check(opened(f"sqlite:///{tmp_path / 'missing' / 'x.db'}", **fit))
    assert (status, len(lines)) == (2, 1)
    assert "EVENTREG_DATABASE_URL" in lines[0]


def test_check_names_missing_migrations_and_edition(
    opened, empty_app: Flask, fit: dict[str, object], tmp_path
) -> None:
    assert "flask db upgrade" in _check(opened(f"sqlite:///{tmp_path / 'empty.db'}", **fit))[1][0]
    assert "flask event load" in _check(opened(empty_app.config["DATABASE_URL"], **fit))[1][0]


def test_check_names_the_demonstrations_staff(make_app, fit: dict[str, object]) -> None:
    app = make_app(**fit)
    with app.app_context():
        add("admin@example.org", "admin", "un mot de passe assez long", now=clock.now())
        db.session.commit()
    assert "demonstration's staff" in _check(app)[1][0]
