"""What leaves the house: `flask export registrations`."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from eventreg.audit import AuditEntry
from eventreg.db import db
from eventreg.registration.choices import SlotChoice
from eventreg.reports.files import neutral
from tests.support.people import DAY_1, registered


def _exported(app: Flask, tmp_path: Path, form: str, *options: str) -> bytes:
    output = tmp_path / f"out.{form}"
    arguments = ["export", "registrations", "--format", form, "--output", str(output), *options]
    result = app.test_cli_runner().invoke(args=arguments)
    assert result.exit_code == 0, result.output
    return output.read_bytes()


@pytest.fixture
def people(app: Flask) -> list[str]:
    with app.app_context():
        return [
            registered(
                "Éloïse", "Lefèvre", email="e@example.org", organisation='Atelier "Ville", Lyon',
                slots={"20260303T0930": SlotChoice("atelier-1")}, meals=("dejeuner-1",),
            ).reference,
            registered("@Paul", "+Martin", organisation="-1\t", job="=cmd|' /C calc'!A0", days=(DAY_1,)).reference,
        ]  # fmt: skip


def test_csv_has_one_row_each_and_a_header(app: Flask, people: list[str], tmp_path: Path) -> None:
    content = _exported(app, tmp_path, "csv")
    assert content.count(b"\r\n") == 3
    assert b"\n" not in content.replace(b"\r\n", b"")
    first, second = csv.DictReader(io.StringIO(content.decode(), newline=""))
    assert (first["reference"], second["reference"]) == tuple(people)
    assert (first["given_name"], first["organisation"]) == ("Éloïse", 'Atelier "Ville", Lyon')
    assert (first["days"], first["atelier-1"], first["atelier-2"]) == ("2026-03-03 2026-03-04", "booked", "")
    assert first["dejeuner-1"] == "booked"
    assert (first["created_at"], first["cancelled_at"]) == ("2026-02-02T09:00:00+01:00", "")


def test_csv_cells_calculate_nothing(app: Flask, people: list[str], tmp_path: Path) -> None:
    _, row = csv.DictReader(io.StringIO(_exported(app, tmp_path, "csv").decode(), newline=""))
    assert (row["given_name"], row["family_name"]) == ("'@Paul", "'+Martin")
    assert (row["organisation"], row["job_title"]) == ("'-1\t", "'=cmd|' /C calc'!A0")


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\ta", "\ra"])
def test_neutral(cell: str) -> None:
    assert neutral(cell) == f"'{cell}"
    assert neutral(f"a{cell}") == f"a{cell}"


def test_csv_for_excel_begins_with_a_mark(app: Flask, people: list[str], tmp_path: Path) -> None:
    plain, excel = _exported(app, tmp_path, "csv"), _exported(app, tmp_path, "csv", "--excel")
    assert excel == b"\xef\xbb\xbf" + plain


def test_json_is_not_neutralised(app: Flask, people: list[str], tmp_path: Path) -> None:
    first, second = json.loads(_exported(app, tmp_path, "json"))
    assert second["given_name"] == "@Paul"
    assert first["days"] == ["2026-03-03", "2026-03-04"]
    assert first["bookings"] == {"atelier-1": "booked", "dejeuner-1": "booked"}
    assert first["cancelled_at"] is None


def test_spreadsheet_holds_texts_only(app: Flask, people: list[str], tmp_path: Path) -> None:
    book = zipfile.ZipFile(io.BytesIO(_exported(app, tmp_path, "xlsx")))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "=cmd|" in book.read("xl/sharedStrings.xml").decode()


def test_standard_output_is_the_file(app: Flask, people: list[str], tmp_path: Path) -> None:
    result = app.test_cli_runner().invoke(args=["export", "registrations", "--format", "csv"])
    assert result.stdout_bytes == _exported(app, tmp_path, "csv")


def test_export_by_command_leaves_a_trace(app: Flask, people: list[str], tmp_path: Path) -> None:
    _exported(app, tmp_path, "json")
    with app.app_context():
        entry = db.session.scalars(select(AuditEntry).filter_by(action="exported")).one()
    assert (entry.actor, entry.data) == ("system", {"format": "json", "purpose": "command", "rows": 2})


def test_bad_input_is_status_2(app: Flask, tmp_path: Path) -> None:
    runner = app.test_cli_runner()
    for arguments in (
        ["--format", "pdf"],
        ["--format", "json", "--excel"],
        ["--output", str(tmp_path / "no" / "x")],
    ):
        result = runner.invoke(args=["export", "registrations", *arguments])
        assert result.exit_code == 2
        assert result.stderr.strip()


def test_export_without_an_edition_is_status_2(empty_app: Flask) -> None:
    result = empty_app.test_cli_runner().invoke(args=["export", "registrations"])
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
