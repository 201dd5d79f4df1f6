"""The displays' pages: what stands on them, in both languages, and when they ask again."""

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from eventreg.db import db
from tests.signage import programmes
from tests.signage.programmes import DAY, EVE, SECOND, altered, publish
from tests.support.pages import parsed, spaced


def page(client: FlaskClient, path: str) -> BeautifulSoup:
    return parsed(client.get(path))


def words(part: object) -> str:
    return spaced(str(getattr(part, "text", "")))


def test_a_room_says_now_and_next_in_both_languages(client: FlaskClient) -> None:
    programmes.at(DAY, "09:41:20")
    found = page(client, "/ecran/salles/salle-1")
    now, following = found.select_one(".screen-now"), found.select_one(".screen-next")
    for said in (
        "Maintenant",
        "Now",
        "9 h 30 – 11 h",
        "9:30 a.m. – 11:00 a.m.",
        "Comment susciter",
        "How can cities",
    ):
        assert said in words(now)
    assert "Nantes Métropole, Marseille" in words(now)
    assert "En français" in words(now)
    assert "In French" in words(now)
    for said in ("Ensuite", "Next", "16 h – 17 h 30", "Workshop 3 (strategy)"):
        assert said in words(following)
    assert words(found.select_one(".screen-time")) == "9 h 41"
    assert "Mardi 3 mars Tuesday 3 March" in words(found.select_one(".screen-date"))
    titles = found.select(".screen-session h3 > span")
    assert [title["lang"] for title in titles] == ["fr", "en", "fr", "en"]


@pytest.mark.parametrize(
    ("time", "now"),
    [("10:59:59", "Atelier 1"), ("11:00:00", "Pas de séance en ce moment"), ("16:00:00", "Atelier 3")],
)
def test_the_page_turns_at_the_minute(client: FlaskClient, time: str, now: str) -> None:
    programmes.at(DAY, time)
    assert now in words(page(client, "/ecran/salles/salle-1").select_one(".screen-now"))


def test_it_asks_again_just_after_the_minute(client: FlaskClient) -> None:
    programmes.at(DAY, "10:59:50")
    answer = client.get("/ecran/salles/salle-1")
    assert answer.headers["Refresh"] in ("10", "11")
    assert f'data-wait="{answer.headers["Refresh"]}"' in answer.text


@pytest.mark.parametrize(
    ("day", "time", "path", "said"),
    [
        (EVE, "18:00", "/ecran/salles/salle-1", "Pas de séance en ce moment"),
        (EVE, "18:00", "/ecran/salles/salle-1", "Mardi 3 mars · Tuesday 3 March"),
        (DAY, "18:00", "/ecran/salles/salle-1", "Atelier 6"),
        (SECOND, "12:15", "/ecran/salles/salle-1", "Plus de séance dans cette salle"),
        (SECOND, "14:00", "/ecran/hall", "L’évènement est terminé."),
        (EVE, "18:00", "/ecran/hall", "Mardi 3 mars"),
    ],
)
def test_before_and_after(client: FlaskClient, day: str, time: str, path: str, said: str) -> None:
    programmes.at(day, time)
    # The dot between both languages is the style sheet's.
    assert said.replace("· ", "") in words(page(client, path).select_one("main"))


def test_a_cancelled_session_is_struck_and_said(app: Flask) -> None:
    publish(app, altered("atelier-3", status="cancelled"))
    programmes.at(DAY, "16:10")
    now = page(app.test_client(), "/ecran/salles/salle-1").select_one(".screen-now .is-cancelled")
    assert "Annulé Cancelled" in words(now)
    hall = page(app.test_client(), "/ecran/hall").select(".hall-session.is-cancelled")
    assert ["Annulé Cancelled" in words(one) for one in hall] == [True]


def test_the_hall_shows_every_room_its_floor_and_whether_it_has_steps(app: Flask) -> None:
    publish(app, altered("salle-2", floor={"fr": "2e étage", "en": "Second floor"}, step_free=False))
    programmes.at(DAY, "09:41")
    rows = page(app.test_client(), "/ecran/hall").select(".hall-row")
    assert [words(row.select_one('h2 [lang="fr"]')) for row in rows] == [
        "Hémicycle",
        "Hall d’accueil",
        "Salle 1",
        "Salle 2",
    ]
    for said in ("2e étage · avec des marches", "Second floor · with steps"):
        assert said in words(rows[-1])
    assert "Atelier 2" in words(rows[-1])
    assert "Pause" in words(rows[1])


def test_more_rooms_than_find_room_take_turns(app: Flask) -> None:
    programmes.at(DAY, "00:00")
    publish(app, programmes.with_rooms(6))

    def turn(time: str) -> tuple[list[str], int]:
        programmes.at(DAY, time)
        answer = app.test_client().get("/ecran/hall")
        return [words(one) for one in parsed(answer).select(".hall-room h2 [lang=fr]")], int(
            answer.headers["Refresh"]
        )

    (first, wait), (second, _) = turn("09:41:05"), turn("09:41:25")
    assert len(first + second) == len(set(first + second)) == 10
    assert wait == 15


def test_an_empty_title_in_english_is_not_said_twice(app: Flask) -> None:
    publish(app, altered("bienvenue", title={"fr": "Mot de bienvenue et introduction"}))
    programmes.at(DAY, "09:10")
    spans = page(app.test_client(), "/ecran/salles/hemicycle").select(".screen-now h3 span")
    assert [span["lang"] for span in spans] == ["fr"]


def test_the_room_named_hall_and_the_hall_are_two_screens(client: FlaskClient) -> None:
    programmes.at(DAY, "08:40")
    assert words(page(client, "/ecran/salles/hall").select_one("h1 [lang=fr]")) == "Hall d’accueil"
    assert len(page(client, "/ecran/hall").select(".hall-row")) == 4
    short = client.get("/ecran/salle-2?fond=clair")
    assert (short.status_code, short.location) == (302, "/ecran/salles/salle-2?fond=clair")


@pytest.mark.parametrize("path", ["/ecran/salles/rien", "/ecran/rien"])
def test_a_screen_of_no_room_says_so_and_asks_again(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Refresh"]) == (404, "30")
    assert "Aucune salle ne porte ce nom" in words(parsed(answer))


def test_a_screen_set_up_before_the_programme_waits_for_it(empty_app: Flask) -> None:
    for path in ("/ecran/hall", "/ecran/salles/salle-1", "/ecran/salle-1"):
        answer = empty_app.test_client().get(path)
        assert (answer.status_code, answer.headers["Refresh"]) == (404, "30")
        assert "pas encore publié" in words(parsed(answer))
    assert empty_app.test_client().get("/ecran").status_code == 404


def test_an_error_of_the_server_asks_again(app: Flask) -> None:
    app.testing = app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        db.session.execute(text("ALTER TABLE event RENAME TO event_gone"))
        db.session.commit()
    answer = app.test_client().get("/ecran/salles/salle-1")
    assert (answer.status_code, answer.headers["Refresh"]) == (500, "30")


def test_screens_leave_nothing_behind(client: FlaskClient) -> None:
    for path in ("/ecran", "/ecran/hall", "/ecran/salles/salle-1"):
        answer = client.get(path)
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "Set-Cookie" not in answer.headers
    assert client.get("/ecran/hall").headers["Cache-Control"] == "no-store"


def test_the_list_has_the_address_of_every_screen(client: FlaskClient) -> None:
    links = [link["href"] for link in page(client, "/ecran").select("main .rows a")]
    rooms = ["hemicycle", "hall", "salle-1", "salle-2", "salle-3"]
    assert links == ["/ecran/hall", *(f"/ecran/salles/{room}" for room in rooms)]
    assert all(client.get(str(link)).status_code == 200 for link in links)
