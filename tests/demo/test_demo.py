"""The demonstration: filled, shown, moved in time; and nothing of it anywhere else."""

import time
from collections import Counter
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventreg import clock
from eventreg.accounts.models import ROLES, Staff
from eventreg.checkin import devices
from eventreg.db import db
from eventreg.demo.accounts import sign_ins
from eventreg.mail import delivery
from eventreg.registration import states
from eventreg.registration.models import Booking, Registration, SpecialNeeds
from eventreg.registration.seats import programme_and_seats
from tests.support.pages import parsed, submit

CLOCK = "2026-02-02T09:00:00+01:00"


@pytest.fixture
def demo(make_app) -> Flask:
    return make_app(DEMO=True, CLOCK=CLOCK)


def _fill(app: Flask, number: int, seed: int = 1) -> str:
    result = app.test_cli_runner().invoke(
        args=["demo", "fill", "--registrations", str(number), "--seed", str(seed)]
    )
    assert result.exit_code == 0, result.output
    return result.output


def _people(app: Flask) -> list[tuple]:
    with app.app_context():
        return [
            (p.name, p.email, p.organisation, p.lang, p.created_at, tuple(p.days))
            for p in db.session.scalars(select(Registration).order_by(Registration.id))
        ]


def test_nothing_of_it_exists_outside_a_demonstration(app: Flask) -> None:
    client = app.test_client()
    for address in ("/demonstration", "/demonstration/messages", "/demonstration/horloge"):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code in (400, 404)
    assert "emonstration" not in client.get("/").text
    assert not [rule for rule in app.url_map.iter_rules() if "demo" in rule.rule]
    for arguments in (["demo", "prepare"], ["demo", "fill", "--registrations", "1"]):
        result = app.test_cli_runner().invoke(args=arguments)
        assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert _people(app) == []


def test_fill_makes_a_plausible_edition_fast(demo: Flask) -> None:
    began = time.process_time()
    _fill(demo, 120)
    assert time.process_time() - began < 6  # 3 s; whatever else the machine does
    with demo.app_context():
        statuses = Counter(db.session.scalars(select(Registration.status)))
        assert statuses == {states.CONFIRMED: 116, states.CANCELLED: 4}
        programme, counts = programme_and_seats()
        assert programme is not None
        first = counts[programme.by_code["atelier-1"].id]
        assert 55 <= first.taken <= 60
        assert 1 <= first.waiting <= 12
        assert not any(count.over for count in counts.values())
        assert db.session.scalars(select(func.count()).select_from(SpecialNeeds)).one() >= 3
        people = db.session.scalars(select(Registration)).all()
        assert {person.lang for person in people} == {"fr", "en"}
        assert all(
            person.email_key.rpartition("@")[2] in ("example.org", "example.com", "example.net")
            for person in people
        )
        opens, now = programme.registration_opens_at, datetime.fromisoformat(CLOCK)
        assert all(opens <= person.created_at < now for person in people)


def test_fill_is_the_same_for_the_same_seed(demo: Flask, tmp_path, sqlite_template, opened) -> None:
    _fill(demo, 15, seed=7)
    copy = tmp_path / "other.db"
    copy.write_bytes(sqlite_template(True).read_bytes())
    other = opened(f"sqlite:///{copy}", DEMO=True, CLOCK=CLOCK)
    _fill(other, 15, seed=7)
    assert [person[:4] for person in _people(demo)] == [person[:4] for person in _people(other)]


def test_fill_again_adds_as_many(demo: Flask) -> None:
    _fill(demo, 5)
    _fill(demo, 5)
    assert len({person[1] for person in _people(demo)}) == 10


def test_fill_before_opening_is_refused(make_app) -> None:
    app = make_app(DEMO=True, CLOCK="2026-01-01T09:00:00+01:00")
    result = app.test_cli_runner().invoke(args=["demo", "fill", "--registrations", "1"])
    assert result.exit_code == 2
    assert _people(app) == []


def test_prepare_from_nothing_and_again(opened, tmp_path) -> None:
    app = opened(f"sqlite:///{tmp_path / 'new.db'}", DEMO=True, CLOCK=CLOCK, BASE_URL=None)
    first = app.test_cli_runner().invoke(args=["demo", "prepare"])
    assert first.exit_code == 0, first.output
    with app.app_context():
        passwords = {person.password for person in sign_ins()}
        assert set(db.session.scalars(select(Staff.role))) == set(ROLES)
    assert len(_people(app)) == 120
    again = app.test_cli_runner().invoke(args=["demo", "prepare"])
    assert len(_people(app)) == 120
    for output in (first.output, again.output):
        assert "http://127.0.0.1:8000/demonstration" in output
        assert all(len(password) >= 12 and password in output for password in passwords)


def test_page_shows_sign_ins_that_work_and_participants(demo: Flask) -> None:
    demo.test_cli_runner().invoke(args=["demo", "prepare"])
    client = demo.test_client()
    page = parsed(client.get("/demonstration"))
    email, password = (
        code.text for code in page.select("#equipe ~ .table-scroll tr:has(th):nth-of-type(2) code")
    )
    assert submit(client, "/connexion", {"email": email, "password": password}).status_code == 303
    assert client.get("/organisation/").status_code == 200
    with demo.app_context():
        waits = select(Booking).filter_by(state=states.WAITLISTED)
        assert db.session.scalars(waits).first() is not None
    assert len(page.select('a[href^="/mon-inscription/"]')) == 8
    assert len(page.select('a[href^="/b/"]')) == 4


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("2026-02-20T23:59:00+01:00", "2026-02-20T23:59:00+01:00"),
        ("2026-03-03T08:30", "2026-03-03T08:30:00+01:00"),
        ("2026-07-01T08:30", "2026-07-01T08:30:00+02:00"),
    ],
)
def test_clock_is_moved_and_runs_on(demo: Flask, typed: str, instant: str) -> None:
    client = demo.test_client()
    answer = submit(client, "/demonstration", {"at": typed}, selector="form.search")
    assert answer.status_code == 303
    assert 0 <= (clock.now() - datetime.fromisoformat(instant)).total_seconds() < 5


@pytest.mark.parametrize("typed", ["", "demain", "0001-01-01T00:00", "9999-12-31T23:59", "2026-02-30T10:00"])
def test_wrong_instant_is_refused_and_the_clock_stays(demo: Flask, typed: str) -> None:
    before = clock.now()
    answer = submit(demo.test_client(), "/demonstration", {"at": typed}, selector="form.search")
    assert answer.status_code == 422
    assert parsed(answer).select_one("#at-error") is not None
    assert (clock.now() - before).total_seconds() < 5


def test_quick_choices_are_the_editions_own_moments(demo: Flask) -> None:
    page = parsed(demo.test_client().get("/demonstration"))
    offered = [str(button["value"]) for button in page.select('button[name="at"]')]
    assert offered == [
        "2026-01-11T09:00:00+01:00",
        "2026-02-14T00:00:00+01:00",
        "2026-02-20T23:59:00+01:00",
        "2026-02-21T00:15:00+01:00",
        "2026-02-22T10:00:00+01:00",
        "2026-02-24T09:00:00+01:00",
        "2026-03-02T09:00:00+01:00",
        "2026-03-03T08:30:00+01:00",
        "2026-03-04T08:30:00+01:00",
        "2026-03-05T14:00:00+01:00",
    ]


def test_captured_mail_opens_in_the_browser(demo: Flask) -> None:
    _fill(demo, 2)
    with demo.app_context():
        delivery.send_due()
    client = demo.test_client()
    links = parsed(client.get("/demonstration")).select('a[href^="/demonstration/messages/"]')
    assert len(links) == 2
    address = str(links[0]["href"])
    answer = client.get(address)
    page = parsed(answer)
    assert "frame-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "allow-scripts" not in page.select_one("iframe")["sandbox"]  # type: ignore[index]
    frame = client.get(str(page.select_one("iframe")["src"]))  # type: ignore[index]
    policy = frame.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox " in policy
    assert "allow-scripts" not in policy
    assert "cid:" not in frame.text
    attached = [
        str(link["href"])
        for link in page.select(f'a[href^="{address}/"]')
        if not str(link["href"]).endswith("html")
    ]
    files = [client.get(link) for link in attached]
    assert any(file.mimetype == "text/calendar" and b"BEGIN:VCALENDAR" in file.data for file in files)
    assert all("attachment" in file.headers["Content-Disposition"] for file in files)


@pytest.mark.parametrize("name", ["x", "..%2f..%2fsecret_key", "20260202T090000-abc.eml", "%00.eml"])
def test_other_files_are_not_messages(demo: Flask, name: str) -> None:
    assert demo.test_client().get(f"/demonstration/messages/{name}").status_code == 404
    assert demo.test_client().get(f"/demonstration/messages/{name}/html").status_code == 404


def test_browser_becomes_a_device_of_the_door(demo: Flask) -> None:
    visitor = demo.test_client()
    answer = submit(visitor, "/demonstration", selector="form[action$='/porte']")
    assert (answer.status_code, answer.location) == (303, "/porte")
    assert visitor.get("/porte").status_code == 200
    submit(demo.test_client(), "/demonstration", selector="form[action$='/porte']")
    with demo.app_context():
        made = [(device.name, device.role, device.lists) for device in devices.everyone()]
    assert made == [("Démonstration 1", "supervisor", []), ("Démonstration 2", "supervisor", [])]
