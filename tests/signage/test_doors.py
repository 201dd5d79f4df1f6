"""The signs of the doors: a sheet for each room and half-day, in both languages."""

import pymupdf
import pytest
from flask import Flask

from eventreg import typesetting
from eventreg.i18n import speaking
from eventreg.signage import doors
from tests.organisation.desk import signed_in
from tests.signage.programmes import DAY, SECOND, altered, programme, publish, with_session
from tests.support.pages import parsed

FILE = "/organisation/programme/portes.pdf"
A4 = (595, 842)


def pages(data: bytes) -> list[str]:
    with pymupdf.open(stream=data) as document:
        for page in document:
            assert (round(page.rect.width), round(page.rect.height)) == A4
            for block in page.get_text("blocks"):
                assert page.rect.contains(pymupdf.Rect(block[:4])), block
        return [" ".join(page.get_text().split()) for page in document]


def drawn(app: Flask) -> tuple[bytes, list[str]]:
    with app.test_request_context(), speaking("fr"):
        return typesetting.draw(doors.SOURCE, doors.content(programme(), doors.signs(programme())))


def test_each_room_and_half_day_has_a_sheet(app: Flask) -> None:
    data, warnings = drawn(app)
    assert warnings == []
    found = pages(data)
    headings = ["Hémicycle", "Hall d’accueil", "Salle 1", "Salle 2"]
    assert [next(name for name in [*headings, "Salle 3"] if page.startswith(name)) for page in found] == [
        *headings, *headings, "Hall d’accueil", *headings, "Salle 3",
    ]  # fmt: skip
    assert "Mardi 3 mars 2026 · matin Tuesday 3 March 2026 · morning" in found[0]
    assert "après-midi" in found[4]
    assert "soirée" in found[8]
    assert "Networking, suivi d’un dîner" in found[8]
    for said in (
        "9 h 30",
        "– 11 h",
        "9:30 a.m. – 11:00 a.m.",
        "Atelier 1",
        "Workshop 1",
        "Nantes Métropole",
        "En français",
    ):
        assert said in found[2]
    with app.test_request_context():
        for session in programme().sessions:
            title = session.title.fr.split(" :")[0].split(" ?")[0]
            assert any(title in page for page in found), session.code


def test_they_are_tagged_and_name_the_funding(app: Flask) -> None:
    data, _warnings = drawn(app)
    assert b"pdfuaid" in data
    with pymupdf.open(stream=data) as document:
        assert len([row for row in document.get_toc() if row[0] == 1]) == document.page_count
        for page in document:
            assert "Horizon Europe" in page.get_text()
            assert "Programme, version 1, état du" in " ".join(page.get_text().split())


def test_a_cancelled_session_is_struck_in_both_languages(app: Flask) -> None:
    publish(app, altered("atelier-4", status="cancelled"))
    said = pages(signed_in(app).get(f"{FILE}?jour={DAY}&salle=salle-2").data)
    assert ["Annulé / Cancelled" in page for page in said] == [False, True]


def test_steps_and_floor_stand_under_the_room(app: Flask) -> None:
    publish(app, altered("salle-2", floor={"fr": "2e étage", "en": "Second floor"}, step_free=True))
    said = pages(signed_in(app).get(f"{FILE}?salle=salle-2").data)[0]
    assert "2e étage · sans marche Second floor · step-free" in said


def test_many_sessions_are_shared_out_over_sheets_that_name_the_room(app: Flask) -> None:
    edition = altered("salle-3", name={"fr": "Grande salle des délibérations Léopold-Sédar-Senghor"})
    for n in range(12):
        title = {"fr": f"Intervention {n} : {'un long retour d’expérience, ' * 6}", "en": f"Talk {n}"}
        times = {"starts_at": f"{SECOND}T11:{n * 5:02d}:00", "ends_at": f"{SECOND}T11:{n * 5 + 4:02d}:00"}
        edition = with_session(f"court-{n}", edition, title=title, room="salle-3", **times)
    publish(app, edition)
    said = pages(signed_in(app).get(f"{FILE}?jour={SECOND}&salle=salle-3").data)
    assert [f"matin · {n}/2" in page for n, page in enumerate(said, start=1)] == [True, True]
    assert all(page.startswith("Grande salle des délibérations Léopold-Sédar-Senghor") for page in said)
    assert all(f"Intervention {n} :" in said[n // 6] and f"Talk {n}" in said[n // 6] for n in range(12))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("jour=2026-03-05", "2026-03-03, 2026-03-04"),
        ("jour=demain", "Choisissez un jour du programme"),
        ("salle=cave", "Aucune salle du programme"),
        (f"jour={DAY}&salle=salle-3", "Aucune séance"),
    ],
)
def test_a_day_or_room_that_is_none_is_refused(app: Flask, query: str, said: str) -> None:
    answer = signed_in(app).get(f"{FILE}?{query}")
    assert answer.status_code == 422
    assert said in answer.text.replace("\u00a0", " ")


def test_they_are_for_organisers_who_find_them_with_what_else_shows_the_programme(app: Flask) -> None:
    assert app.test_client().get(FILE).status_code == 303
    assert signed_in(app, "steward").get(FILE).status_code == 403
    organiser = signed_in(app)
    page = parsed(organiser.get("/organisation/programme/diffusion"))
    links = [str(link["href"]) for link in page.select("main .rows a")]
    assert {FILE, f"{FILE}?jour={DAY}", "/ecran", "/programme/partager#site"} <= set(links)
    for link in links:
        assert organiser.get(link).status_code == 200, link
    assert organiser.get(FILE).headers["Content-Disposition"] == 'inline; filename="portes.pdf"'
