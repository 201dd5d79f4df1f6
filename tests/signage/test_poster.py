"""The poster as it is printed: every session on it, nothing cut, tagged, with a code that decodes."""

import pymupdf
import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from eventreg import typesetting
from eventreg.agenda import columns
from eventreg.i18n import LANGUAGES, speaking, text
from eventreg.signage import poster
from tests.signage import programmes
from tests.signage.programmes import DAY, altered, programme, publish, with_session

BASE = "https://inscription.example.org"
SIZES = {"a3": (1191, 842), "a4": (595, 842)}
FILE = "/programme/affiche.pdf"
LONG = (
    "Une séance dont le titre est fort long : "
    + "comment tenir toutes nos promesses, " * 6
    + "sans rien oublier"
)


def drawn(sheet: str, lang: str) -> tuple[bytes, list[str]]:
    with speaking(lang):
        return typesetting.draw(poster.SOURCE, poster.content(programme(), sheet, BASE))


def words(said: str) -> str:
    return " ".join(said.replace("\u00ad", "").split())


def letters(said: str) -> str:
    """Without the spaces, and the hyphens at which a narrow column may break a word."""
    return "".join(said.replace("\u00ad", "").replace("-", "").replace("\u2010", "").split())


@pytest.fixture(autouse=True)
def _context(app: Flask):
    with app.test_request_context():
        yield


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("sheet", "pages"), [("a3", 1), ("a4", 2)])
def test_everything_is_on_it_and_nothing_is_cut(sheet: str, pages: int, lang: str) -> None:
    data, warnings = drawn(sheet, lang)
    assert warnings == []
    with pymupdf.open(stream=data) as document, speaking(lang):
        assert document.page_count == pages
        said = letters(" ".join(page.get_text() for page in document))
        event = programme().edition.event
        for session in programme().sessions:
            assert letters(text(session.title)) in said, session.code
        for sentence in (
            event.title,
            event.identity_rule,
            event.status_note,
            *(one.statement for one in programme().edition.funding),
        ):
            assert letters(text(sentence)) in said
        for page in document:
            assert (round(page.rect.width), round(page.rect.height)) == SIZES[sheet]
            for block in page.get_text("blocks"):
                assert page.rect.contains(pymupdf.Rect(block[:4])), block


def test_times_stand_in_their_order_and_say_the_whole_day() -> None:
    with pymupdf.open(stream=drawn("a4", "fr")[0]) as document:
        said = words(document[0].get_text())
    assert "Mardi 3 mars 2026" in said
    starts = ["8 h 30", "9 h", "11 h 30", "14 h", "16 h", "17 h 45"]
    places = [said.index(time) for time in starts]
    assert places == sorted(places)
    assert "– 22 h" in said, "an evening that is cut says its end"


@pytest.mark.parametrize("sheet", poster.FORMATS)
def test_its_code_opens_the_programme(sheet: str) -> None:
    with pymupdf.open(stream=drawn(sheet, "fr")[0]) as document:
        for page in document:
            pixels = page.get_pixmap(dpi=150)
            image = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)
            assert [found.text for found in zxingcpp.read_barcodes(image)] == [f"{BASE}/programme"]
            assert "inscription.example.org/programme" in page.get_text()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_tagged_with_its_headings(lang: str) -> None:
    data, _warnings = drawn("a3", lang)
    assert b"pdfuaid" in data
    assert b"/StructTreeRoot" in data
    with pymupdf.open(stream=data) as document, speaking(lang):
        assert document.metadata is not None
        assert document.metadata["title"] == f"Programme – {text(programme().edition.event.title)}"
        assert document.xref_get_key(document.pdf_catalog(), "Lang")[1] == lang
        assert [row[0] for row in document.get_toc()] == [1, 2, 2]


def test_cancelled_sessions_stay_and_say_so(app: Flask) -> None:
    publish(app, altered("atelier-4", status="cancelled"))
    with pymupdf.open(stream=drawn("a3", "fr")[0]) as document:
        said = words(document[0].get_text())
    assert "Annulé Atelier 4 (technique)" in said
    assert said.count("Annulé") == 1


@pytest.mark.parametrize("sheet", poster.FORMATS)
def test_many_parallel_rooms_and_long_titles_find_room(app: Flask, sheet: str) -> None:
    edition = programmes.with_rooms(8)
    publish(app, altered("atelier-4", edition, title={"fr": LONG}))
    data, warnings = drawn(sheet, "fr")
    assert warnings == []
    with pymupdf.open(stream=data) as document:
        assert document.page_count == 2, "ten columns leave no room for another day beside them"
        said = letters(document[0].get_text())
        assert letters(LONG) in said
        for n in range(8):
            assert f"Ailleurs{n}" in said
            assert f"Autresalle{n}" in said
        for page in document:
            for block in page.get_text("blocks"):
                assert page.rect.contains(pymupdf.Rect(block[:4])), block


def test_parallel_sessions_stand_side_by_side_and_free_columns_are_used_again(app: Flask) -> None:
    publish(app, with_session(
        "visite", title={"fr": "Visite"}, starts_at=f"{DAY}T09:45:00", ends_at=f"{DAY}T11:15:00", room="salle-3"
    ))  # fmt: skip
    cells = {cell.session.code: cell for cell in columns.cells(programme().days[0])}
    of = ("atelier-1", "atelier-2", "visite", "pause-1", "temoignages")
    assert [(cells[code].column, cells[code].span, cells[code].columns) for code in of] == [
        (0, 1, 3),
        (1, 1, 3),
        (2, 1, 3),
        (0, 2, 3),
        (0, 1, 1),
    ]
    assert (cells["accueil-1"].at, cells["bienvenue"].at, cells["visite"].at) == (0, 30, 75)
    assert (cells["networking"].minutes, cells["networking"].open) == (90, True)


def test_it_is_drawn_once_and_known_by_its_etag(app: Flask, client: FlaskClient) -> None:
    first = client.get(f"{FILE}?format=a4&lang=en")
    assert (first.status_code, first.content_type) == (200, "application/pdf")
    again = client.get(f"{FILE}?format=a4&lang=en", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    others = [
        client.get(f"{FILE}{query}").headers["ETag"] for query in ("", "?format=a3", "?lang=en", "?format=A4")
    ]
    assert others[0] == others[1]
    assert len({first.headers["ETag"], *others}) == 4
    publish(app, altered("pause-1", title={"fr": "Pause café"}))
    assert client.get(f"{FILE}?format=a4&lang=fr").headers["ETag"] != others[3]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("format=a2", "L’affiche existe en A3 et en A4"),
        ("lang=de", "L’affiche existe en français et en anglais"),
    ],
)
def test_another_format_or_language_is_refused_with_what_there_is(
    client: FlaskClient, query: str, said: str
) -> None:
    answer = client.get(f"{FILE}?{query}")
    assert answer.status_code == 422
    assert said in words(answer.text)


def test_there_is_none_without_a_programme(empty_app: Flask) -> None:
    answer = empty_app.test_client().get(FILE)
    assert (answer.status_code, "Page introuvable" in answer.text) == (404, True)
