"""The draft of the next release: steps that can be undone, seen by nobody but the organisers.

A step keeps the whole agenda after it, so that undoing is taking the one before. Whoever changes a row says which
state of it they saw: a change that somebody else made meanwhile is never lost unnoticed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from eventreg.agenda import tables as agenda_tables
from eventreg.agenda.codes import new_code
from eventreg.agenda.errors import AlreadyPublished, NothingThere, Overtaken, StillUsed
from eventreg.agenda.models import DraftStep, Release
from eventreg.agenda.shapes import checked
from eventreg.agenda.tables import AGENDA, Row, Tables, find, fingerprint
from eventreg.db import db, lock
from eventreg.event.models import EVENT_ID, Event

CREATED, EDITED, MOVED, RESIZED = "created", "edited", "moved", "resized"
REMOVED, REORDERED, RETURNED, MERGED = "removed", "reordered", "returned", "merged"
_WHOLE = (RETURNED, MERGED)
"""Steps that say of no row what it is called: only their agenda does."""
MOST_STEPS = 200
TWICE = timedelta(seconds=30)
"""Within it the same row added again by the same person is one form sent twice."""


@dataclass(frozen=True, slots=True)
class Draft:
    tables: Tables
    published: Tables
    steps: tuple[DraftStep, ...]
    """Since the last release; those undone come after those done."""

    @property
    def differs(self) -> bool:
        return self.tables != self.published

    @property
    def undo(self) -> DraftStep | None:
        """The step that undoing takes back."""
        return next((step for step in reversed(self.steps) if not step.undone), None)

    @property
    def redo(self) -> DraftStep | None:
        return next((step for step in self.steps if step.undone), None)

    def row(self, table: str, code: str) -> Row | None:
        return find(self.tables[table], code)

    def existing(self, table: str, code: str) -> Row:
        """Raises NothingThere."""
        row = self.row(table, code)
        if row is None:
            raise NothingThere(code)
        return row

    def users(self, table: str, code: str) -> list[Row]:
        """The sessions that name this room, contributor or track."""
        return [row for row in self.tables["session"] if _names(row, table, code)]

    def former(self, table: str) -> dict[str, Any]:
        """What rows are called that were there since the last release and are no more, by code."""
        whole = [self.published, *(step.document for step in self.steps if step.action in _WHOLE)]
        were = {row["code"]: _title(row) for document in whole for row in document[table]}
        steps = [step.data for step in self.steps if step.data.get("table") == table]
        were |= {data["code"]: data["title"] for data in steps if "code" in data}
        return {code: name for code, name in were.items() if find(self.tables[table], code) is None}

    def last_of(self, code: str) -> DraftStep | None:
        """The step that last changed this row."""
        done = [step for step in self.steps if not step.undone]
        return next((step for step in reversed(done) if step.data.get("code") == code), None)


def read() -> Draft:
    """The draft as it stands; an edition has to be loaded."""
    number = db.session.scalars(select(Event.release)).one()
    published = db.session.get_one(Release, number).document
    steps = tuple(db.session.scalars(select(DraftStep).order_by(DraftStep.id)))
    done = [step for step in steps if not step.undone]
    return Draft(done[-1].document if done else published, published, steps)


def locked() -> Draft:
    lock(Event, EVENT_ID)
    return read()


def put(
    table: str, values: Row, *, code: str | None, seen: str | None, action: str, now: datetime, actor: str
) -> str:
    """Add a row (`code` is None) or give the row of this code other values; answers its code.

    `seen` is the fingerprint of the row from which the values were made. Raises Overtaken, NothingThere, and
    EditionFaults when a value has not the shape of the edition file.
    """
    draft = locked()
    if code is None:
        if again := _just_added(draft, table, values, now, actor):
            return again
        code = new_code(draft.tables, table, values)
        rows = [*draft.tables[table], checked(table, {"code": code} | values)]
    else:
        was = _as_seen(draft, table, code, seen)
        row = checked(table, {"code": code} | values)
        if row == was:
            return code
        rows = [row if one["code"] == code else one for one in draft.tables[table]]
    _step(draft, {table: rows}, action, {"table": table, "code": code, "title": _title(values)}, now, actor)
    return code


def remove(table: str, code: str, *, seen: str, now: datetime, actor: str) -> None:
    """Raises Overtaken, NothingThere, StillUsed, and AlreadyPublished: such a session is called off instead."""
    draft = locked()
    row = _as_seen(draft, table, code, seen)
    if table == "session" and find(draft.published[table], code):
        raise AlreadyPublished(code)
    if draft.users(table, code):
        raise StillUsed(code)
    rows = [one for one in draft.tables[table] if one["code"] != code]
    _step(draft, {table: rows}, REMOVED, {"table": table, "code": code, "title": _title(row)}, now, actor)


def reorder(table: str, codes: Sequence[str], *, now: datetime, actor: str) -> None:
    """Rows whose code is not named keep their order, at the end."""
    draft = locked()
    place = {code: number for number, code in enumerate(codes)}
    rows = sorted(draft.tables[table], key=lambda row: place.get(row["code"], len(place)))
    if rows != draft.tables[table]:
        _step(draft, {table: rows}, REORDERED, {"table": table}, now, actor)


def take_up(number: int, *, now: datetime, actor: str) -> None:
    """Make the draft what an earlier release was. Raises NothingThere."""
    draft = locked()
    release = db.session.get(Release, number)
    if release is None:
        raise NothingThere(str(number))
    tables = agenda_tables.returned(draft.published, release.document)
    if tables != draft.tables:
        _step(draft, tables, RETURNED, {"number": number}, now, actor)


def undo(step_id: int) -> None:
    """Raises Overtaken when this is not the last step any more."""
    _turn(step_id, lambda draft: draft.undo, undone=True)


def redo(step_id: int) -> None:
    _turn(step_id, lambda draft: draft.redo, undone=False)


def _turn(step_id: int, next_of: Callable[[Draft], DraftStep | None], *, undone: bool) -> None:
    draft = locked()
    step = next_of(draft)
    if step is None or step.id != step_id:
        raise _overtaken(None, draft.undo)
    step.undone = undone


def _just_added(draft: Draft, table: str, values: Row, now: datetime, actor: str) -> str | None:
    """The code of what the last step added, where this is that once more."""
    step = draft.undo
    if step is None or (step.action, step.actor) != (CREATED, actor) or now - step.at > TWICE:
        return None
    code = str(step.data["code"])
    row = draft.row(table, code)
    return code if row and row == checked(table, {"code": code} | values) else None


def _as_seen(draft: Draft, table: str, code: str, seen: str | None) -> Row:
    row = draft.existing(table, code)
    if fingerprint(row) != seen:
        raise _overtaken(row, draft.last_of(code))
    return row


def _overtaken(row: Row | None, step: DraftStep | None) -> Overtaken:
    return Overtaken(row, step.actor, step.at) if step else Overtaken(row)


def _step(
    draft: Draft, changed: Tables, action: str, data: dict[str, Any], now: datetime, actor: str
) -> None:
    for step in draft.steps:
        if step.undone:
            db.session.delete(step)
    for step in draft.steps[:-MOST_STEPS]:
        db.session.delete(step)
    document = {name: changed.get(name, draft.tables[name]) for name in AGENDA}
    db.session.add(DraftStep(at=now, actor=actor, action=action, data=data, document=document, undone=False))
    db.session.flush()


def _names(session: Row, table: str, code: str) -> bool:
    return code in session.get("contributors", ()) if table == "contributor" else session.get(table) == code


def _title(row: Row) -> Any:
    """By language, or a plain name."""
    return row.get("title") or row.get("name") or {}
