"""The programme on paper: one A4 sheet a day, in either language."""

from typing import Literal

import pymupdf
import pytest

from tests.browser.site import Site
from tests.support.browser import Visitors

POINTS = (595, 842)  # A4
WORDS = {"fr": ("3 mars", "4 mars"), "en": ("3 March", "4 March")}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_one_sheet_a_day(site: Site, visitor: Visitors, lang: Literal["fr", "en"]) -> None:
    page = visitor(site.winter.address, lang=lang, scheme="dark").new_page()
    page.goto("/programme")
    with pymupdf.open(stream=page.pdf(prefer_css_page_size=True), filetype="pdf") as document:
        texts = [sheet.get_text() for sheet in document]
        assert len(texts) == len(WORDS[lang]), [text[:80] for text in texts]
        for sheet, day, other in zip(document, WORDS[lang], reversed(WORDS[lang]), strict=True):
            assert (round(sheet.rect.width), round(sheet.rect.height)) == POINTS
            assert day in _one_line(sheet.get_text())
            assert f"{other} 2026" not in _one_line(sheet.get_text())


def _one_line(text: str) -> str:
    return " ".join(text.split())
