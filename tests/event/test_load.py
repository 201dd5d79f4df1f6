"""`flask event load` on an instance that has the edition."""

from pathlib import Path

import pytest
from flask import Flask

from tests.support.databases import EDITION

SHIPPED = EDITION.read_bytes()


def loaded(app: Flask, file: Path, content: bytes) -> list[str]:
    file.write_bytes(content)
    result = app.test_cli_runner().invoke(args=["event", "load", str(file)])
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def edited(*changes: tuple[str, str]) -> bytes:
    content = SHIPPED.decode()
    for before, after in changes:
        assert before in content, before
        content = content.replace(before, after, 1)
    return content.encode()


def test_load_prints_each_key_that_changed_and_nothing_the_second_time(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "edition.toml"
    changed = edited(
        (
            "registration_closes_at = 2026-02-21T00:00:00+01:00",
            "registration_closes_at = 2026-02-21T11:00:00Z",
        ),
        ('name.fr = "Salle 1"', 'name.fr = "Salle A"'),
        ("starts_at = 2026-03-03T09:00:00", "starts_at = 2026-03-03T09:05:00"),
    )
    assert loaded(app, file, changed) == [
        "event.registration_closes_at: 2026-02-21T00:00:00+01:00 → 2026-02-21T12:00:00+01:00",
        "room[salle-1].name.fr: 'Salle 1' → 'Salle A'",
        "session[bienvenue].starts_at: 2026-03-03T09:00:00 → 2026-03-03T09:05:00",
    ]
    assert loaded(app, file, changed) == []


def test_load_of_the_same_deadline_with_another_offset_changes_nothing(app: Flask, tmp_path: Path) -> None:
    content = edited(("2026-02-21T00:00:00+01:00", "2026-02-20T23:00:00Z"))
    assert loaded(app, tmp_path / "edition.toml", content) == []


@pytest.mark.parametrize("line", [1, 7])
def test_load_names_the_line_that_is_not_utf8(app: Flask, tmp_path: Path, line: int) -> None:
    lines = SHIPPED.split(b"\n")
    lines[line - 1] += " # Années".encode("latin-1")
    file = tmp_path / "edition.toml"
    file.write_bytes(b"\n".join(lines))
    result = app.test_cli_runner().invoke(args=["event", "load", str(file)])
    assert result.exit_code == 2
    assert f"line {line}: is not UTF-8 (octet 0xE9)" in result.output


def test_load_of_a_file_that_is_not_there_is_refused_in_a_sentence(app: Flask, tmp_path: Path) -> None:
    result = app.test_cli_runner().invoke(args=["event", "load", str(tmp_path / "none.toml")])
    assert (result.exit_code, result.output) == (
        2,
        f"{tmp_path / 'none.toml'} cannot be read: No such file or directory.\n",
    )
