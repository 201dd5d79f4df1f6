"""An export as the bytes of a file."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import xlsxwriter

from eventreg.reports.rows import Export

FORMATS = ("csv", "xlsx", "json")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
BYTE_ORDER_MARK = "\ufeff"
# A spreadsheet takes a cell that begins with one of these for a formula (OWASP, CSV injection); a carriage return
# hides one from whoever looks at the first character only.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class File:
    name: str
    content_type: str
    content: bytes


def write(export: Export, form: str, *, excel: bool = False) -> File:
    """`excel` puts the byte order mark before a CSV, without which Excel reads it in a local encoding."""
    if form == "csv":
        return _file(form, as_csv(export, excel=excel))
    return _file(form, as_xlsx(export) if form == "xlsx" else as_json(export))


def _file(form: str, content: bytes) -> File:
    return File(f"inscriptions.{form}", TYPES[form], content)


def as_csv(export: Export, *, excel: bool = False) -> bytes:
    return csv_table(export.header, export.table(), excel=excel)


def csv_table(header: Sequence[str], rows: Iterable[Sequence[str]], *, excel: bool = False) -> bytes:
    """RFC 4180: comma, CRLF, a header."""
    text = io.StringIO(BYTE_ORDER_MARK if excel else "", newline="")
    text.seek(0, io.SEEK_END)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def neutral(cell: str) -> str:
    """The cell with an apostrophe before what a spreadsheet would calculate."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def as_json(export: Export) -> bytes:
    return (json.dumps(export.rows, ensure_ascii=False, indent=2) + "\n").encode()


def as_xlsx(export: Export) -> bytes:
    """Every cell a text: nothing is calculated, no address becomes a link."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Inscriptions")
        bold = book.add_format({"bold": True})
        for column, title in enumerate(export.header):
            sheet.write_string(0, column, title, bold)
        for number, row in enumerate(export.table(), start=1):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(export.rows), len(export.header) - 1)
        sheet.autofit()
    return buffer.getvalue()
