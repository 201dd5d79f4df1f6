"""Keeping what was published: one release for each change of the agenda. The caller holds the event's lock."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select

from eventreg import audit
from eventreg.agenda import tables
from eventreg.agenda.codes import new_code
from eventreg.agenda.drafting import MERGED
from eventreg.agenda.models import DraftStep, Release
from eventreg.agenda.tables import Tables
from eventreg.db import db
from eventreg.event.edition import Edition
from eventreg.event.models import Event


@dataclass(frozen=True, slots=True)
class Publication:
    """Who publishes, and what they say about it."""

    actor: str = audit.SYSTEM
    note: dict[str, str] = field(default_factory=dict)
    returned_to: int | None = None


def record(event: Event, edition: Edition, publication: Publication, now: datetime) -> Release | None:
    """The release of this edition's agenda, which the event stands at from now on; None where the last one says the
    same. The draft goes on, upon it.
    """
    last = db.session.get(Release, event.release)
    document = tables.of(edition)
    if last is not None and last.document == document:
        return None
    release = Release(
        number=(db.session.scalar(select(func.max(Release.number))) or 0) + 1,
        # The demonstration's clock starts again with each run; a later release is never dated before an earlier one.
        released_at=max(now, last.released_at + timedelta(seconds=1)) if last else now,
        actor=publication.actor,
        note=publication.note,
        document=document,
        told=0,
        returned_to=publication.returned_to,
    )
    db.session.add(release)
    event.release = release.number
    if last is not None:
        _carry_on(last.document, document, now)
    return release


def _carry_on(before: Tables, released: Tables, now: datetime) -> None:
    """The steps led away from the last release; what they changed and this one has not is one step upon it."""
    steps = db.session.scalars(select(DraftStep).order_by(DraftStep.id)).all()
    done = [step for step in steps if not step.undone]
    draft = _merged(before, done[-1].document, released) if done else released
    for step in steps:
        db.session.delete(step)
    if done and draft != released:
        db.session.add(
            DraftStep(at=now, actor=done[-1].actor, action=MERGED, data={}, document=draft, undone=False)
        )


def _merged(before: Tables, draft: Tables, released: Tables) -> Tables:
    """A session that the draft added under the code of one that a file brings is another: it gets a code of its own."""
    for row in draft["session"]:
        theirs = tables.find(released["session"], row["code"])
        if theirs not in (None, row) and tables.find(before["session"], row["code"]) is None:
            code = new_code(draft, "session", row)
            renamed = [one | {"code": code} if one is row else one for one in draft["session"]]
            draft = draft | {"session": renamed}
    return tables.merged(before, draft, released)
