"""What the embedded programme promises to browsers and caches, whatever page is around it."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask import Flask, g, render_template
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventreg.agenda import programme
from eventreg.event.fields import Heading
from tests.registration.editions import load, shipped, with_sessions
from tests.support.pages import one, parsed, said

PAGE = "/integrer/programme"


def _titles(response: TestResponse) -> list[str]:
    return [title.get_text() for title in parsed(response).select(".session h3")]


def _days(response: TestResponse) -> list[str]:
    return [str(day["datetime"]) for day in parsed(response).select(".day h2 time")]


def _policy(response: TestResponse) -> dict[str, str]:
    said = response.headers["Content-Security-Policy"].split("; ")
    return {name: sources for name, _, sources in (directive.partition(" ") for directive in said)}


def test_it_shows_what_the_programme_shows(client: FlaskClient) -> None:
    embedded, whole = client.get(PAGE), client.get("/programme")
    assert _titles(embedded) == _titles(whole)
    assert _days(embedded) == ["2026-03-03", "2026-03-04"]
    assert "Pré-programme (à confirmer)" in embedded.text
    assert not parsed(embedded).select(".site-header, .site-footer, form, nav")


def test_every_link_leaves_the_frame_in_the_reader_s_language(client: FlaskClient) -> None:
    page = parsed(client.get(f"{PAGE}?lang=en"))
    assert one(page, "base")["target"] == "_blank"
    links = [str(link["href"]) for link in page.select("a")]
    assert len(links) > 15
    assert [link for link in links if not link.endswith("?lang=en")] == []
    assert {client.get(link).status_code for link in links} == {200}


def test_funding_is_named_with_its_emblem(client: FlaskClient) -> None:
    foot = one(parsed(client.get(PAGE)), ".embed-funding")
    assert foot.select_one("img[src$='eu-emblem.svg'][alt]")
    for grant in ("101121530", "101139652", "101203247"):
        assert grant in foot.get_text()
    assert foot.get_text().count("n’engagent toutefois que leurs auteurs") == 1


def test_the_language_stands_in_the_address_alone(client: FlaskClient) -> None:
    client.set_cookie("lang", "en")
    for headers in ({}, {"Accept-Language": "en"}):
        assert 'lang="fr"' in client.get(PAGE, headers=headers).text
    asked = client.get(f"{PAGE}?lang=en")
    assert 'lang="en"' in asked.text
    assert "choose one workshop" in asked.text


@pytest.mark.parametrize("query", ["", "?lang=en", "?lang=xx", "?jour=2026-03-04", "?theme=dark"])
def test_no_cookie_and_nothing_varies(client: FlaskClient, query: str) -> None:
    client.set_cookie("session", "somebody’s")
    response = client.get(PAGE + query)
    assert "Set-Cookie" not in response.headers
    assert "Vary" not in response.headers


def test_any_site_may_frame_it_and_it_may_do_next_to_nothing(client: FlaskClient) -> None:
    for address in (PAGE, f"{PAGE}?jour=hier"):
        response = client.get(address)
        policy = _policy(response)
        assert policy.pop("frame-ancestors") == "*"
        ordinary = _policy(client.get("/programme"))
        assert ordinary.pop("frame-ancestors") == "'none'"
        assert {
            name: sources for name, sources in policy.items() if sources not in ("'none'", "'self'")
        } == {}
        assert set(policy) <= set(ordinary)
        assert "X-Frame-Options" not in response.headers
        assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_asking_again_costs_304_until_something_is_published(app: Flask, client: FlaskClient) -> None:
    first = client.get(PAGE)
    assert first.headers["Cache-Control"] == "public, max-age=0, s-maxage=60"
    known = {"If-None-Match": first.headers["ETag"]}
    again = client.get(PAGE, headers=known)
    assert (again.status_code, again.data) == (304, b"")
    with app.app_context():
        load(with_sessions(shipped(), {"bienvenue": {"title": Heading(fr="Mot d’accueil et introduction")}}))
    fresh = client.get(PAGE, headers=known)
    assert fresh.status_code == 200
    assert "Mot d’accueil et introduction" in _titles(fresh)


def test_a_cancelled_session_is_said_to_be(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        load(with_sessions(shipped(), {"atelier-2": {"status": "cancelled"}}))
    (cancelled,) = parsed(client.get(PAGE)).select(".session.is-cancelled")
    assert said(cancelled, ".tag-cancelled") == "annulé"
    assert "Atelier 2" in cancelled.text


def test_one_day(client: FlaskClient) -> None:
    response = client.get(f"{PAGE}?jour=2026-03-04")
    assert _days(response) == ["2026-03-04"]
    assert "mercredi 4 mars 2026" in said(parsed(response), "title")


@pytest.mark.parametrize(
    ("query", "name", "allowed"),
    [
        ("jour=2026-03-05", "jour", "2026-03-03, 2026-03-04."),
        ("jour=mardi", "jour", "2026-03-03, 2026-03-04."),
        ("jour=", "jour", "2026-03-03, 2026-03-04."),
        ("lang=de", "lang", "fr, en."),
        ("theme=auto", "theme", "light, dark."),
    ],
)
def test_a_mistyped_address_says_what_it_may_be(
    client: FlaskClient, query: str, name: str, allowed: str
) -> None:
    response = client.get(f"{PAGE}?{query}")
    assert response.status_code == 400
    assert response.headers["Cache-Control"] == "no-store"
    text = " ".join(parsed(response).get_text(" ").replace(" ,", ",").replace(" .", ".").split())
    assert f"« {name} »" in text.replace("\u00a0", " ").replace("\u202f", " ")
    assert allowed in text


def test_other_people_s_parameters_say_nothing(client: FlaskClient) -> None:
    assert client.get(f"{PAGE}?utm_source=ville").data == client.get(PAGE).data


def test_before_there_is_an_event_the_frame_says_so(empty_app: Flask) -> None:
    response = empty_app.test_client().get(PAGE)
    assert response.status_code == 404
    assert "pas encore publié" in response.text
    assert _policy(response)["frame-ancestors"] == "*"


def test_registration_is_offered_while_it_is_open(client: FlaskClient) -> None:
    for moment, words in (
        ("2026-02-02T09:00:00+01:00", "Programme complet et inscription"),
        ("2026-02-21T00:00:00+01:00", "Programme complet"),
    ):
        with time_machine.travel(moment, tick=False):
            assert said(parsed(client.get(PAGE)), ".embed-foot .button") == words


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_is_the_site_s_own_colours(client: FlaskClient, theme: str) -> None:
    page = parsed(client.get(f"{PAGE}?theme={theme}"))
    address = f"/integrer/{theme}.css"
    assert page.select(f'link[href="{address}"]')
    assert not page.select('link[href="/static/css/tokens.css"]')
    css = client.get(address)
    assert css.mimetype == "text/css"
    assert f"color-scheme: {theme};" in css.text
    assert "prefers-color-scheme" not in css.text
    assert "--track-1: #1b2934" in css.text
    assert client.get(address, headers={"If-None-Match": css.headers["ETag"]}).status_code == 304


def test_there_is_no_other_theme(client: FlaskClient) -> None:
    answer = client.get("/integrer/blue.css")
    assert (answer.status_code, "--track-1" in answer.text) == (404, False)


def test_what_is_given_to_copy_stands_on_any_page_that_includes_it(app: Flask) -> None:
    with app.test_request_context("/programme/partager?lang=en"):
        g.programme = programme.current()
        page = BeautifulSoup(render_template("embed/_snippet.html"), "html.parser")
    copied = [line.get_text() for line in page.select(".copy-line")]
    site = "https://inscription.example.org"
    assert copied[1] == f"script-src {site}; frame-src {site}"
    assert copied[3] == f"frame-src {site}"
    script = one(BeautifulSoup(copied[0], "html.parser"), "script")
    frame = one(BeautifulSoup(copied[2], "html.parser"), "iframe")
    assert script["src"] == f"{site}/integrer/programme.js"
    assert frame["src"] == f"{site}/integrer/programme?lang=en&theme=light"
    assert frame["title"] == "Programme – Strengthening the power of local authorities in France to act"
    assert [row.get_text() for row in page.select("tbody td:last-child")] == [
        "lang=en", "jour=2026-03-03", "theme=light",
    ]  # fmt: skip


def test_the_script_loads_from_anywhere_and_is_kept(client: FlaskClient) -> None:
    script = client.get("/integrer/programme.js")
    assert script.mimetype in ("text/javascript", "application/javascript")
    assert script.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert script.headers["Access-Control-Allow-Origin"] == "*"
    assert script.headers["Cache-Control"] == "public, max-age=3600"
    assert "Set-Cookie" not in script.headers
    known = {"If-None-Match": script.headers["ETag"]}
    assert client.get("/integrer/programme.js", headers=known).status_code == 304
