"""The organisers' pages as an organiser uses them."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from eventreg import clock
from eventreg.audit import AuditEntry
from eventreg.db import db
from eventreg.mail.models import OutboxMail
from eventreg.registration import states
from eventreg.registration.choices import SlotChoice
from eventreg.registration.models import Registration
from eventreg.registration.registering import Needs
from tests.organisation.desk import signed_in
from tests.releases.draft import edit, release
from tests.support.pages import one, parsed, submit
from tests.support.pages import said as words
from tests.support.people import DAY_1, DAY_2, OPEN, registered

PEOPLE = "/organisation/inscriptions"


@pytest.fixture
def organiser(app: Flask) -> FlaskClient:
    return signed_in(app)


def _names(client: FlaskClient, query: str = "") -> list[str]:
    page = parsed(client.get(f"{PEOPLE}{query}"))
    return [row.text for row in page.select("tbody th a")]


@pytest.mark.parametrize(
    "address", ["/organisation/", PEOPLE, "/organisation/seances", "/organisation/export"]
)
def test_pages_without_anybody_registered(organiser: FlaskClient, address: str) -> None:
    answer = organiser.get(address)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]


def test_pages_are_for_thesigned_in(client: FlaskClient) -> None:
    for address in (
        "/organisation/",
        PEOPLE,
        f"{PEOPLE}/STO-ABCDEF",
        "/organisation/seances",
        "/organisation/export",
    ):
        answer = client.get(address)
        assert answer.status_code == 303
        assert answer.location.startswith("/connexion?suite=/organisation")
    assert client.post("/organisation/export").status_code in (303, 400)


def test_desk_counts_people_days_and_open_points(app: Flask, organiser: FlaskClient) -> None:
    with app.app_context():
        registered(days=(DAY_1,))
        registered(days=(DAY_1, DAY_2), slots={"20260303T0930": SlotChoice("atelier-1")})
        other = registered(days=(DAY_2,))
        reference = other.reference
    submit(organiser, f"{PEOPLE}/{reference}", selector='form[action$="/annuler"]')
    page = parsed(organiser.get("/organisation/"))
    figures = {dt.text: dt.find_next("dd").text for dt in page.select(".figures dt")}  # type: ignore[union-attr]
    assert list(figures.values()) == ["2", "0", "1", "2", "1"]
    assert "atelier-1" in str(page.select_one(".link-list"))
    assert "1 / 60" in page.text
    confirm = page.select_one("details .rows")
    assert confirm is not None
    assert "capacité" in confirm.text
    assert "registration_opens_at" in confirm.text
    assert "Salle 1" in confirm.text


def test_desk_tells_of_mail_that_could_not_be_sent(app: Flask, organiser: FlaskClient) -> None:
    with app.app_context():
        registered()
        db.session.scalars(select(OutboxMail)).one().state = "dead"
        db.session.commit()
    assert "1 message n’est pas arrivé" in organiser.get("/organisation/").text.replace("\u202f", " ")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("lefevre", ["Lefèvre-Dûbois Éloïse"]),
        ("ELOÏSE lefèvre", ["Lefèvre-Dûbois Éloïse"]),
        ("dubois eloise", ["Lefèvre-Dûbois Éloïse"]),
        ("lefevre-dubois", ["Lefèvre-Dûbois Éloïse"]),
        ("nantes", ["Lefèvre-Dûbois Éloïse"]),
        ("Eloise.L@Example.org", ["Lefèvre-Dûbois Éloïse"]),
        ("martin", ["Martin Paul", "Martin Zoé"]),
        ("martin paul", ["Martin Paul"]),
        ("%", []),
        ("_", []),
        ("personne", []),
        ("\0", ["Lefèvre-Dûbois Éloïse", "Martin Paul", "Martin Zoé"]),
    ],
)
def test_search(app_each_db: Flask, words: str, found: list[str]) -> None:
    with app_each_db.app_context():
        registered("Éloïse", "Lefèvre-Dûbois", email="eloise.l@example.org", organisation="Nantes Métropole")
        registered("Zoé", "Martin")
        registered("Paul", "Martin")
    client = signed_in(app_each_db)
    answer = client.get(PEOPLE, query_string={"q": words})
    assert [row.text for row in parsed(answer).select("tbody th a")] == found


def test_search_by_reference(app: Flask, organiser: FlaskClient) -> None:
    with app.app_context():
        registered("Zoé", "Martin")
        reference = registered("Paul", "Durand").reference
    assert _names(organiser, f"?q={reference.lower()}") == ["Durand Paul"]


def test_filters(app_each_db: Flask) -> None:
    with app_each_db.app_context():
        registered("A", "Premier", days=(DAY_1,), meals=("dejeuner-1",))
        registered("B", "Second", days=(DAY_2,), slots={"20260304T0900": SlotChoice("atelier-5")})
        registered("C", "Deux")
    client = signed_in(app_each_db)
    assert _names(client, "?jour=2026-03-03") == ["Deux C", "Premier A"]
    assert _names(client, "?jour=2026-03-04&q=second") == ["Second B"]
    assert _names(client, "?seance=atelier-5") == ["Second B"]
    assert _names(client, "?seance=dejeuner-1") == ["Premier A"]
    assert _names(client, "?statut=cancelled") == []
    # What is not offered does not narrow the list.
    assert len(_names(client, "?statut=x&jour=hier&seance=nulle&page=x")) == 3


def test_list_goes_on_after_fifty_with_a_constant_number_of_queries(
    app: Flask, organiser: FlaskClient
) -> None:
    queries = []
    with app.app_context():
        registered("Premier", "Aaa")
        event.listen(db.engine, "before_cursor_execute", lambda *args: queries.append(args[2]))
        organiser.get(PEOPLE)
        for_one, queries[:] = len(queries), []
        for number in range(52):
            registered("Zoé", f"Martin{number:02}", slots={"20260303T0930": SlotChoice("atelier-1")})
        queries.clear()
        first = _names(organiser)
        assert len(queries) == for_one
    assert (len(first), first[0]) == (50, "Aaa Premier")
    assert _names(organiser, "?page=2") == ["Martin49 Zoé", "Martin50 Zoé", "Martin51 Zoé"]
    assert _names(organiser, "?page=99") == _names(organiser, "?page=2")


def test_person_shows_all_that_is_known(app: Flask, organiser: FlaskClient) -> None:
    with app.app_context():
        reference = registered(
            "Éloïse",
            "Lefèvre",
            job="Cheffe de projet",
            slots={"20260303T0930": SlotChoice("atelier-2")},
            needs=Needs("Végétarien", "Boucle magnétique"),
        ).reference
    page = parsed(organiser.get(f"{PEOPLE}/{reference.lower()}")).text
    for said in (
        "Éloïse Lefèvre",
        "Cheffe de projet",
        "Collectivité territoriale",
        "Végétarien",
        "Boucle magnétique",
    ):
        assert said in page
    for said in (
        "Atelier 2",
        "Confirmation d’inscription",
        "En attente d’envoi",
        "Inscription enregistrée",
        "la personne",
    ):
        assert said in page


def test_person_tells_the_place_in_the_queue(app: Flask, organiser: FlaskClient) -> None:
    with app.app_context():
        for _ in range(60):
            registered(slots={"20260303T0930": SlotChoice("atelier-1")})
        first = registered(slots={"20260303T0930": SlotChoice("atelier-2", "atelier-1")})
        second = registered(slots={"20260303T0930": SlotChoice("atelier-1")}, now=OPEN + timedelta(seconds=1))
        references = first.reference, second.reference
    pages = [
        parsed(organiser.get(f"{PEOPLE}/{reference}")).select_one(".tag-waitlist") for reference in references
    ]
    assert [tag.text[-1] for tag in pages if tag] == ["1", "2"]
    seats = parsed(organiser.get("/organisation/seances"))
    row = next(row for row in seats.select("tbody tr") if "atelier-1" in str(row))
    assert [cell.text.split()[0] for cell in row.select("td.number")] == ["60", "60", "0", "2", "0", "0"]


def test_unknown_person_is_not_found(organiser: FlaskClient) -> None:
    assert organiser.get(f"{PEOPLE}/STO-ZZZZZZ").status_code == 404
    assert organiser.get(f"{PEOPLE}/%00").status_code == 404


def test_staff_cancels_and_the_trail_says_who(app: Flask, organiser: FlaskClient) -> None:
    with app.app_context():
        reference = registered().reference
    answer = submit(organiser, f"{PEOPLE}/{reference}", selector='form[action$="/annuler"]')
    assert answer.status_code == 303
    page = organiser.get(answer.location).text
    assert "L’inscription est annulée" in page
    assert "Inscription annulée" in page
    assert "organiser@example.org" in page
    assert "Annuler cette inscription" not in page
    with app.app_context():
        person = db.session.scalars(select(Registration)).one()
        assert person.status == states.CANCELLED
        assert [mail.kind for mail in db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))] == [
            "confirmation",
            "cancelled",
        ]


def test_cancelling_twice_or_resending_to_a_cancelled_person_is_refused(
    app: Flask, organiser: FlaskClient
) -> None:
    with app.app_context():
        reference = registered().reference
    page = f"{PEOPLE}/{reference}"
    token = parsed(organiser.get(page)).select_one('input[name="csrf_token"]')["value"]  # type: ignore[index]
    assert organiser.post(f"{page}/annuler", data={"csrf_token": token}).status_code == 303
    assert organiser.post(f"{page}/annuler", data={"csrf_token": token}).status_code == 410
    assert organiser.post(f"{page}/renvoyer", data={"csrf_token": token}).status_code == 410


def test_confirmation_is_sent_again(app: Flask, organiser: FlaskClient) -> None:
    with app.app_context():
        reference = registered().reference
    answer = submit(organiser, f"{PEOPLE}/{reference}", selector='form[action$="/renvoyer"]')
    assert "Confirmation renvoyée" in organiser.get(answer.location).text
    with app.app_context():
        kinds = [mail.kind for mail in db.session.scalars(select(OutboxMail))]
    assert kinds == ["confirmation", "confirmation"]


def test_export_is_a_file_and_leaves_a_trace(app: Flask, organiser: FlaskClient) -> None:
    with app.app_context():
        registered("=SOMME(A1)", "Martin", needs=Needs("Végétarien"))
    answer = submit(organiser, "/organisation/export", {"purpose": "badges", "format": "csv", "excel": "1"})
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="inscriptions.csv"'
    assert answer.data.startswith(b"\xef\xbb\xbfreference,status,")
    assert b",'=SOMME(A1),Martin," in answer.data
    assert "Végétarien" not in answer.text
    with app.app_context():
        entry = db.session.scalars(select(AuditEntry).filter_by(action="exported")).one()
    assert entry.actor.startswith("staff:")
    assert entry.data == {"format": "csv", "purpose": "badges", "rows": 1}


@pytest.mark.parametrize(
    "wrong", [{"purpose": ""}, {"purpose": "command"}, {"format": "exe"}, {"format": ["csv", "json"]}]
)
def test_export_of_another_kind_is_refused(app: Flask, organiser: FlaskClient, wrong: dict[str, str]) -> None:
    assert submit(organiser, "/organisation/export", wrong).status_code == 422
    with app.app_context():
        assert db.session.scalars(select(AuditEntry).filter_by(action="exported")).first() is None


def test_seats_kept_for_who_lost_theirs_and_what_is_off_are_said(app: Flask, organiser: FlaskClient) -> None:
    """33 of 60 taken and none left: the organiser sees why."""
    with app.app_context():
        registered(slots={"20260303T0930": SlotChoice("atelier-1"), "20260303T1600": SlotChoice("atelier-4")})
        edit(
            "atelier-1",
            {"starts_at": "2026-03-03T16:00:00", "ends_at": "2026-03-03T17:30:00", "room": "salle-3"},
        )
        edit("atelier-5", {"status": "cancelled"})
        release(now=OPEN)
    clock.start_at(OPEN)
    page = parsed(organiser.get("/organisation/seances"))
    assert words(one(page, 'tr:has(a[href$="=atelier-2"])'), "td:nth-of-type(4)") == "59 1 gardée"
    assert words(one(page, 'tr:has(a[href$="=atelier-6"])'), "td:nth-of-type(4)") == "60"
    desk = parsed(organiser.get("/organisation/"))
    assert words(one(desk, 'li:has(a[href$="=atelier-5"])'), "span:last-of-type") == "Annulée"
