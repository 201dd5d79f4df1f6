"""Calendars as clients fetch them: headers, conditional requests, what is in whose calendar (rules R30 to R39)."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from eventreg.db import db
from eventreg.event.fields import Heading
from eventreg.registration import issuing
from eventreg.registration.changing import cancel, change_choices
from eventreg.registration.choices import Choices, SlotChoice
from eventreg.registration.models import Registration
from eventreg.registration.states import FEED
from tests.feeds.editions import HOST, changed, loaded
from tests.feeds.rules import check_feed
from tests.registration.editions import load, shipped, with_places
from tests.support.people import DAY_1, OPEN, registered

MORNING = "20260303T0930"
ADDRESSES = ("/programme.ics", "/programme/atelier-1.ics")


def uids(*codes: str) -> list[str]:
    return [loaded().by_code[code].uid for code in codes]


@pytest.fixture(autouse=True)
def _context(app: Flask):
    with app.app_context():
        yield


@pytest.fixture
def person() -> Registration:
    return registered(slots={MORNING: SlotChoice("atelier-1", "")}, meals=("dejeuner-1",))


@pytest.fixture
def feed(person: Registration) -> str:
    return address(person)


def address(person: Registration) -> str:
    return f"/calendrier/{issuing.clear_tokens(person, 'STO')['feed']}.ics"


def secrets(person: Registration) -> list[str]:
    clear = issuing.clear_tokens(person, "STO").values()
    return [*clear, person.reference, person.family_name, person.email]


def moment(response: TestResponse) -> datetime:
    return parsedate_to_datetime(response.headers["Last-Modified"])


def test_public_feed_has_every_session_and_keeps_every_rule(client: FlaskClient):
    answer = client.get("/programme.ics")

    calendar = check_feed(
        answer.data,
        "public",
        uids=[session.uid for session in loaded().sessions],
        name="Renforcer le pouvoir d’agir des collectivités locales en France",
        host=HOST,
    )
    assert calendar.value("SOURCE") == f"https://{HOST}/programme.ics"
    workshops = [e for e in calendar.kind("VEVENT") if e.text("CATEGORIES") == "Atelier"]
    assert len(workshops) == 7
    assert {e.value("TRANSP") for e in workshops} == {"TRANSPARENT"}


def test_public_feed_in_english_only_when_the_address_asks(client: FlaskClient):
    french = client.get("/programme.ics", headers={"Accept-Language": "en", "User-Agent": "Google-Calendar"})
    english = client.get("/programme.ics?lang=en")

    assert "NAME:Renforcer" in french.text
    assert "NAME:Strengthening" in english.text
    check_feed(english.data, "public", host=HOST)


def test_single_file_is_one_event_to_download(client: FlaskClient):
    answer = client.get("/programme/atelier-1.ics")

    event = check_feed(answer.data, "single", uids=uids("atelier-1"), host=HOST).kind("VEVENT")[0]
    assert event.value("URL") == f"https://{HOST}/programme/atelier-1"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="atelier-1.ics"'
    assert client.get("/programme/atelier-99.ics").status_code == 404


def test_personal_feed_has_what_the_person_attends(client: FlaskClient, person: Registration, feed: str):
    answer = client.get(feed)

    calendar = check_feed(answer.data, "personal", host=HOST, secrets=secrets(person))
    found = {e.value("UID") for e in calendar.kind("VEVENT")}
    plenary = {s.uid for s in loaded().sessions if not s.choosable}
    assert found == plenary | set(uids("atelier-1", "dejeuner-1"))
    assert {e.value("TRANSP") for e in calendar.kind("VEVENT")} == {"OPAQUE"}
    assert (
        calendar.text("NAME")
        == "Mon programme – Renforcer le pouvoir d’agir des collectivités locales en France"
    )


def test_personal_feed_speaks_the_persons_language(client: FlaskClient):
    answer = client.get(address(registered(lang="en")), headers={"Accept-Language": "fr"})

    assert "Strengthening the power" in answer.text.replace("\r\n ", "")


def test_waitlisted_workshop_is_in_no_feed(client: FlaskClient):
    changed("atelier-1", capacity=0)
    waiting = registered(slots={MORNING: SlotChoice("atelier-2", "atelier-1")})

    found = check_feed(client.get(address(waiting)).data, "personal", host=HOST).kind("VEVENT")

    assert uids("atelier-1")[0] not in {e.value("UID") for e in found}
    assert uids("atelier-2")[0] in {e.value("UID") for e in found}


def test_feed_of_somebody_waiting_for_a_place_is_empty_and_valid(client: FlaskClient):
    load(with_places(shipped(), 0))
    answer = client.get(address(registered()))

    assert answer.status_code == 200
    check_feed(answer.data, "personal", uids=[], host=HOST)


def test_headers_of_each_kind(client: FlaskClient, feed: str):
    for path in (*ADDRESSES, feed):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer.headers["Content-Disposition"].endswith('.ics"')
        assert "Content-Encoding" not in answer.headers
        assert "Set-Cookie" not in answer.headers
        assert "Vary" not in answer.headers  # nothing of the asker decides what is sent
    public, personal = client.get("/programme.ics"), client.get(feed)
    assert public.headers["Cache-Control"] == "public, max-age=300"
    assert public.headers["Content-Disposition"].startswith("inline")
    assert personal.headers["Cache-Control"] == "private, no-cache"
    assert personal.headers["X-Robots-Tag"] == "noindex"
    assert personal.headers["Referrer-Policy"] == "no-referrer"


def test_head_answers_as_get_without_a_body(client: FlaskClient, feed: str):
    for path in (*ADDRESSES, feed):
        get, head = client.get(path), client.head(path)
        assert head.data == b""
        assert head.status_code == 200
        for name in ("Content-Length", "Content-Type", "ETag", "Last-Modified", "Cache-Control"):
            assert head.headers[name] == get.headers[name], name


def test_unchanged_feed_has_the_same_octets_and_is_not_sent_twice(client: FlaskClient, feed: str):
    for path in (*ADDRESSES, feed):
        first = client.get(path)
        etag, date = first.headers["ETag"], first.headers["Last-Modified"]
        assert not etag.startswith("W/")
        assert client.get(path).data == first.data
        later = format_datetime(moment(first) + timedelta(days=1), usegmt=True)
        for headers in (
            {"If-None-Match": etag},
            {"If-None-Match": f"W/{etag}"},
            {"If-None-Match": f'"other", W/"more", {etag}'},
            {"If-None-Match": "*"},
            {"If-Modified-Since": date},
            {"If-Modified-Since": later},
            {"If-None-Match": etag, "If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
        ):
            answer = client.get(path, headers=headers)
            assert (answer.status_code, answer.data) == (304, b""), (path, headers)
            assert answer.headers["ETag"] == etag
            assert answer.headers["Cache-Control"] == first.headers["Cache-Control"]
            assert "Content-Type" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"If-None-Match": '"other"'},
        {"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"If-Modified-Since": "yesterday"},
        {"If-None-Match": '"other"', "If-Modified-Since": "Fri, 31 Dec 2099 00:00:00 GMT"},
    ],
)
def test_stale_or_broken_condition_gets_the_feed(client: FlaskClient, feed: str, headers: dict[str, str]):
    for path in (*ADDRESSES, feed):
        assert client.get(path, headers=headers).status_code == 200


def test_change_of_a_room_renews_feeds_that_hold_the_session(
    client: FlaskClient, person: Registration, feed: str
):
    elsewhere = address(registered(slots={MORNING: SlotChoice("atelier-2", "")}))
    before = {path: client.get(path) for path in ("/programme.ics", feed, elsewhere)}
    changed("atelier-1", room="salle-3")

    after = {path: client.get(path) for path in before}

    assert "Salle 3" in after[feed].text
    assert after[feed].headers["ETag"] != before[feed].headers["ETag"]
    assert after["/programme.ics"].headers["ETag"] != before["/programme.ics"].headers["ETag"]
    # Who is elsewhere then gets the same octets, and so the same ETag.
    assert after[elsewhere].data == before[elsewhere].data
    assert after[elsewhere].headers["ETag"] == before[elsewhere].headers["ETag"]


def test_last_modified_moves_on_when_the_newest_session_is_removed(client: FlaskClient):
    edition = shipped()
    newest = edition.sessions[-1]
    changed(newest.code, title=Heading(fr="Buffet"))
    before = client.get("/programme.ics")
    load(
        edition.model_copy(update={"sessions": edition.sessions[:-1]})
    )  # a demonstration's clock has begun again

    removed = client.get("/programme.ics", headers={"If-Modified-Since": before.headers["Last-Modified"]})

    assert "Buffet" in before.text
    assert removed.status_code == 200
    assert moment(removed) > moment(before)
    assert "Buffet" not in removed.text


def test_leaving_a_workshop_takes_it_out_of_the_feed(client: FlaskClient, person: Registration, feed: str):
    before = client.get(feed)
    choices = Choices((DAY_1,), {MORNING: SlotChoice(None, None)}, ())
    change_choices(person.id, choices, now=datetime.now(UTC) + timedelta(hours=1), actor="organiser")
    db.session.commit()

    after = client.get(feed, headers={"If-Modified-Since": before.headers["Last-Modified"]})

    assert after.status_code == 200
    assert moment(after) > moment(before)
    assert uids("atelier-1")[0] not in after.text
    assert {e.value("DTSTART")[:8] for e in check_feed(after.data, "personal", host=HOST).kind("VEVENT")} == {
        "20260303"
    }


def test_cancelled_session_stays_and_says_so(client: FlaskClient, feed: str):
    changed("atelier-1", status="cancelled")

    for path, kind in (("/programme.ics", "public"), (feed, "personal")):
        calendar = check_feed(client.get(path).data, kind, host=HOST)  # type: ignore[arg-type]
        session = next(e for e in calendar.kind("VEVENT") if e.value("UID") == uids("atelier-1")[0])
        assert session.value("STATUS") == "CANCELLED"
        assert session.value("TRANSP") == "TRANSPARENT"
        assert session.text("SUMMARY").startswith("ANNULÉ")
        assert session.value("SEQUENCE") == "1"


def test_address_that_ended_is_gone_and_an_unknown_one_is_not_found(
    client: FlaskClient, person: Registration, feed: str
):
    issuing.replace(person, FEED, "STO", datetime.now(UTC))
    db.session.commit()
    renewed = address(person)
    assert client.get(feed).status_code == 410
    assert client.get(renewed).status_code == 200
    cancel(person.id, now=OPEN)
    db.session.commit()

    assert client.get(renewed).status_code == 410
    assert client.get("/calendrier/unknown.ics").status_code == 404
    gone = client.get(renewed)
    assert gone.headers["X-Robots-Tag"] == "noindex"
    assert gone.headers["Referrer-Policy"] == "no-referrer"


def test_manage_token_opens_no_feed(client: FlaskClient, person: Registration):
    manage = issuing.clear_tokens(person, "STO")["manage"]

    assert client.get(f"/calendrier/{manage}.ics").status_code == 404


def test_post_is_refused(client: FlaskClient, feed: str):
    for path in (*ADDRESSES, feed):
        answer = client.post(path)
        assert answer.status_code == 405
        assert "GET" in answer.headers["Allow"]


def test_few_questions_are_asked_of_the_database(client: FlaskClient, feed: str):
    client.get("/programme.ics")
    client.get(feed)
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))

    def questions(path: str) -> int:
        asked.clear()
        client.get(path)
        return sum(statement.startswith("SELECT") for statement in asked)

    assert questions("/programme.ics") == 1, asked
    assert questions(feed) == 2, asked
