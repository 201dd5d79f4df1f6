"""The published programme as conference apps fetch it: what is in it, in which language, under which headers."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from flask import Flask
from flask.testing import FlaskClient
from schedule_convert.importers.frab_xml import FrabXmlImporter

from eventreg.event.fields import Heading
from eventreg.registration import issuing
from tests.feeds import schedule_json_rules, schedule_rules
from tests.feeds.editions import HOST, changed, loaded, peopled
from tests.support.people import registered

BOTH = ("/schedule.xml", "/schedule.json")


@pytest.fixture(autouse=True)
def _context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def tree(client: FlaskClient, path: str) -> Element:
    return fromstring(client.get(path).data)  # noqa: S314 - our own


def event(client: FlaskClient, code: str, path: str = "/schedule.xml") -> Element:
    found = [e for e in tree(client, path).iter("event") if code in (e.findtext("url") or "")]
    assert len(found) == 1, code
    return found[0]


def data(client: FlaskClient, path: str = "/schedule.json") -> list[dict[str, Any]]:
    return schedule_json_rules.events(json.loads(client.get(path).data))


@pytest.mark.parametrize("lang", ["", "?lang=en"])
def test_the_published_programme_keeps_the_published_rules(client: FlaskClient, lang: str):
    assert schedule_rules.faults(client.get(f"/schedule.xml{lang}").data) == []
    assert schedule_json_rules.faults(client.get(f"/schedule.json{lang}").data) == []


def test_every_session_is_in_it_as_another_reader_finds(client: FlaskClient):
    conference = FrabXmlImporter().parse(io.BytesIO(client.get("/schedule.xml").data))

    sessions = {session.uid: session for session in loaded().sessions}
    assert {str(found.guid) for found in conference.events} == set(sessions)
    for found in conference.events:
        session = sessions[str(found.guid)]
        assert found.start == session.starts_at.replace(tzinfo=None)
        assert timedelta(minutes=found.duration) == session.ends_at - session.starts_at
        assert found.url == f"https://{HOST}/programme/{session.code}"
        assert [person.name for person in found.speakers] == list(session.contributors)
        assert session.room is not None
        assert found.room.name == session.room.name.fr


def test_both_files_say_the_same(client: FlaskClient):
    for one in data(client):
        same = event(client, f"{one['url'].rpartition('/')[2]}")
        assert (same.get("guid"), same.get("id")) == (one["guid"], str(one["id"]))
        for key in ("date", "start", "duration", "room", "slug", "title", "subtitle", "type", "language"):
            assert same.findtext(key) == one[key], key
        assert [person.get("guid") for person in same.iter("person")] == [p["guid"] for p in one["persons"]]


def test_each_language_has_the_other_beneath(client: FlaskClient):
    french, english = event(client, "bienvenue"), event(client, "bienvenue", "/schedule.xml?lang=en")

    assert french.findtext("title") == english.findtext("subtitle") == "Mot de bienvenue et introduction"
    assert french.findtext("subtitle") == english.findtext("title") == "Welcome address and introduction"
    assert (french.findtext("type"), english.findtext("type")) == ("Plénière", "Plenary")


def test_a_session_without_english_has_one_title(client: FlaskClient):
    changed("bienvenue", title=Heading(fr="Mot de bienvenue et introduction"))

    assert event(client, "bienvenue").findtext("subtitle") == ""
    assert event(client, "bienvenue", "/schedule.xml?lang=en").findtext("subtitle") == ""


def test_the_language_is_the_addresss_alone(client: FlaskClient):
    for path in BOTH:
        asked = client.get(path, headers={"Accept-Language": "en", "Cookie": "lang=en"})
        assert asked.data == client.get(path).data
        assert "Set-Cookie" not in client.get(f"{path}?lang=en").headers


def test_a_cancelled_session_is_left_out(client: FlaskClient):
    changed("atelier-1", status="cancelled")

    for path in BOTH:
        assert "/programme/atelier-1" not in client.get(path).text
    assert schedule_rules.faults(client.get("/schedule.xml").data) == []


def test_a_session_without_a_room_stays(client: FlaskClient):
    changed("atelier-1", room=None)
    text = client.get("/schedule.xml?lang=en")

    assert event(client, "atelier-1").findtext("room") == "Lieu à préciser"
    assert event(client, "atelier-1", "/schedule.xml?lang=en").findtext("room") == "Room to be announced"
    assert schedule_rules.faults(text.data) == []
    assert schedule_json_rules.faults(client.get("/schedule.json").data) == []


def test_tracks_people_and_interpretation_are_told(client: FlaskClient):
    peopled()
    found, english = event(client, "atelier-1"), event(client, "atelier-1", "/schedule.xml?lang=en")

    assert [person.text for person in found.iter("person")] == [
        "Ana Ștefănescu (Nantes Métropole)",
        "Marseille",
    ]
    assert found.findtext("track") == "Financer la transition"
    assert english.findtext("track") == "Financing the transition"
    assert (found.findtext("description") or "").startswith("Interprétation\u00a0: anglais, espagnol.")
    assert (english.findtext("description") or "").startswith("Interpreted into: English, Spanish.")
    (one,) = [one for one in data(client) if one["url"].endswith("/atelier-1")]
    assert one["persons"][0]["biography"] == "Directrice du climat"
    assert one["persons"][0]["name"] == "Ana Ștefănescu"
    assert schedule_rules.faults(client.get("/schedule.xml").data) == []
    assert schedule_json_rules.faults(client.get("/schedule.json").data) == []


def test_its_version_is_the_releases(client: FlaskClient):
    assert tree(client, "/schedule.xml").findtext("version") == "1"
    changed("bienvenue", title=Heading(fr="Ouverture"))
    assert tree(client, "/schedule.xml").findtext("version") == "2"


def test_what_apps_keep_stays_when_a_session_moves(client: FlaskClient):
    before = {one["guid"]: one for one in data(client)}
    changed("atelier-1", room="salle-3")
    after = {one["guid"]: one for one in data(client)}

    assert before.keys() == after.keys()
    for guid, one in after.items():
        for key in ("id", "slug", "url", "persons"):
            assert one[key] == before[guid][key]


def test_nobody_who_registered_is_in_it(client: FlaskClient):
    person = registered("Camille", "Secret")
    secrets = [*issuing.clear_tokens(person, "STO").values(), person.reference, "Secret", person.email]

    for path in BOTH:
        assert not [secret for secret in secrets if secret in client.get(path).text]


def test_headers(client: FlaskClient):
    for path, kind in zip(BOTH, ("application/xml; charset=utf-8", "application/json"), strict=True):
        get, head = client.get(path), client.head(path)
        assert get.headers["Content-Type"] == kind
        assert get.headers["Access-Control-Allow-Origin"] == "*"
        assert get.headers["Cache-Control"] == "public, max-age=300"
        assert "Vary" not in get.headers
        assert "Set-Cookie" not in get.headers
        assert head.data == b""
        for name in ("Content-Length", "Content-Type", "ETag", "Last-Modified", "Cache-Control"):
            assert head.headers[name] == get.headers[name], name


def test_unchanged_it_is_not_sent_twice(client: FlaskClient):
    for path in BOTH:
        first = client.get(path)
        assert not first.headers["ETag"].startswith("W/")
        for condition in (
            {"If-None-Match": first.headers["ETag"]},
            {"If-Modified-Since": first.headers["Last-Modified"]},
        ):
            again = client.get(path, headers=condition)
            assert (again.status_code, again.data) == (304, b"")
            assert again.headers["Access-Control-Allow-Origin"] == "*"
        changed("bienvenue", title=Heading(fr=path))
        assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_without_an_edition_nothing_is_there(empty_app: Flask):
    for path in BOTH:
        answer = empty_app.test_client().get(path)
        assert (answer.status_code, "introuvable" in answer.text or "Rien ne se trouve" in answer.text) == (
            404,
            True,
        )
