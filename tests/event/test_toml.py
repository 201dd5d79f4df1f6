import re
import unicodedata
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventreg.event import edition as edition_module
from eventreg.event.edition import Edition, Heading, Text, parse
from eventreg.event.toml import dump

SHIPPED = (Path(edition_module.__file__).parent / "editions" / "saint-ouen-2026.toml").read_text(
    encoding="utf-8"
)
EDITION = parse(SHIPPED)

PRINTED = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])


def _visible(value: str) -> bool:
    return any(unicodedata.category(character)[0] not in "ZC" for character in value)


def odd(also: str = "") -> st.SearchStrategy[str]:
    special = st.sampled_from("\"'\\#=[]{}\u00a0é\U0001f642u0" + also)
    return st.text(st.one_of(special, PRINTED), min_size=1, max_size=40).filter(_visible)


headings = st.builds(Heading, fr=odd(), en=st.none() | odd())
prose = st.builds(Text, fr=odd("\n\t"), en=st.none() | odd("\n\t"))
coordinates = st.floats(-90, 90)


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    """The shipped edition with odd texts and figures in it."""
    document = EDITION.model_dump(by_alias=True)
    document["event"] |= {
        "title": draw(headings),
        "about": draw(prose),
        "objectives": draw(st.lists(prose, max_size=3)),
        "contact_address": draw(odd()),
        "capacity": draw(st.integers(0, 100_000)),
    }
    document["venue"] |= {"latitude": draw(coordinates), "longitude": draw(coordinates)}
    document["funding"][0]["grants"] = draw(st.lists(odd(), min_size=1, max_size=3))
    for array in ("funding", "room", "session"):
        document[array] = list(document[array])
    document["room"][0] |= {"step_free": draw(st.none() | st.booleans()), "floor": draw(st.none() | headings)}
    document["session"][0] |= {"description": draw(st.none() | prose), "contributors": draw(st.lists(odd()))}
    document["legal"]["accessibility_audited_on"] = draw(st.none() | st.dates())
    return Edition.model_validate(document)


@settings(deadline=None)
@given(editions())
def test_dump_then_parse_gives_the_same_edition(edition: Edition) -> None:
    written = dump(edition)
    assert parse(written) == edition
    assert dump(parse(written)) == written


@settings(deadline=None)
@given(editions())
def test_dump_writes_each_key_on_a_line_of_its_own(edition: Edition) -> None:
    shapes = r'\[\[?\w+\]\]?|\w+(\.(fr|en))? = \S.*|  \{ fr = ".*" \},|\]|'
    assert [line for line in dump(edition).split("\n") if not re.fullmatch(shapes, line)] == []


def test_shipped_file_is_its_dump_but_for_the_comments() -> None:
    plain = re.sub(r"^#.*\n|  # [^\"\n]*$", "", SHIPPED, flags=re.MULTILINE).lstrip("\n")
    assert dump(EDITION) == plain


def test_dump_writes_instants_as_toml_does() -> None:
    written = dump(EDITION)
    assert "\nstarts_on = 2026-03-03\n" in written
    assert "\nstarts_at = 2026-03-03T09:30:00\n" in written
    assert "\nregistration_closes_at = 2026-02-21T00:00:00+01:00\n" in written


def test_dump_does_not_depend_on_the_offset_a_deadline_was_read_with() -> None:
    closes = EDITION.event.registration_closes_at.astimezone(UTC)
    event = EDITION.event.model_copy(update={"registration_closes_at": closes})
    assert dump(EDITION.model_copy(update={"event": event})) == dump(EDITION)


def test_dump_keeps_paragraphs() -> None:
    assert EDITION.event.about.fr.count("\n\n") == 1
    assert parse(dump(EDITION)).event.about == EDITION.event.about


@pytest.mark.parametrize("absent", ["None", "null", "= []", '= ""'])
def test_dump_omits_what_is_not_known(absent: str) -> None:
    assert absent not in dump(EDITION)
