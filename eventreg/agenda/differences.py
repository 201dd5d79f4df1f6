"""What differs between two states of the agenda, row by row. Pure; `releases.words` says it to people."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from eventreg.agenda.tables import AGENDA, Row, Tables, ends, find, starts

ADDED, REMOVED, CANCELLED, REINSTATED, CHANGED = "added", "removed", "cancelled", "reinstated", "changed"
# Notes of the organisers to themselves.
_UNTOLD = frozenset({"code", "to_confirm"})


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    """A key of the row; `time` stands for start and end together."""
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Difference:
    table: str
    code: str
    kind: str
    before: Row | None
    after: Row | None
    fields: tuple[Field, ...] = ()

    @property
    def row(self) -> Row:
        """As it is now, or was last."""
        return self.after or self.before or {}


def differences(before: Tables, after: Tables) -> list[Difference]:
    """Sessions first, by time; then rooms, contributors and tracks."""
    found = [difference for name in AGENDA for difference in _of_table(name, before[name], after[name])]
    return sorted(found, key=lambda one: (one.table != "session", one.row.get("starts_at", "")))


def _of_table(name: str, before: list[Row], after: list[Row]) -> Iterator[Difference]:
    for row in after:
        was = find(before, row["code"])
        fields = _fields(was, row) if was else ()
        if was is None or fields:
            yield Difference(name, row["code"], _kind(was, row), was, row, fields)
    for row in before:
        if find(after, row["code"]) is None:
            yield Difference(name, row["code"], REMOVED, row, None)


def _kind(was: Row | None, row: Row) -> str:
    if was is None:
        return ADDED
    gone, going = was.get("status") == "cancelled", row.get("status") == "cancelled"
    if gone == going:
        return CHANGED
    return CANCELLED if going else REINSTATED


def differing(one: Row, other: Row) -> list[str]:
    """The keys of which two states of a row say something else."""
    keys = dict.fromkeys((*one, *other))
    return [key for key in keys if one.get(key) != other.get(key) and key not in _UNTOLD]


def _fields(was: Row, row: Row) -> tuple[Field, ...]:
    changed = differing(row, was)
    fields = [
        Field(key, was.get(key), row.get(key)) for key in changed if key not in ("starts_at", "ends_at")
    ]
    if len(fields) < len(changed):
        fields.insert(0, Field("time", *((starts(one), ends(one)) for one in (was, row))))
    return tuple(fields)
