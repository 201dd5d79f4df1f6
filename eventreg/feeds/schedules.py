"""The published programme as conference apps read it: made once per revision, language and address."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cached_property

from flask_babel import gettext as _

from eventreg.agenda import programme as agenda
from eventreg.agenda.programme import Programme, SessionEntry
from eventreg.agenda.vocabulary import KIND_WORDS
from eventreg.event.edition import RoomSpec
from eventreg.feeds import schedule_json, schedule_xml
from eventreg.feeds.files import File, Keeper, file
from eventreg.feeds.schedule import (
    Day,
    Item,
    Link,
    Person,
    Room,
    Schedule,
    Track,
    guid,
    numbers,
    slug,
    track_slug,
)
from eventreg.i18n import LANGUAGES, language_name, speaking, text


class Schedules:
    """Needs an application context only while it is made."""

    def __init__(self, programme: Programme, lang: str, base: str) -> None:
        self.programme = programme
        with speaking(lang):
            self._values = _Reading(programme, lang, base).schedule()

    @cached_property
    def xml(self) -> File:
        return file(schedule_xml.write(self._values))

    @cached_property
    def json(self) -> File:
        return file(schedule_json.write(self._values))


schedules = Keeper(Schedules)


class _Reading:
    """One programme in one language. Cancelled sessions are left out: the format has no word for them, and an app
    would send people there."""

    def __init__(self, programme: Programme, lang: str, base: str) -> None:
        event = programme.edition.event
        self.programme, self.lang, self.base = programme, lang, base
        self.acronym = f"{event.tag.lower()}{event.starts_on.year}"
        self.sessions = [session for session in programme.sessions if not session.cancelled]
        self.rooms = {room.code: self._room(room) for room in programme.edition.rooms}
        self.nowhere = Room(self._guid("room", ""), _("Lieu à préciser"))
        self.numbers = numbers(session.uid for session in programme.sessions)
        people = (person for session in self.sessions for person in session.people)
        self.people = numbers(self._person_guid(person) for person in people)

    def schedule(self) -> Schedule:
        edition = self.programme.edition
        event = edition.event
        return Schedule(
            version=str(self.programme.version),
            url=f"{self.base}/programme",
            base_url=self.base,
            acronym=self.acronym,
            title=text(event.title),
            starts_on=event.starts_on,
            ends_on=event.ends_on,
            zone=self.programme.zone.key,
            tracks=tuple(Track(track_slug(track.code), text(track.name)) for track in edition.tracks),
            rooms=tuple(self._used(self.sessions)),
            days=tuple(self._day(index, day) for index, day in enumerate(self._dates(), 1)),
        )

    def _dates(self) -> list[date]:
        return sorted({*self.programme.dates, *(session.starts_at.date() for session in self.sessions)})

    def _day(self, index: int, day: date) -> Day:
        """From midnight to midnight: an app moves what starts before a day's end to the day before."""
        sessions = [session for session in self.sessions if session.starts_at.date() == day]
        rooms = [
            (room, tuple(self._item(session) for session in sessions if self._room_of(session) is room))
            for room in self._used(sessions)
        ]
        return Day(index, day, self._midnight(day), self._midnight(day + timedelta(days=1)), tuple(rooms))

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.programme.zone)

    def _used(self, sessions: Iterable[SessionEntry]) -> list[Room]:
        """The rooms of these sessions in the edition's order, last where it is not known yet."""
        used = [self._room_of(session) for session in sessions]
        return [room for room in (*self.rooms.values(), self.nowhere) if room in used]

    def _room_of(self, session: SessionEntry) -> Room:
        return self.rooms[session.room.code] if session.room else self.nowhere

    def _room(self, room: RoomSpec) -> Room:
        return Room(self._guid("room", room.code), text(room.name), text(room.floor), room.capacity)

    def _guid(self, kind: str, key: str) -> str:
        return guid(self.acronym, kind, key)

    def _item(self, session: SessionEntry) -> Item:
        url = f"{self.base}/programme/{session.code}"
        return Item(
            guid=session.uid,
            number=self.numbers[session.uid],
            slug=slug(self.acronym, session.code),
            url=url,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            room=self._room_of(session).name,
            title=text(session.title),
            subtitle=self._other_title(session),
            track=text(session.track.name) if session.track else "",
            type=str(KIND_WORDS[session.kind]),
            language=session.language,
            abstract=text(session.description),
            description=_remarks(session),
            persons=tuple(map(self._person, session.people)),
            links=(Link(f"{url}.ics", _("Ajouter à mon agenda")),),
        )

    def _other_title(self, session: SessionEntry) -> str:
        """The title in the other language, where it has one: the only place that apps have for it."""
        other = next(lang for lang in LANGUAGES if lang != self.lang)
        if session.title.en in (None, session.title.fr):
            return ""
        with speaking(other):
            return text(session.title)

    def _person(self, person: agenda.Person) -> Person:
        made = self._person_guid(person)
        return Person(made, self.people[made], person.name, person.said, text(person.role))

    def _person_guid(self, person: agenda.Person) -> str:
        return self._guid("person", person.code or person.name)


def _remarks(session: SessionEntry) -> str:
    into = ", ".join(map(language_name, session.interpretation))
    parts = [
        _("Interprétation : %(languages)s.", languages=into) if into else "",
        _("Pré-programme, à confirmer.") if session.status == "provisional" else "",
    ]
    return "\n\n".join(part for part in parts if part)
