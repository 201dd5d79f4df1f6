"""What no tool checks: the locks name no registry, and the code knows no edition."""

import json
import re
from pathlib import Path

import pytest

from tests.lint.templates import ROOT

LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-assets.txt")
# The edition is data: neither its place nor its year stands in the code or in a page.
EDITION = re.compile(r"saint[- ]ouen|\b2026\b", re.IGNORECASE)
SUFFIXES = frozenset({".py", ".html", ".txt", ".js", ".css", ".typ"})
# A doctest or a comment may show how a date reads.
COMMENT = re.compile(r"#.*$|\"\"\".*?\"\"\"|{#.*?#}", re.MULTILINE | re.DOTALL)


def _sources() -> list[Path]:
    folders = [ROOT / "eventreg", ROOT / "templates", ROOT / "static"]
    paths = [path for folder in folders for path in folder.rglob("*")]
    return [path for path in paths if path.suffix in SUFFIXES and "vendor" not in path.parts]


@pytest.mark.parametrize("name", LOCKS)
def test_lock_names_no_registry(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert not re.findall(r"\w+://\S+|--(?:extra-)?index-url.*|--find-links.*", text)


@pytest.mark.parametrize("name", LOCKS)
def test_lock_has_a_hash_for_each_package(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    packages = re.split(r"\n(?=[a-z0-9])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    assert [block.split("\n")[0] for block in packages if "--hash=sha256:" not in block] == []


def test_npm_lock_names_no_registry_and_a_hash_for_each_package() -> None:
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    assert packages.pop("")["dependencies"] == wanted
    assert [name for name, version in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []
    loose = [
        name
        for name, package in packages.items()
        if "resolved" in package or not package["integrity"].startswith("sha512-")
    ]
    assert loose == []


def test_code_knows_no_edition() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in _sources()
        for match in EDITION.finditer(COMMENT.sub("", path.read_text("utf-8")))
        if "editions" not in path.parts
    ]
    assert not found, "belongs to the edition's file"
