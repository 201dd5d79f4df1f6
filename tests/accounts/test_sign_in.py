"""Staff sign in, stay signed in, and are signed out."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventreg import clock
from eventreg.accounts.models import SignIn
from eventreg.accounts.signin import FORGOTTEN, IDLE
from eventreg.accounts.staff import StaffFault, add
from eventreg.db import db
from tests.support.pages import parsed, submit

PASSWORD = "un mot de passe assez long"


@pytest.fixture
def organiser(app: Flask) -> str:
    return _added(app, "organiser")


def _added(app: Flask, role: str, password: str = PASSWORD) -> str:
    with app.app_context():
        person = add(f"{role}@example.org", role, password, now=clock.now())
        db.session.commit()
        return person.email


def _sign_in(client: FlaskClient, email: str, password: str = PASSWORD, address: str = "/connexion"):
    return submit(client, address, {"email": email, "password": password})


def test_sign_in_leads_to_the_page_that_was_asked_for(client: FlaskClient, organiser: str) -> None:
    asked = client.get("/organisation/seances")
    assert asked.status_code == 303
    answer = _sign_in(client, organiser.upper(), address=asked.location)
    assert (answer.status_code, answer.location) == (303, "/organisation/seances")
    assert client.get("/organisation/seances").status_code == 200


def test_sign_in_never_leads_to_another_site(client: FlaskClient, organiser: str) -> None:
    answer = _sign_in(client, organiser, address="/connexion?suite=https://example.net/")
    assert answer.location == "/organisation/inscriptions"


@pytest.mark.parametrize(
    ("email", "password"),
    [("organiser@example.org", "faux"), ("x@example.org", PASSWORD), ("a\0b", PASSWORD)],
)
def test_wrong_sign_in_says_so_and_not_which(app_each_db: Flask, email: str, password: str) -> None:
    _added(app_each_db, "organiser")
    client = app_each_db.test_client()
    answer = _sign_in(client, email, password)
    assert answer.status_code == 422
    page = parsed(answer)
    assert "Adresse ou mot de passe inconnu" in page.select_one("#password-error").text  # type: ignore[union-attr]
    assert page.select_one("#email-error") is None
    assert client.get("/organisation/").status_code == 303


def test_session_is_renewed_at_sign_in(client: FlaskClient, organiser: str) -> None:
    client.get("/connexion")
    with client.session_transaction() as session:
        session["planted"] = "before"
    _sign_in(client, organiser)
    with client.session_transaction() as session:
        assert "planted" not in session


def test_idle_session_ends_and_used_one_does_not(
    client: FlaskClient,
    organiser: str,
) -> None:
    assert _sign_in(client, organiser).status_code == 303
    cookie = client.get_cookie("session")
    assert cookie is not None
    assert cookie.max_age is None or cookie.max_age <= IDLE.total_seconds()
    assert client.application.permanent_session_lifetime == IDLE <= timedelta(hours=12)
    # Every answer of a signed-in session carries the cookie anew: idleness counts from the last request.
    assert "session=" in client.get("/organisation/").headers["Set-Cookie"]


def test_new_password_ends_the_sessions_of_the_old_one(client: FlaskClient, organiser: str) -> None:
    _sign_in(client, organiser)
    assert client.get("/organisation/").status_code == 200
    _added(client.application, "organiser", "un autre mot de passe")
    assert client.get("/organisation/").status_code == 303


def test_removed_staff_are_out_at_once(client: FlaskClient, organiser: str) -> None:
    _sign_in(client, organiser)
    runner = client.application.test_cli_runner()
    assert runner.invoke(args=["staff", "remove", organiser]).output == f"{organiser}: removed\n"
    assert client.get("/organisation/").status_code == 303
    again = runner.invoke(args=["staff", "remove", organiser])
    assert (again.exit_code, again.output) == (2, f"{organiser} is not a member of staff.\n")


def test_way_back_with_a_line_end_leads_home(client: FlaskClient, organiser: str) -> None:
    address = "/connexion?suite=%2F%0D%0AX%3A1"
    answer = submit(client, address, {"email": organiser, "password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/organisation/inscriptions")


def test_sign_out_ends_the_session(client: FlaskClient, organiser: str) -> None:
    _sign_in(client, organiser)
    answer = submit(client, "/organisation/", selector='form[action$="/deconnexion"]')
    assert answer.status_code == 303
    assert client.get("/organisation/").status_code == 303


def _copied(client: FlaskClient) -> FlaskClient:
    """Another browser with the same cookie."""
    cookie = client.get_cookie("session")
    assert cookie is not None
    thief = client.application.test_client()
    thief.set_cookie("session", cookie.value)
    assert thief.get("/organisation/").status_code == 200
    return thief


def _sign_out(client: FlaskClient) -> None:
    submit(client, "/organisation/", selector='form[action$="/deconnexion"]')


def test_sign_out_ends_the_session_for_whoever_copied_the_cookie(app_each_db: Flask) -> None:
    client, colleague = app_each_db.test_client(), app_each_db.test_client()
    email = _added(app_each_db, "organiser")
    for browser in (client, colleague):
        _sign_in(browser, email)
    thief = _copied(client)
    _sign_out(client)
    assert thief.get("/organisation/").status_code == 303
    assert colleague.get("/organisation/").status_code == 200, "another phone with the same account goes on"
    _sign_in(client, email)
    assert client.get("/organisation/").status_code == 200


def test_next_sign_in_in_a_browser_ends_the_one_before(client: FlaskClient, organiser: str) -> None:
    _sign_in(client, organiser)
    thief = _copied(client)
    _sign_in(client, _added(client.application, "admin"))
    assert thief.get("/organisation/").status_code == 303
    assert client.get("/organisation/").status_code == 200


def test_sessions_that_nobody_ended_are_swept_after_a_month(client: FlaskClient, organiser: str) -> None:
    for _ in range(2):
        _sign_in(client.application.test_client(), organiser)
    clock.start_at(clock.now() + FORGOTTEN + timedelta(hours=1))
    _sign_in(client, organiser)
    with client.application.app_context():
        assert db.session.scalar(select(func.count()).select_from(SignIn)) == 1


def test_sign_out_needs_the_forms_token(client: FlaskClient, organiser: str) -> None:
    _sign_in(client, organiser)
    assert client.post("/deconnexion").status_code == 400
    assert client.get("/organisation/").status_code == 200


def test_stewards_see_no_organisers_page(client: FlaskClient) -> None:
    _sign_in(client, _added(client.application, "steward"))
    for address in ("/organisation/", "/organisation/inscriptions", "/organisation/export"):
        answer = client.get(address)
        assert answer.status_code == 403
        assert "Accès refusé" in answer.text


def test_repeated_field_is_refused(client: FlaskClient, organiser: str) -> None:
    answer = submit(client, "/connexion", {"email": [organiser, organiser], "password": PASSWORD})
    assert answer.status_code == 422


def test_guessing_is_throttled(make_app) -> None:
    client = make_app(RATELIMIT_ENABLED=True).test_client()
    answers = [_sign_in(client, "x@example.org", "faux") for _ in range(11)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert "Trop de demandes" in answers[-1].text


@pytest.mark.parametrize(
    ("email", "role", "password", "sentence"),
    [
        ("a@example.org", "admin", "court", "The password is too short: 12 characters or more."),
        ("pas une adresse", "admin", PASSWORD, "pas une adresse is not an e-mail address."),
        ("a\0@example.org", "admin", PASSWORD, "a\0@example.org is not an e-mail address."),
        (
            "a@example.org",
            "x",
            PASSWORD,
            "x is not a role: it is one of steward, supervisor, organiser, admin.",
        ),
    ],
)
def test_staff_that_cannot_be_are_refused(
    app: Flask, email: str, role: str, password: str, sentence: str
) -> None:
    with app.app_context(), pytest.raises(StaffFault, match=f"^{re.escape(sentence)}$"):
        add(email, role, password, now=clock.now())


ADD = ["staff", "add", "Chef@Example.org", "--role", "admin"]


def test_staff_add_reads_the_password_from_standard_input(app: Flask) -> None:
    runner = app.test_cli_runner()
    assert (
        runner.invoke(args=[*ADD, "--password-stdin"], input=PASSWORD + "\n").output
        == "chef@example.org: admin\n"
    )


@pytest.mark.parametrize(
    ("arguments", "octets", "sentence"),
    [
        ([], "", "There is no terminal to ask for the password on: use --password-stdin."),
        (["--password-stdin"], "", "The password is too short: 12 characters or more."),
        (["--password-stdin"], b"\xe9" * 20 + b"\n", "The password on standard input is not UTF-8."),
    ],
)
def test_staff_add_refuses_in_a_sentence(
    app: Flask, arguments: list[str], octets: str | bytes, sentence: str
) -> None:
    refused = app.test_cli_runner().invoke(args=[*ADD, *arguments], input=octets)
    assert (refused.exit_code, refused.output) == (2, sentence + "\n")
