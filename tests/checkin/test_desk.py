"""The staff's figures and conflicts, as they read them and close one."""

from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventreg import clock
from eventreg.audit import AuditEntry
from eventreg.checkin.chart import HEIGHT, chart
from eventreg.checkin.models import Conflict
from eventreg.db import db
from tests.checkin.door import DAY, badge_of, door, item, kinds, later, signed_in
from tests.support.pages import parsed, submit
from tests.support.people import DAY_2, registered

FIGURES, CONFLICTS = "/porte/chiffres", "/porte/conflits"
EIGHT = datetime.fromisoformat("2026-03-03T08:00:00+01:00")


def _said(page: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(found.get_text(" ").split()) for found in page.select(selector)]


def _morning(app: Flask) -> None:
    """Two came through one gate, one of them left; a third came later through another."""
    with app.app_context():
        badges = [badge_of(registered(f"P{number}", "Test")) for number in range(4)]
        registered("Demain", "Test", days=(DAY_2,))
    first, second = door(app), door(app, name="=porte B")
    first.scan(badges[0], "verified")
    first.scan(badges[1], "verified")
    first.scan(badges[1], type="exit")
    later(20)
    second.scan(badges[2], "verified")


def test_figures_of_today(app: Flask) -> None:
    _morning(app)
    page = parsed(signed_in(app).get(FIGURES))
    assert _said(page, "h1") == ["Mardi 3 mars"]
    assert _said(page, ".figures dd") == ["4", "3 75 %", "2", "1", "0"]
    assert _said(page, "tbody tr") == ["9 h porte A 2 1", "9 h 30 =porte B 1 0"]
    drawing = page.select_one("svg[role=img]")
    assert drawing is not None
    assert _said(page, "svg title") == ["Entrées par quart d’heure, les mêmes nombres que dans le tableau"]
    assert len(drawing.select(".chart-column")) == 2


def test_figures_as_csv_neutralise_what_a_spreadsheet_would_calculate(app: Flask) -> None:
    _morning(app)
    answer = signed_in(app).get(f"{FIGURES}.csv?list={DAY}")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.data.decode() == (
        "list,from,gate,entries,exits\r\n"
        f"{DAY},2026-03-03T09:00:00+01:00,porte A,2,1\r\n"
        f"{DAY},2026-03-03T09:30:00+01:00,'=porte B,1,0\r\n"
    )
    assert signed_in(app).get(f"{FIGURES}.csv?list={DAY}&excel=1").data.startswith(b"\xef\xbb\xbf")


def test_figures_of_a_session_and_of_nobody(app: Flask) -> None:
    client = signed_in(app)
    page = parsed(client.get(f"{FIGURES}?list=atelier-1"))
    assert _said(page, "h1")[0].startswith("Atelier 1")
    assert _said(page, ".empty") == ["Personne n’est encore entré."]
    assert page.select("option[value=atelier-1][selected]")
    assert client.get(f"{FIGURES}?list=atelier-99").status_code == 404
    assert client.get(f"{FIGURES}.csv").status_code == 422


def test_attendance_stands_beside_the_seats(app: Flask) -> None:
    with app.app_context():
        badge = badge_of(registered())
    gate = door(app)
    gate.scan(badge, "verified", list="atelier-1")
    gate.scan(badge, list="atelier-1", type="exit")
    page = parsed(signed_in(app, "organiser").get("/organisation/seances"))
    assert _said(page, "a[href$='list=atelier-1']") == ["1"], "who left again has been there"
    assert _said(page, "a[href$='list=atelier-2']") == ["0"]


def test_pages_are_for_staff_and_not_for_a_phone(app: Flask) -> None:
    visitor = app.test_client()
    for address in (FIGURES, f"{FIGURES}.csv?list={DAY}", CONFLICTS):
        assert visitor.get(address).location.startswith("/connexion")
    assert signed_in(app).get(CONFLICTS).status_code == 403
    assert CONFLICTS not in signed_in(app).get(FIGURES).text


def test_member_of_staff_makes_their_phone_a_device(app: Flask) -> None:
    client = signed_in(app)
    assert submit(client, "/porte", selector="form[action$='/poste']").location == "/porte"
    assert client.get(FIGURES).location.startswith("/connexion"), "the sign-in has ended"


# The drawing.


def test_chart_goes_from_hour_to_hour_and_keeps_empty_quarters() -> None:
    drawn = chart({EIGHT + timedelta(minutes=15): 30, EIGHT + timedelta(minutes=75): 12})
    assert [column.number for column in drawn.columns] == [0, 30, 0, 0, 0, 12, 0, 0]
    assert drawn.top == 30
    assert drawn.columns[1].height == HEIGHT
    assert [column.begins.hour for column in drawn.columns if column.labelled] == [8, 9]


def test_chart_of_a_long_day_has_few_labels_and_stays_within_its_width() -> None:
    drawn = chart({EIGHT + timedelta(minutes=15 * number): number for number in range(48)})
    assert sum(column.labelled for column in drawn.columns) <= 6
    assert drawn.columns[-1].left + drawn.columns[-1].width <= 100.1
    assert [line for line, _ in drawn.lines] == [25, 50]


def test_chart_of_nothing_is_empty() -> None:
    assert chart({}).columns == ()


# Conflicts.


@pytest.fixture
def chief(app: Flask) -> FlaskClient:
    return signed_in(app, "supervisor")


def _twice(app: Flask, name: str = "Lefèvre") -> None:
    """A phone without network lets in who is in already."""
    with app.app_context():
        badge = badge_of(registered("Élodie", name, organisation="Plaine Commune"))
    number = len(kinds_of(app))
    door(app, name=f"porte A{number}").scan(badge, "verified")
    later(5)
    sent = item(
        badge, "verified", offline=True, local_verdict="ok", scanned_at=clock.now().isoformat(), operator="ML"
    )
    answer = door(app, name=f"porte B{number}").scans(sent)[0]
    assert answer["conflict"] == "duplicate_offline"


def kinds_of(app: Flask) -> list[str]:
    with app.app_context():
        return kinds()


def test_conflict_says_who_when_where_and_what_both_said(app: Flask, chief: FlaskClient) -> None:
    _twice(app)
    page = parsed(chief.get(CONFLICTS))
    assert _said(page, "h1") == ["1 conflit à régler"]
    text = _said(page, ".conflict")[0]
    for said in (
        "Élodie Lefèvre Plaine Commune", "Badge déjà entré.", "mardi 3 mars 2026 à 9 h 17", "Mardi 3 mars",
        "porte B0, ML", "L’appareil a dit Bienvenue", "Le serveur dit Déjà entré Première entrée à 9 h 12, porte A0",
    ):  # fmt: skip
        assert said in text


def test_conflict_is_closed_once_with_a_reason(app: Flask, chief: FlaskClient) -> None:
    _twice(app)
    answer = submit(chief, CONFLICTS, {"reason": "same_person"})
    assert (answer.status_code, answer.location) == (303, CONFLICTS)
    page = parsed(chief.get(CONFLICTS))
    assert _said(page, "h1") == ["Aucun conflit à régler"]
    assert _said(page, ".link-list li")[0].startswith(
        "Élodie Lefèvre Plaine Commune La même personne, lue deux fois"
    )
    assert "supervisor@example.org" in page.text
    token = parsed(chief.get("/porte")).select("input[name=csrf_token]")[0]["value"]
    later(1)
    chief.post(f"{CONFLICTS}/1", data={"csrf_token": token, "reason": "left"})
    assert "déjà clos" in chief.get(CONFLICTS).text
    with app.app_context():
        assert db.session.scalars(select(Conflict.reason)).one() == "same_person"
        closed = db.session.scalars(select(AuditEntry).filter_by(action="conflict.closed")).one()
        assert closed.actor == "staff:1"


def test_entry_that_is_confirmed_counts(app: Flask, chief: FlaskClient) -> None:
    with app.app_context():
        badge = badge_of(registered("Ana", "Demain", days=(DAY_2,)))
    door(app).scans(item(badge, "verified", offline=True, local_verdict="ok"))
    assert kinds_of(app) == []
    assert "alors que la règle s’y opposait" in chief.get(CONFLICTS).text
    submit(chief, CONFLICTS, {"reason": "entry_confirmed"})
    assert kinds_of(app) == ["entry"]


def test_reason_that_is_none_is_refused(app: Flask, chief: FlaskClient) -> None:
    _twice(app)
    assert submit(chief, CONFLICTS, {"reason": ""}).status_code == 422
    assert submit(chief, CONFLICTS, {"reason": "because"}).status_code == 422
    assert _said(parsed(chief.get(CONFLICTS)), "h1") == ["1 conflit à régler"]
