"""What people type, brought to one form."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.registration import typed


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("  Anne  Marie\u00a0 ", "Anne Marie"),
        ("Zoe\u0301", "Zoé"),
        ("A\u200bn\u200en\u00ade", "Anne"),
        ("\ufeffLéa\u202e", "Léa"),
        *(
            (f"Lé{mark}a", "Léa")
            for mark in "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        ),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
        ("a\x00b", "ab"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_line_is_composed_and_has_single_spaces(text: str | None, read: str) -> None:
    assert typed.line(text) == read


def test_prose_keeps_paragraphs() -> None:
    assert typed.prose("\r\n  Sans  gluten \r\n\r\n\r\nVégan\t oui\r\n") == "Sans gluten\n\nVégan oui"


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\u200d\u200c", "\u3164", "\u2800", "\u0301", "\x01"])
def test_what_nobody_sees_is_nothing(text: str) -> None:
    assert not typed.shows(typed.line(text))


@pytest.mark.parametrize("text", ["李", "O", "-", "Ñ", "🌱"])
def test_what_somebody_sees_is_something(text: str) -> None:
    assert typed.shows(text)


@given(st.text())
def test_reading_twice_changes_nothing(text: str) -> None:
    for read in (typed.line, typed.prose):
        once = read(text)
        assert read(once) == once
        assert unicodedata.is_normalized("NFC", once)
        assert not typed.holds_control(once, "\n")
