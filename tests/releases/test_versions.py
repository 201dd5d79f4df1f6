"""What was published, for everybody: versions, the difference between any two, the Atom feed."""

from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventreg.agenda import drafting
from eventreg.db import db
from eventreg.releases import views
from tests.releases.draft import LATER, SOMEBODY, WORKSHOP, create, edit, release, take_up
from tests.support.pages import parsed, said

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def published(app: Flask, client: FlaskClient) -> FlaskClient:
    """Three versions: a room changed, then another time and a new workshop."""
    with app.app_context():
        edit("atelier-1", {"room": "salle-3"})
        release(note={"fr": "Une salle plus grande", "en": "A larger room"})
        edit("atelier-1", {"starts_at": "2026-03-03T10:00:00"})
        create(WORKSHOP | {"room": "hall"})
        release()
    return client


def words(client: FlaskClient, address: str) -> str:
    return said(parsed(client.get(address)))


def test_every_version_is_listed_with_what_it_changed(published: FlaskClient) -> None:
    told = words(published, "/programme/versions")
    assert told.index("Version 3 actuelle") < told.index("Version 2") < told.index("Version 1")
    assert "Une salle plus grande" in told
    assert "Salle : Salle 3 (auparavant Salle 1)" in told
    assert "Nouvel horaire : mardi 3 mars, 10 h – 11 h (auparavant 9 h 30 – 11 h)" in told
    assert "Financer la rénovation Nouveau : mardi 3 mars, 9 h 30 – 11 h, Hall d’accueil" in told


def test_the_programme_page_leads_to_its_version(published: FlaskClient) -> None:
    assert said(parsed(published.get("/programme")), 'a[href="/programme/versions"]') == "Version 3"


def test_an_earlier_version_stays_as_it_was(published: FlaskClient) -> None:
    told = words(published, "/programme/versions/1")
    assert "Version 1 du programme" in told
    workshop = "9 h 30 Atelier 1 : Comment susciter l’action citoyenne ? jusqu’à 11 h, Salle 1 "
    assert workshop + "Nantes Métropole, Marseille, Angers Loire Métropole" in told
    assert "Financer la rénovation" not in told


def test_any_two_versions_are_compared_either_way(published: FlaskClient) -> None:
    forth, back = (words(published, f"/programme/versions/{pair}") for pair in ("1/3", "3/1"))
    assert "Salle : Salle 3 (auparavant Salle 1)" in forth
    assert "Nouveau : mardi 3 mars" in forth
    assert "Salle : Salle 1 (auparavant Salle 3)" in back
    assert "Retiré du programme" in back
    assert "Rien ne diffère" in words(published, "/programme/versions/2/2")
    answer = published.get("/programme/versions?de=1&a=3")
    assert (answer.status_code, answer.location) == (303, "/programme/versions/1/3")


def test_what_came_and_went_between_two_versions_is_not_called_new(published: FlaskClient) -> None:
    with published.application.app_context():
        take_up(1)
        release()
    told = words(published, "/programme/versions/1/4")
    assert "Ajouté, puis annulé (prévu mardi 3 mars, 9 h 30 – 11 h" in told
    assert "Nouveau :" not in told


@pytest.mark.parametrize(
    "address",
    [
        "/programme/versions/4",
        "/programme/versions/1/9",
        "/programme/versions/x",
        f"/programme/versions/{10**20}",
        f"/programme/versions/1/{10**20}",
    ],
)
def test_a_version_that_is_none_is_not_found(published: FlaskClient, address: str) -> None:
    answer = published.get(address)
    assert (answer.status_code, "Page introuvable" in said(parsed(answer))) == (404, True)


def test_english_readers_read_english(published: FlaskClient) -> None:
    told = words(published, "/programme/versions?lang=en")
    assert "A larger room" in told
    assert "New time: Tuesday 3 March, 10:00 a.m. – 11:00 a.m. (previously 9:30 a.m. – 11:00 a.m.)" in told


def test_the_feed_is_atom_with_an_entry_for_each_version(published: FlaskClient) -> None:
    answer = published.get("/programme/versions.atom")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(answer.data)  # noqa: S314 - our own
    required = [feed.find(ATOM + name) for name in ("id", "title", "updated", "author")]
    assert None not in required
    entries = feed.findall(ATOM + "entry")
    assert [entry.findtext(ATOM + "title") for entry in entries] == ["Version 3", "Version 2", "Version 1"]
    assert entries[1].findtext(ATOM + "summary") == "Une salle plus grande"
    assert "Salle : Salle 3" in (entries[1].findtext(ATOM + "content") or "").replace("\xa0", " ")
    assert len({entry.findtext(ATOM + "id") for entry in entries}) == 3
    assert feed.findtext(ATOM + "updated") == entries[0].findtext(ATOM + "updated")


def test_earlier_versions_are_named_and_tell_their_changes_on_their_own_page(
    published: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_TOLD", 1)
    page = parsed(published.get("/programme/versions"))
    assert "Salle : Salle 3" not in said(page)
    links = [str(link["href"]) for link in page.select('section[aria-labelledby="earlier"] a')]
    assert links == ["/programme/versions/2", "/programme/versions/1"]
    assert len(page.select("#de option")) == 3
    assert "Salle : Salle 3" in words(published, links[0])


def test_the_feed_holds_the_newest_each_with_what_it_changed(
    published: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_IN_FEED", 2)
    entries = ET.fromstring(published.get("/programme/versions.atom").data).findall(ATOM + "entry")  # noqa: S314 - our own
    assert [entry.findtext(ATOM + "title") for entry in entries] == ["Version 3", "Version 2"]
    assert "Salle : Salle 3" in (entries[1].findtext(ATOM + "content") or "").replace("\xa0", " ")


def test_a_version_that_only_put_rooms_in_another_order_says_so(published: FlaskClient) -> None:
    with published.application.app_context():
        drafting.reorder("room", ["salle-3"], now=LATER, actor=SOMEBODY)
        db.session.commit()
        release()
    said_of_it = "Seul l’ordre d’affichage, ou ce qui reste à confirmer, a changé."
    page = parsed(published.get("/programme/versions"))
    assert said_of_it in said(page)
    assert not [found for found in page.select("ul") if not found.select("li")]
    entries = ET.fromstring(published.get("/programme/versions.atom").data).findall(ATOM + "entry")  # noqa: S314 - our own
    told = [entry.findtext(ATOM + "content") or "" for entry in entries]
    assert said_of_it in told[0]
    assert "Première version publiée" in told[-1]


def test_the_feed_is_asked_for_again_without_being_sent_again(published: FlaskClient) -> None:
    first = published.get("/programme/versions.atom")
    known = {"If-None-Match": first.headers["ETag"]}
    again = published.get("/programme/versions.atom", headers=known)
    assert (again.status_code, again.data) == (304, b"")
    assert "Set-Cookie" not in first.headers
    with published.application.app_context():
        edit("atelier-2", {"capacity": 12}, now=LATER)
        release()
    assert "Places" in published.get("/programme/versions.atom", headers=known).text
