"""Publishing the draft: the next release, and what it does to people, in one transaction."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from eventreg.agenda import drafting, tables
from eventreg.agenda import programme as agenda
from eventreg.agenda.clashes import clashes
from eventreg.agenda.drafting import RETURNED, Draft
from eventreg.agenda.errors import Overtaken
from eventreg.agenda.models import Release
from eventreg.agenda.programme import Programme
from eventreg.agenda.recording import Publication
from eventreg.agenda.sketching import sketched
from eventreg.db import db, lock
from eventreg.event.models import EVENT_ID, Event
from eventreg.registration.foreseeing import Foreseen, foresee
from eventreg.registration.revising import revise
from eventreg.releases.errors import NothingToPublish, NotPublishable


def publish(
    *, seen: str, note: Mapping[str, str], wait: timedelta, priority: timedelta, now: datetime, actor: str
) -> Release:
    """`seen` is the fingerprint of the draft that was looked at, `wait` how long the mails wait for what may follow.

    Raises NothingToPublish, Overtaken, NotPublishable, and EditionFaults for what no clash foresees.
    """
    event = lock(Event, EVENT_ID)
    draft = drafting.read()
    as_seen = tables.fingerprint(draft.tables) == seen
    last = db.session.get_one(Release, event.release)
    if not draft.differs:
        if as_seen and last.actor == actor and now - last.released_at <= drafting.TWICE:
            return last
        raise NothingToPublish
    if not as_seen:
        raise Overtaken(None)
    programme = agenda.of(event)
    blocking = [clash for clash in clashes(draft.tables, programme.dates) if clash.blocking]
    if blocking:
        raise NotPublishable(blocking)
    edition = tables.edition_with(programme.edition, draft.tables)
    publication = Publication(actor, dict(note), _returned_to(draft))
    revise(edition, now=now, priority=priority, wait=wait, publication=publication)
    return db.session.get_one(Release, event.release)


def _returned_to(draft: Draft) -> int | None:
    """Of an earlier release taken up again and left as it was."""
    last = draft.undo
    return last.data["number"] if last is not None and last.action == RETURNED else None


def foreseen(programme: Programme, draft: Draft) -> Foreseen:
    """What publishing the draft would mean to people now."""
    return foresee(programme, sketched(programme, draft.tables))
