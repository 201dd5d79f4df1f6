"""The calendars of one programme: every event is rendered once per revision, language and address.

Rendering is what costs (20 ms for both days); a subscriber's feed is then a choice of rendered blocks between a head
and a tail, and its ETag is known before a byte of it is joined.
"""

import hashlib
import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property

from flask_babel import gettext as _

from eventreg.agenda.programme import Programme, SessionEntry
from eventreg.agenda.vocabulary import KIND_WORDS
from eventreg.feeds import ical
from eventreg.feeds.files import File, Keeper, etag, file
from eventreg.feeds.ical import Block, Entry, Place, Status
from eventreg.i18n import speaking, text

COLOR = "seagreen"
_STATUS: dict[str, Status] = {
    "provisional": "TENTATIVE",
    "confirmed": "CONFIRMED",
    "cancelled": "CANCELLED",
}
_DTSTAMP = re.compile(rb"\r\nDTSTAMP:\w{16}")


class Calendars:
    """Needs an application context only while it is made."""

    def __init__(self, programme: Programme, lang: str, base: str) -> None:
        self.programme, self.base = programme, base
        with speaking(lang):
            self._names = _names(programme)
            entries = {session.id: entry(session, programme, base) for session in programme.sessions}
            label = _("ANNULÉ : ")
        self._entries, self._label = entries, label
        self._public = {key: ical.event_block(one, cancelled_label=label) for key, one in entries.items()}
        self._own = {
            key: ical.event_block(replace(one, transparent=False), cancelled_label=label)
            if one.transparent
            else self._public[key]
            for key, one in entries.items()
        }
        head = hashlib.sha256(self._feed(()))
        self._head_digest = head.digest()
        self._digests = {key: hashlib.sha256(block.data).digest() for key, block in self._own.items()}
        self._singles: dict[int, File] = {}
        self._cancelled: dict[int, Block] = {}

    @cached_property
    def public(self) -> File:
        """Everything that is published; parallel workshops block nobody's time."""
        source = f"{self.base}/programme.ics"
        data = ical.feed(
            self._public.values(),
            name=self._names[0],
            url=self._url,
            tzid=self._tzid,
            source=source,
            color=COLOR,
        )
        return file(data)

    def personal_etag(self, ids: Collection[int]) -> str:
        """The validator of `personal(ids)`, without making it."""
        return etag(b"".join([self._head_digest, *[self._digests[key] for key in sorted(ids)]]))

    def personal(self, ids: Iterable[int]) -> bytes:
        """The feed of somebody who attends these sessions."""
        return self._feed([self._own[key] for key in sorted(ids)])

    def single(self, session: SessionEntry) -> File:
        """One session, to add by hand: whoever does means to attend it."""
        kept = self._singles.get(session.id)
        if kept is None:
            data = ical.single(self._own[session.id], tzid=self._tzid)
            kept = self._singles[session.id] = file(data)
        return kept

    def mailed(self, ids: Iterable[int], dropped: Iterable[int], made_at: datetime) -> bytes:
        """The file of a mail: what the person attends, and what they attend no longer, as cancelled for them.

        It is dated by the mail (RFC 5545 3.8.7.2, with METHOD), not by the session's revision: whoever takes a
        workshop again must not find it cancelled by the earlier mail, and its SEQUENCE has not moved.
        """
        blocks = [self._own[key] for key in ids] + [self._given_up(key) for key in dropped]
        stamp = f"\r\nDTSTAMP:{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}".encode()
        dated = [block._replace(data=_DTSTAMP.sub(stamp, block.data, count=1)) for block in blocks]
        return ical.attachment(dated, tzid=self._tzid)

    def _given_up(self, key: int) -> Block:
        kept = self._cancelled.get(key)
        if kept is None:
            cancelled = replace(self._entries[key], status="CANCELLED")
            kept = self._cancelled[key] = ical.event_block(cancelled, cancelled_label=self._label)
        return kept

    def _feed(self, blocks: Iterable[Block]) -> bytes:
        return ical.feed(blocks, name=self._names[1], url=self._url, tzid=self._tzid, color=COLOR)

    @property
    def _tzid(self) -> str:
        return self.programme.zone.key

    @property
    def _url(self) -> str:
        return f"{self.base}/programme"


calendars = Keeper(Calendars)


def mailed(
    programme: Programme,
    lang: str,
    base: str,
    *,
    booked: Collection[int],
    dropped: Collection[int],
    made_at: datetime,
) -> bytes:
    """The calendar file of one mail, of session ids."""
    return calendars(programme, lang, base).mailed(booked, dropped, made_at)


def entry(session: SessionEntry, programme: Programme, base: str) -> Entry:
    """The session as a public calendar shows it, in the language being spoken.

    It says what belongs to the session alone: a text of the event in here would change the event without its
    LAST-MODIFIED.
    """
    return Entry(
        uid=session.uid,
        sequence=session.sequence,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        summary=text(session.title),
        description=_description(session),
        place=_place(session, programme),
        url=f"{base}/programme/{session.code}",
        category=str(KIND_WORDS[session.kind]),
        status=_STATUS[session.status],
        transparent=session.bookable,
        created_at=session.created_at,
        modified_at=session.modified_at,
    )


def _names(programme: Programme) -> tuple[str, str]:
    """Of the public feed and of everybody's own, which a list of calendars must tell apart."""
    title = text(programme.edition.event.title)
    return title, _("Mon programme – %(event)s", event=title)


def _description(session: SessionEntry) -> str:
    people = ", ".join(session.contributors)
    parts = [
        text(session.description),
        _("Intervenants : %(people)s", people=people) if people else "",
        _("Pré-programme, à confirmer.") if session.status == "provisional" else "",
    ]
    return "\n\n".join(part for part in parts if part)


def _place(session: SessionEntry, programme: Programme) -> Place:
    venue = programme.edition.venue
    return Place(
        room=text(session.room.name) if session.room else None,
        venue=text(venue.name),
        street=venue.address,
        postcode=venue.postcode,
        city=venue.city,
        country=venue.country,
        latitude=venue.latitude,
        longitude=venue.longitude,
    )
