"""Both catalogues say everything that the code and the templates say, with the same placeholders."""

import re
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from tests.lint.templates import ROOT

LANGUAGES = ("fr", "en")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
TAG = re.compile(r"</?[a-z]+[^>]*>")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> polib.POFile:
    target: Path = tmp_path_factory.mktemp("catalogue") / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract", "-F", "pyproject.toml"]
    subprocess.run([*command, "-k", "_l", "-o", target, "."], cwd=ROOT, check=True)
    return polib.pofile(str(target))


@pytest.fixture(params=LANGUAGES, scope="module")
def catalogue(request: pytest.FixtureRequest) -> polib.POFile:
    path = ROOT / "eventreg" / "translations" / request.param / "LC_MESSAGES" / "messages.po"
    assert path.exists(), f"{path.relative_to(ROOT)} is missing"
    return polib.pofile(str(path))


def _keys(catalogue: polib.POFile) -> set[tuple[str, str]]:
    return {(entry.msgctxt or "", entry.msgid) for entry in catalogue if not entry.obsolete}


def _said(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_catalogue_holds_exactly_what_is_said(catalogue: polib.POFile, extracted: polib.POFile) -> None:
    said, known = _keys(extracted), _keys(catalogue)
    assert not said - known, "not in the catalogue: run make messages"
    assert not known - said, "no longer said anywhere: run make messages"


def test_catalogue_is_complete(catalogue: polib.POFile) -> None:
    fuzzy = [entry.msgid for entry in catalogue if entry.fuzzy]
    empty = [entry.msgid for entry in catalogue if not entry.obsolete and not all(_said(entry))]
    assert (fuzzy, empty) == ([], [])


def test_catalogue_keeps_placeholders_and_tags(catalogue: polib.POFile) -> None:
    wrong = [entry.msgid for entry in catalogue if not entry.obsolete and not _keeps(entry)]
    assert not wrong


def _keeps(entry: polib.POEntry) -> bool:
    """A plural form may leave its number out (“one seat”), never invent a placeholder."""
    allowed = _marks(entry.msgid) | _marks(entry.msgid_plural)
    if entry.msgid_plural:
        return all(_marks(text) <= allowed for text in _said(entry))
    return _marks(entry.msgstr) == allowed


def _marks(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text)) | set(TAG.findall(text))


def test_the_header_has_no_placeholder_left(catalogue: polib.POFile) -> None:
    header = catalogue.header + str(catalogue.metadata)
    for word in (
        "ORGANIZATION",
        "FIRST AUTHOR",
        "EMAIL@ADDRESS",
        "FULL NAME",
        "LL@li.org",
        "YEAR-MO-DA",
        "VERSION",
    ):
        assert word not in header
