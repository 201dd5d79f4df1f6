"""The agenda as the tables of the edition file, ready for JSON: what a draft and a release keep. Pure.

Instants are local ISO texts; a key that says nothing is left out, so that equal rows are equal.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from eventreg.event.edition import Edition, validated

AGENDA = ("track", "room", "contributor", "session")
_INSTANTS = ("starts_at", "ends_at")

Row = dict[str, Any]
Tables = dict[str, list[Row]]


def of(edition: Edition) -> Tables:
    data = edition.model_dump(
        mode="json", by_alias=True, include={"tracks", "rooms", "contributors", "sessions"}
    )
    return lean(data)


def lean(tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> Tables:
    return {name: [said(row) for row in tables.get(name, ())] for name in AGENDA}


def said(row: Mapping[str, Any]) -> Row:
    """The keys of a row that say something."""
    told = {key: said(value) if isinstance(value, Mapping) else value for key, value in row.items()}
    return {key: value for key, value in told.items() if value not in (None, "", [], (), {})}


def edition_with(edition: Edition, tables: Tables) -> Edition:
    """The edition with another agenda; raises EditionFaults."""
    data = edition.model_dump(by_alias=True, exclude_none=True)
    return validated(data | {name: [parsed(row) for row in tables[name]] for name in AGENDA})


def parsed(row: Row) -> Row:
    """As the file's reader gives it: instants are local date-times."""
    return row | {key: datetime.fromisoformat(row[key]) for key in _INSTANTS if key in row}


def starts(session: Row) -> datetime:
    """Local and naive."""
    return datetime.fromisoformat(session["starts_at"])


def ends(session: Row) -> datetime:
    return datetime.fromisoformat(session["ends_at"])


def fingerprint(state: Row | Tables | None) -> str:
    """16 hex digits: what a form carries to say which state of a row, or of all, it was filled in from."""
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:16]


def find(rows: Iterable[Row], code: str) -> Row | None:
    return next((row for row in rows if row["code"] == code), None)


def merged(base: Tables, draft: Tables, released: Tables) -> Tables:
    """What a draft of `base` says once `released` has taken its place: its own changes, upon what is new.

    A contributor whom the draft still names stays: without the row the code would be read as a name. A room or a track
    that is gone shows as a clash.
    """
    rows = {name: _merged_rows(base[name], draft[name], released[name]) for name in AGENDA}
    known = {row["code"] for row in rows["contributor"]}
    named = {code for row in rows["session"] for code in row.get("contributors", ())}
    kept = [row for row in draft["contributor"] if row["code"] in named - known]
    return rows | {"contributor": [*rows["contributor"], *kept]}


def _merged_rows(base: list[Row], draft: list[Row], released: list[Row]) -> list[Row]:
    rows = []
    for row in released:
        was, mine = find(base, row["code"]), find(draft, row["code"])
        if mine is not None:
            rows.append(_merged_row(was or {}, mine, row))
        elif was is None:
            rows.append(row)
    known = {row["code"] for row in released}
    rows += [row for row in draft if row["code"] not in known and row != find(base, row["code"])]
    return _in_order(base, draft, rows)


def _in_order(base: list[Row], draft: list[Row], rows: list[Row]) -> list[Row]:
    """That of the draft where it changed it; what it does not know stands last."""
    was, mine = ([row["code"] for row in table] for table in (base, draft))
    if [code for code in was if code in mine] == [code for code in mine if code in was]:
        return rows
    place = {code: number for number, code in enumerate(mine)}
    return sorted(rows, key=lambda row: place.get(row["code"], len(place)))


def _merged_row(was: Row, mine: Row, row: Row) -> Row:
    changed = {key for key in (*was, *mine) if was.get(key) != mine.get(key)}
    if _torn(*(mine[key] if key in changed else row.get(key, "") for key in _INSTANTS if key in mine)):
        changed |= set(_INSTANTS)
    kept = {key: value for key, value in row.items() if key not in changed}
    both = kept | {key: mine[key] for key in mine if key in changed}
    if both.get("kind", "workshop") != "workshop":
        both.pop("capacity", None)
    return both


def _torn(*instants: str) -> bool:
    """A start from one side and an end from the other that make no time: another day, or the end first."""
    return len(instants) == len(_INSTANTS) and (
        instants[0][:10] != instants[1][:10] or instants[1] <= instants[0]
    )


def returned(current: Tables, wanted: Tables) -> Tables:
    """An earlier agenda again. What has come since was published, so it is called off and not forgotten."""
    sessions = {row["code"] for row in wanted["session"]}
    since = [row | {"status": "cancelled"} for row in current["session"] if row["code"] not in sessions]
    tables = wanted | {"session": [*wanted["session"], *since]}
    return {name: [*tables[name], *_named_since(name, tables[name], current[name], since)] for name in AGENDA}


def _named_since(name: str, wanted: list[Row], current: list[Row], since: list[Row]) -> list[Row]:
    """Rooms, tracks and contributors that the sessions called off still name."""
    if name == "session":
        return []
    named = {
        code for row in since for code in (row.get("room"), row.get("track"), *row.get("contributors", ()))
    }
    known = {row["code"] for row in wanted}
    return [row for row in current if row["code"] in named - known]
