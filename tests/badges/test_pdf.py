"""The badge as a participant prints it: one page, every name, a code that decodes, nothing that typst complains of."""

import pymupdf
import pytest
import zxingcpp
from flask import Flask
from PIL import Image

from eventreg import typesetting
from eventreg.agenda import programme as agenda
from eventreg.agenda.programme import Programme
from eventreg.badges import pdf, qr
from eventreg.i18n import speaking, text
from eventreg.registration.itinerary import itinerary
from eventreg.registration.states import BOOKED, CONFIRMED

ADDRESS = qr.address("https://inscription.example.org", "BCDEFGHIJKLNOPRSTUVXBCDEFGHIJKSTOB")
A6 = (297.6, 419.5)
DAYS = ["2026-03-03", "2026-03-04"]
WORKSHOPS = ("atelier-1", "atelier-3", "atelier-5", "atelier-6")
NAMES = [
    "Léa Ångström",
    "Ελένη Παπαδοπούλου",
    "Владимир Ильичёвский",
    "Nguyễn Thị Phượng Ẩn",
    "x" * 100,
    "Wolfeschlegelsteinhausenbergerdorff-Vorderlinden zu Unterschleißheim-Oberallershausen",
    '#set page(width: 1pt) $x$ *a* _b_ @ref <l> [c] \\ // `raw` "q" {j}',
    "A",
]


@pytest.fixture(autouse=True)
def _context(app: Flask):
    with app.test_request_context():
        yield


def loaded() -> Programme:
    programme = agenda.current()
    assert programme is not None
    return programme


def badge(name: str, organisation: str = "Métropole d’Aix-Marseille-Provence") -> pdf.Badge:
    programme = loaded()
    booked = {programme.by_code[code].id: BOOKED for code in WORKSHOPS}
    own = itinerary(programme, status=CONFIRMED, days=DAYS, bookings=booked)
    return pdf.badge(name, organisation, "STO-7K3F9Q", DAYS, own, ADDRESS, programme)


def compiled(*badges: pdf.Badge, lang: str = "fr") -> tuple[bytes, list[str]]:
    return typesetting.draw(pdf.SOURCE, pdf._data(loaded(), badges, lang))


def words(page: pymupdf.Page) -> str:
    return " ".join(page.get_text().replace("\u200b", "").split())


def decoded(page: pymupdf.Page) -> list[str]:
    pixels = page.get_pixmap(dpi=150)
    image = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)
    return [found.text for found in zxingcpp.read_barcodes(image)]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_makes_one_page_without_a_warning(name: str):
    data, warnings = compiled(badge(name))

    assert warnings == []
    with pymupdf.open(stream=data) as document:
        assert len(document) == 1
        page = document[0]
        assert (round(page.rect.width, 1), round(page.rect.height, 1)) == A6
        assert name.replace(" ", "") in words(page).replace(" ", "")
        assert decoded(page) == [ADDRESS]
        for block in page.get_text("blocks"):
            assert page.rect.contains(pymupdf.Rect(block[:4])), block


def test_letters_that_no_font_has_do_not_cost_the_badge():
    for name in ("李小龍", "😀 Smile"):
        with pymupdf.open(stream=pdf.document(loaded(), [badge(name)], "fr")) as document:
            assert decoded(document[0]) == [ADDRESS]


def test_badge_is_tagged_for_screen_readers():
    data, _warnings = compiled(badge("Léa Ångström"))

    assert b"pdfuaid" in data
    assert b"/StructTreeRoot" in data
    with pymupdf.open(stream=data) as document:
        assert document.metadata is not None
        assert (
            document.metadata["title"]
            == "Badge – Renforcer le pouvoir d’agir des collectivités locales en France"
        )


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_badge_says_what_the_door_and_the_funders_ask_for(lang: str):
    with speaking(lang):
        data, _warnings = compiled(badge("Léa Ångström"), lang=lang)
        expected = [text(project.statement) for project in loaded().edition.funding]
        expected += [text(project.disclaimer) for project in loaded().edition.funding]
        expected.append(text(loaded().edition.event.identity_rule))

    with pymupdf.open(stream=data) as document:
        page = document[0]
        said = words(page)
        for sentence in [*expected, "STO-7K3F9Q", "Métropole d’Aix-Marseille-Provence", "2026"]:
            assert " ".join(sentence.split()) in said
        assert page.search_for("Salle 1" if lang == "fr" else "Room 1")
        sides = [pymupdf.Rect(drawing["rect"]) for drawing in page.get_drawings()]
        assert any(side.width >= 30 / 25.4 * 72 for side in sides if abs(side.width - side.height) < 1)


def test_long_organisation_keeps_its_place():
    with pymupdf.open(stream=compiled(badge("x " * 40, "Agence nationale " * 12))[0]) as document:
        assert len(document) == 1
        assert decoded(document[0]) == [ADDRESS]


def test_several_badges_take_a_page_each():
    with pymupdf.open(stream=compiled(*map(badge, NAMES))[0]) as document:
        assert len(document) == len(NAMES)
