"""The organisers' pages: looking at what would be published, publishing it, returning to an earlier version."""

from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from eventreg.agenda import drafting
from eventreg.agenda import programme as agenda
from eventreg.mail import delivery
from eventreg.registration.choices import SlotChoice
from tests.organisation.desk import signed_in
from tests.registration.answers import FIRST
from tests.releases.draft import WORKSHOP, create, edit, release, row
from tests.support.pages import form_values, one, parsed, said, submit
from tests.support.people import registered

PUBLISH = "/organisation/programme/publier"
VERSIONS = "/organisation/programme/versions"


def words(response: TestResponse) -> str:
    return said(parsed(response))


def test_the_page_says_what_changes_in_both_languages_and_whom_it_concerns(app: Flask) -> None:
    desk = signed_in(app)
    with app.app_context():
        registered(slots={FIRST: SlotChoice("atelier-1")})
        edit("atelier-1", {"room": "salle-3"})
        edit("atelier-2", {"status": "cancelled"})
    told = words(desk.get(PUBLISH))
    assert "Salle : Salle 3 (auparavant Salle 1)" in told
    assert "Room: Room 3 (previously Room 1)" in told
    assert "Cancelled (planned for Tuesday 3 March, 9:30 a.m. – 11:00 a.m., Room 2)" in told
    assert "1 personne. Chacune reçoit un seul message" in told
    assert "citoyenne ? » : 1 personne concernée" in told


def test_english_organisers_read_english_signs(app: Flask) -> None:
    desk = signed_in(app)
    with app.app_context():
        registered(slots={FIRST: SlotChoice("atelier-1")})
        edit("atelier-1", {"room": "salle-3"})
    told = words(desk.get(f"{PUBLISH}?lang=en"))
    told = told[told.index("Who will be told") :]
    assert "“Workshop 1: How can cities spark action by citizens?”: 1 person concerned" in told
    assert " :" not in told


def test_publishing_takes_the_note_and_says_the_number(app: Flask) -> None:
    desk = signed_in(app)
    with app.app_context():
        edit("atelier-1", {"capacity": 50})
    answer = submit(desk, PUBLISH, {"note_fr": "Moins de places", "note_en": "Fewer seats"})
    assert (answer.status_code, answer.location) == (303, VERSIONS)
    page = desk.get(VERSIONS)
    assert "La version 2 est publiée." in words(page)
    cells = [cell.get_text(" ", strip=True) for cell in parsed(page).select("tbody tr")[0].select("th, td")]
    assert [cells[0], cells[2], cells[3], cells[4], cells[5]] == [
        "2", "organiser@example.org", "Moins de places", "0", "actuelle",
    ]  # fmt: skip
    english = words(app.test_client().get("/programme/versions/2?lang=en"))
    assert "Fewer seats" in english
    assert "Seats: 50 (previously 60)" in english


@pytest.mark.parametrize(("at_once", "sent"), [(True, 1), (False, 0)])
def test_people_are_told_after_the_wait_or_at_once(app: Flask, at_once: bool, sent: int) -> None:
    desk = signed_in(app)
    with app.app_context():
        registered(slots={FIRST: SlotChoice("atelier-1")})
        delivery.send_due()
        edit("atelier-1", {"room": "salle-3"})
    submit(desk, PUBLISH, {"at_once": "y"} if at_once else {})
    with app.app_context():
        assert delivery.send_due() == sent


def test_who_waits_for_seats_that_are_added_is_not_nobody(app: Flask) -> None:
    desk = signed_in(app)
    with app.app_context():
        edit("atelier-1", {"capacity": 61, "room": "salle-3"})
        release()
        edit("atelier-1", {"description": {"fr": "Autrement"}})
    assert "Personne : aucun changement" in words(desk.get(PUBLISH))
    with app.app_context():
        edit("atelier-1", {"capacity": 70})
    page = words(desk.get(PUBLISH))
    assert "Les personnes en liste d’attente à qui une place se libère" in page
    assert "Personne : aucun changement" not in page


def test_a_draft_with_faults_names_them_and_is_refused(app: Flask) -> None:
    desk = signed_in(app)
    with app.app_context():
        edit("atelier-1", {"room": "salle-2"})
    page = desk.get(PUBLISH)
    assert "À corriger d’abord" in words(page)
    links = [link["href"] for link in parsed(page).select(".is-blocking a")]
    assert links == ["/organisation/programme/seances/atelier-1#room"], "once for both"
    assert "1 point à corriger d’abord" in words(page)
    answer = submit(desk, PUBLISH)
    assert answer.status_code == 409
    assert "Rien n’a été publié" in words(answer)
    with app.app_context():
        assert agenda.read().version == 1


def test_what_changed_since_the_page_was_opened_is_shown_before_it_is_published(app: Flask) -> None:
    desk = signed_in(app)
    with app.app_context():
        edit("atelier-1", {"capacity": 50})
    page = parsed(desk.get(PUBLISH))
    values = {field["name"]: field.get("value", "") for field in page.select("main form input")}
    values.pop("at_once")
    with app.app_context():
        edit("atelier-2", {"capacity": 50})
    answer = desk.post(PUBLISH, data=values | {"note_fr": "Moins de places"})
    assert answer.status_code == 409
    assert "Entre-temps" in words(answer)
    assert one(parsed(answer), "#note_fr")["value"] == "Moins de places"
    with app.app_context():
        assert agenda.read().version == 1


def test_a_note_too_long_comes_back_with_everything_typed(app: Flask) -> None:
    desk = signed_in(app)
    with app.app_context():
        edit("atelier-1", {"capacity": 50})
    answer = submit(desk, PUBLISH, {"note_fr": "x" * 301})
    assert answer.status_code == 422
    assert "« Note de version, en français » est trop long d’un caractère" in words(answer)
    assert one(parsed(answer), "#note_fr")["value"] == "x" * 301


def test_a_note_holds_nothing_that_the_feed_may_not(app: Flask) -> None:
    desk = signed_in(app)
    with app.app_context():
        edit("atelier-1", {"capacity": 50})
    submit(desk, PUBLISH, {"note_fr": "Moins\x07 de\x00 places ]]> & \uffff"})
    feed = ET.fromstring(app.test_client().get("/programme/versions.atom").data)  # noqa: S314 - our own
    assert feed.findtext(".//{*}summary") == "Moins de places ]]> &"


@pytest.mark.parametrize("number", ["1", str(10**20)])
def test_before_an_edition_is_loaded_there_is_nothing_to_publish_nor_to_take_up(
    empty_app: Flask, number: str
) -> None:
    empty_app.config["WTF_CSRF_ENABLED"] = False
    desk = signed_in(empty_app)
    for answer in (desk.get(PUBLISH), desk.post(PUBLISH), desk.post(f"{VERSIONS}/{number}/reprendre")):
        assert (answer.status_code, "Page introuvable" in words(answer)) == (404, True)


def test_a_form_sent_twice_publishes_once_and_says_so_twice(app: Flask) -> None:
    desk = signed_in(app)
    with app.app_context():
        edit("atelier-1", {"room": "salle-3"})
    values = form_values(parsed(desk.get(PUBLISH)))
    assert [desk.post(PUBLISH, data=values).status_code for _ in range(2)] == [303, 303]
    assert "La version 2 est publiée." in words(desk.get(VERSIONS))


def test_an_unchanged_draft_offers_nothing_to_publish(app: Flask) -> None:
    page = parsed(signed_in(app).get(PUBLISH))
    assert "ne diffère pas du programme publié" in page.get_text()
    assert page.select_one("main form") is None


def test_an_earlier_version_is_taken_up_into_the_draft(app: Flask) -> None:
    desk = signed_in(app)
    with app.app_context():
        edit("atelier-1", {"room": "salle-3"})
        added = create(WORKSHOP | {"room": "hall"})
        release()
    answer = submit(desk, VERSIONS)
    assert (answer.status_code, answer.location) == (303, PUBLISH)
    with app.app_context():
        assert drafting.read().differs
        assert row(added)["status"] == "cancelled"
    submit(desk, PUBLISH)
    assert "Reprend la version 1." in words(desk.get(VERSIONS))


@pytest.mark.parametrize("address", [PUBLISH, VERSIONS])
def test_stewards_do_not_publish(app: Flask, address: str) -> None:
    assert signed_in(app, "steward").get(address).status_code == 403
    assert app.test_client().get(address).location.startswith("/connexion")
