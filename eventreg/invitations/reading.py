"""Reading a list of people to invite: a CSV file as spreadsheets write it, every fault named with its line.

Commas, semicolons or tabs; UTF-8 with or without a byte order mark; columns in any order, named in either language.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import NamedTuple

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from eventreg.i18n import language
from eventreg.invitations import columns
from eventreg.invitations.columns import REQUIRED
from eventreg.invitations.errors import Unreadable
from eventreg.registration import typed
from eventreg.registration.fields import EMAIL, LINE, NAME, canonical_address
from eventreg.registration.names import email_key

MOST_LINES = 1000
DELIMITERS = (";", ",", "\t")

_LONGEST = {"given_name": NAME, "family_name": NAME, "email": EMAIL, "organisation": LINE, "job_title": LINE}


@dataclass(frozen=True, slots=True)
class Invitee:
    given_name: str
    family_name: str
    email: str
    category: str
    organisation: str
    organisation_kind: str
    job_title: str
    lang: str

    @property
    def email_key(self) -> str:
        return email_key(self.email)


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the file. With a fault there is no `invitee`."""

    number: int
    given: Mapping[str, str]
    """What stands in the cells, by column."""
    invitee: Invitee | None
    faults: tuple[str, ...]


def decoded(octets: bytes) -> str:
    """Raises Unreadable with the line of the first octet that is not UTF-8."""
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = octets.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            _("Ligne %(line)s : le fichier n’est pas en UTF-8. Dans le tableur, enregistrez-le au format "
              "« CSV UTF-8 ».", line=line)
        ) from None  # fmt: skip


def lines(text: str) -> list[Line]:
    """Everybody in the file, empty lines left out. Raises Unreadable where it is no such list."""
    rows = _rows(text.removeprefix("\ufeff"))
    header = _header(next(rows, None))
    found = [_line(row, header) for row in rows if any(cell.strip() for cell in row.cells)]
    if not found:
        raise Unreadable(
            _("Le fichier ne contient personne : une ligne d’en-tête, puis une ligne par personne.")
        )
    if len(found) > MOST_LINES:
        most = format_decimal(MOST_LINES)
        raise Unreadable(_("Le fichier compte plus de %(most)s personnes : partagez-le.", most=most))
    return _without_duplicates(found)


class _Row(NamedTuple):
    number: int
    """Of its first line in the file."""
    cells: list[str]


def _rows(text: str) -> Iterator[_Row]:
    if text[:4].casefold() == "sep=":  # a first line by which Excel is told the delimiter
        text = "\n" + text.partition("\n")[2]
    begun = text.lstrip("\r\n")
    head = begun.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=head.count), strict=True)
    number = 1
    try:
        for cells in reader:
            if cells:
                yield _Row(number, cells)
            number = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(_unreadable(error, number)) from None


def _unreadable(error: csv.Error, number: int) -> str:
    # The module has one exception for everything; in its strict mode all but this one are about quotes.
    if "field limit" in str(error):
        return _("Ligne %(line)s : une cellule est trop longue. Si elle commence par un guillemet, vérifiez qu’il "
                 "est fermé.", line=number)  # fmt: skip
    return _("Ligne %(line)s : un guillemet n’est pas fermé, ou est suivi d’autre chose.", line=number)


def _header(row: _Row | None) -> list[str]:
    """The columns, in their order."""
    cells = [] if row is None else list(row.cells)
    while cells and not cells[-1].strip():
        cells.pop()
    found = [columns.named(cell) for cell in cells]
    if missing := [column for column in REQUIRED if column not in found]:
        raise Unreadable(
            _("Il manque dans l’en-tête : %(columns)s.", columns=", ".join(map(_called, missing)))
        )
    for column, cell in zip(found, cells, strict=True):
        if column is None:
            sentence = _("La colonne « %(column)s » n’est pas prévue : retirez-la ou renommez-la.",
                         column=cell.strip()[:60])  # fmt: skip
            raise Unreadable(sentence)
        if found.count(column) > 1:
            raise Unreadable(_("La colonne « %(column)s » figure deux fois.", column=_called(column)))
    return [column for column in found if column]


def _line(row: _Row, header: Sequence[str]) -> Line:
    given = {column: typed.line(cell) for column, cell in zip(header, row.cells, strict=False)}
    faults = list(_faults(row, header, given))
    if faults:
        return Line(row.number, given, None, tuple(faults))
    read = {field.name: given.get(field.name, "") for field in fields(Invitee)}
    read |= {column: columns.code(column, given.get(column, "")) or "" for column in columns.CODES}
    read["email"] = canonical_address(given["email"])
    return Line(row.number, given, Invitee(**read), ())


def _faults(row: _Row, header: Sequence[str], given: Mapping[str, str]) -> Iterator[str]:
    if any(cell.strip() for cell in row.cells[len(header) :]):
        yield _("plus de cellules que l’en-tête n’a de colonnes")
    if any(typed.holds_control(cell, typed.NEWLINES + "\t") for cell in row.cells):
        yield _("un caractère invisible interdit")
    for column, longest in _LONGEST.items():
        yield from _text_faults(column, given.get(column, ""), longest)
    for column in columns.CODES:
        if columns.code(column, given.get(column, "")) is None:
            yield _code_fault(column, given.get(column, ""))


def _called(column: str) -> str:
    """In French the word that stands in most files, then the column's own name, by which English goes alone."""
    return column if language() == "en" else f"{columns.FRENCH[column]} ({column})"


def _text_faults(column: str, value: str, longest: int) -> Iterator[str]:
    if column in REQUIRED and not typed.shows(value):
        yield _("%(column)s : à indiquer", column=_called(column))
    elif (over := len(value) - longest) > 0:
        yield ngettext(
            "%(column)s : trop long d’un caractère",
            "%(column)s : trop long de %(num)s caractères",
            over,
            column=_called(column),
        )
    elif column == "email" and not _is_address(value):
        yield _("%(column)s : ce n’est pas une adresse complète", column=_called(column))


def _code_fault(column: str, value: str) -> str:
    if not value:
        return _("%(column)s : à indiquer", column=_called(column))
    return _("%(column)s : « %(value)s » n’est pas prévu", column=_called(column), value=value[:60])


def _is_address(value: str) -> bool:
    try:
        canonical_address(value)
    except ValueError:
        return False
    return True


def _without_duplicates(found: list[Line]) -> list[Line]:
    """The second line with an address is wrong, and says which was the first."""
    first: dict[str, int] = {}
    checked = []
    for line in found:
        before = first.setdefault(line.invitee.email_key, line.number) if line.invitee else line.number
        if before != line.number:
            fault = _("même adresse qu’à la ligne %(line)s", line=before)
            line = Line(line.number, line.given, None, (fault,))
        checked.append(line)
    return checked
