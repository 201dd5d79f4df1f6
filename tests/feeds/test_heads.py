"""What search engines and previews of links find in the heads of the public pages."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import event as events

from eventreg.db import db
from eventreg.event.fields import Heading
from eventreg.feeds import linked_data
from tests.feeds.editions import HOST, changed, loaded, peopled

BASE = f"https://{HOST}"
PAGES = ["/", "/programme", "/programme/atelier-1", "/programme/partager"]
ENGLISH = {"Accept-Language": "en"}
LATER = datetime(2026, 3, 4, 9, 15)  # noqa: DTZ001 - as an edition's file says it


Within = Callable[..., Any]


@pytest.fixture
def within(app: Flask) -> Within:
    """`within(act, …)` in a context of its own: one that stayed open would keep the first reader's language."""

    def act(call: Callable[..., Any], *given: object, **named: object) -> Any:
        with app.app_context():
            return call(*given, **named)

    return act


def head(client: FlaskClient, path: str, **headers: str) -> BeautifulSoup:
    page = BeautifulSoup(client.get(path, headers=headers).data, "html.parser")
    assert page.head is not None
    return BeautifulSoup(str(page.head), "html.parser")


def data(client: FlaskClient, path: str, **headers: str) -> dict[str, Any]:
    (block,) = head(client, path, **headers).select('script[type="application/ld+json"]')
    return dict(json.loads(block.text))


def graph(client: FlaskClient, path: str) -> dict[str, str]:
    found = head(client, path).select('meta[property^="og:"]')
    return {str(meta["property"]): str(meta["content"]) for meta in found}


@pytest.mark.parametrize("path", PAGES)
def test_each_language_has_one_address(client: FlaskClient, path: str):
    for address in (path, f"{path}?lang=fr", f"{path}?utm_source=x"):
        found = head(client, address)
        assert [link["href"] for link in found.select("link[rel=canonical]")] == [f"{BASE}{path}"]
        others = {link["hreflang"]: link["href"] for link in found.select("link[hreflang]")}
        assert others == {
            "fr": f"{BASE}{path}",
            "en": f"{BASE}{path}?lang=en",
            "x-default": f"{BASE}{path}",
        }
    client.delete_cookie("lang")
    english = head(client, path, **ENGLISH).select_one("link[rel=canonical]")
    assert english is not None
    assert english["href"] == f"{BASE}{path}?lang=en"


@pytest.mark.parametrize("path", PAGES)
def test_a_link_has_a_preview(client: FlaskClient, path: str):
    said = graph(client, path)

    assert said["og:url"] == f"{BASE}{path}"
    assert (said["og:type"], said["og:locale"], said["og:locale:alternate"]) == ("website", "fr_FR", "en_GB")
    assert said["og:site_name"].startswith("Renforcer le pouvoir")
    assert said["og:image"] == f"{BASE}/apercu.png"
    assert said["og:image:alt"]
    assert 0 < len(said["og:title"]) <= 300
    assert 0 < len(said["og:description"]) <= 300


def test_a_preview_says_when_and_where(client: FlaskClient, within: Within):
    assert graph(client, "/programme/atelier-1")["og:description"].startswith(
        "Mardi 3 mars 2026, 9\u00a0h\u00a030\u00a0– 11\u00a0h, Salle 1, Conseil régional d’Île-de-France, Saint-Ouen"
    )
    within(changed, "atelier-1", status="cancelled")
    assert graph(client, "/programme/atelier-1")["og:description"].startswith("Annulé.")


def test_the_picture_is_ours_and_as_large_as_it_says(client: FlaskClient):
    french, english = client.get("/apercu.png"), client.get("/apercu.png?lang=en")

    with Image.open(io.BytesIO(french.data)) as picture:
        said = graph(client, "/")
        assert [str(side) for side in picture.size] == [said["og:image:width"], said["og:image:height"]]
    assert french.headers["Content-Type"] == said["og:image:type"] == "image/png"
    assert french.data != english.data
    assert len(french.data) < 150_000
    assert client.get("/apercu.png", headers={"If-None-Match": french.headers["ETag"]}).status_code == 304


def test_the_event_is_told_with_its_sessions(client: FlaskClient, within: Within):
    event = data(client, "/")

    assert (event["@context"], event["@type"], event["url"]) == ("https://schema.org", "Event", f"{BASE}/")
    assert (event["startDate"], event["endDate"]) == (
        "2026-03-03T08:30:00+01:00",
        "2026-03-04T14:00:00+01:00",
    )
    assert event["location"]["address"]["postalCode"] == "93400"
    assert event["location"]["geo"]["latitude"] == pytest.approx(48.9066)
    assert [organiser["@type"] for organiser in event["organizer"]] == ["Organization"] * 4
    assert [one["@id"] for one in event["subEvent"]] == [
        f"{BASE}/programme/{session.code}#event"
        for session in within(loaded).sessions
        if session.kind in ("plenary", "workshop", "social")
    ]
    assert data(client, "/", **ENGLISH)["name"].startswith("Strengthening")


def test_a_session_is_told_as_part_of_the_event(client: FlaskClient, within: Within):
    within(peopled)
    session = data(client, "/programme/atelier-1")

    assert session["identifier"] == within(loaded).by_code["atelier-1"].uid
    assert session["startDate"] == "2026-03-03T09:30:00+01:00"
    assert session["eventStatus"] == "https://schema.org/EventScheduled"
    assert session["superEvent"]["@id"] == data(client, "/")["@id"]
    assert session["location"]["name"] == "Salle 1"
    assert session["location"]["address"]["addressLocality"] == "Saint-Ouen-sur-Seine"
    assert session["performer"] == [
        {
            "@type": "Person",
            "name": "Ana Ștefănescu",
            "jobTitle": "Directrice du climat",
            "affiliation": {"@type": "Organization", "name": "Nantes Métropole"},
        },
        {"name": "Marseille"},
    ]


def test_nothing_is_said_that_the_edition_does_not_say(client: FlaskClient):
    for path in ("/", "/programme/atelier-1"):
        for unsaid in ("isAccessibleForFree", "offers", "eventAttendanceMode", "maximumAttendeeCapacity"):
            assert unsaid not in json.dumps(data(client, path))


def test_a_cancelled_session_and_a_moved_one_say_so(client: FlaskClient, within: Within):
    within(changed, "atelier-1", status="cancelled")
    assert data(client, "/programme/atelier-1")["eventStatus"] == "https://schema.org/EventCancelled"
    within(changed, "atelier-5", starts_at=LATER)

    assert data(client, "/programme/atelier-1")["eventStatus"] == "https://schema.org/EventScheduled"
    moved = data(client, "/programme/atelier-5")
    assert moved["eventStatus"] == "https://schema.org/EventRescheduled"
    assert moved["previousStartDate"] == "2026-03-04T09:00:00+01:00"
    (listed,) = [one for one in data(client, "/")["subEvent"] if one["url"].endswith("/atelier-5")]
    assert listed["previousStartDate"] == moved["previousStartDate"]


def test_a_session_moved_back_was_last_at_the_other_time(client: FlaskClient, within: Within):
    within(changed, "atelier-5", starts_at=LATER)
    within(changed, "atelier-5")
    assert data(client, "/programme/atelier-5")["startDate"] == "2026-03-04T09:00:00+01:00"
    assert data(client, "/programme/atelier-5")["previousStartDate"] == "2026-03-04T09:15:00+01:00"


ODD = '</script><script>alert(1)</script><!-- ]]> & \u2028 "'


def test_no_text_ends_the_block(client: FlaskClient, within: Within):
    within(changed, "atelier-1", title=Heading(fr=ODD.replace("\u2028", "")))

    page = client.get("/programme/atelier-1").text
    assert re.findall(r"<script[^>]*>", page) == ['<script type="application/ld+json">']
    assert data(client, "/programme/atelier-1")["name"].startswith("</script><script>alert(1)</script><!--")
    assert json.loads(linked_data.written({"name": ODD})) == {"name": ODD}


def test_they_are_written_once(client: FlaskClient, within: Within):
    for path in PAGES:
        client.get(path)
    asked: list[str] = []
    engine = within(lambda: db.engine)
    events.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    for path in PAGES:
        client.get(path)
    assert [statement for statement in asked if "agenda_release" in statement] == []


def test_pages_of_the_whole_programme_tell_where_to_follow_it(client: FlaskClient):
    for path in ("/", "/programme", "/programme/partager"):
        found = head(client, path).select("link[type]:not([type='image/svg+xml'])")
        assert [link["type"] for link in found] == ["text/calendar", "application/atom+xml"], path
        for link in found:
            answer = client.get(str(link["href"]))
            assert answer.status_code == 200
            assert answer.mimetype == link["type"]


def test_private_pages_have_none(client: FlaskClient):
    for path in ("/inscription", "/connexion", "/mentions-legales"):
        assert head(client, path).select("link[rel=canonical], script, meta[property]") == []
