"""What registration writes to people: one composer for each kind of outbox row.

A mail is written when it is delivered, from what is true then; only what is gone by then travels in its `params`.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, Protocol

from flask import current_app
from flask_babel import gettext as _

from eventreg import clock
from eventreg.agenda import programme as agenda
from eventreg.agenda.programme import Programme, SessionEntry
from eventreg.db import db
from eventreg.i18n import date_long, date_short, datetime_long, deadline, text, time_range
from eventreg.mail.letters import Composer, Enclosure, Letter
from eventreg.mail.models import OutboxMail
from eventreg.registration import bookings, issuing, rules
from eventreg.registration.changing import CANCELLED, CHANGED
from eventreg.registration.itinerary import Itinerary, itinerary
from eventreg.registration.models import Registration
from eventreg.registration.registering import ALREADY_REGISTERED, CONFIRMATION
from eventreg.registration.states import BADGE, BOOKED, CONFIRMED, FEED, MANAGE, WAITLISTED

EMBLEM = Path(__file__).parents[2] / "static" / "img" / "eu-emblem.png"
# Parts of a template that say nothing leave their distance to the next part behind.
_BLANK_LINES = re.compile("\n{3,}")
CODE_ID, EMBLEM_ID = "badge", "emblem"


class Calendar(Protocol):
    """Draws the calendar file of one mail, of session ids."""

    def __call__(
        self,
        programme: Programme,
        lang: str,
        base: str,
        *,
        booked: Collection[int],
        dropped: Collection[int],
        made_at: datetime,
    ) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Drawings:
    """What later packages draw into a mail; create_app brings them together."""

    code: Callable[[str, str], bytes]
    """From base address and badge token, the PNG of the code."""
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Case:
    """One mail being written: to whom, about what, in `speaking(lang)`."""

    registration: Registration
    programme: Programme
    own: Itinerary
    states: Mapping[int, str]
    links: Mapping[str, str]
    """Clear tokens by purpose."""
    base: str
    now: datetime

    @property
    def confirmed(self) -> bool:
        return self.registration.status == CONFIRMED

    @property
    def page(self) -> str:
        return f"{self.base}/mon-inscription/{self.links[MANAGE]}"

    def local(self, instant: datetime) -> datetime:
        return instant.astimezone(self.programme.zone)


def composers(drawings: Drawings) -> dict[str, Composer]:
    """By kind of outbox row."""
    written = {
        CONFIRMATION: _confirmation,
        ALREADY_REGISTERED: _already_registered,
        CHANGED: _programme_changed,
        CANCELLED: _cancelled,
    }
    return {kind: partial(write, drawings) for kind, write in written.items()}


def _confirmation(drawings: Drawings, row: OutboxMail) -> Letter | None:
    case = _case(row)
    if case is None or not case.registration.living:
        return None
    title = text(case.programme.edition.event.title)
    if case.confirmed:
        subject = _("Inscription enregistrée : %(event)s", event=title)
    else:
        subject = _("Liste d’attente : %(event)s", event=title)
    enclosures = (*_code(drawings, case), *_calendar(drawings, case, ()))
    return _letter("confirmation", subject, case, enclosures, queue=_queue(case))


def _already_registered(drawings: Drawings, row: OutboxMail) -> Letter | None:
    case = _case(row)
    if case is None or not case.registration.living:
        return None
    subject = _("Votre inscription : %(event)s", event=text(case.programme.edition.event.title))
    return _letter("already_registered", subject, case, (), asked_at=case.local(row.created_at))


def _programme_changed(drawings: Drawings, row: OutboxMail) -> Letter | None:
    case = _case(row)
    if case is None or not case.registration.living:
        return None
    before = _before(case, row.params, case.registration.status)
    told = _differences(case, row.params)
    if not told and before.ids == case.own.ids:
        return None  # changed back before anything was sent
    subject = _("Votre programme a changé : %(event)s", event=text(case.programme.edition.event.title))
    enclosures = (*_code(drawings, case), *_calendar(drawings, case, before.ids - case.own.ids))
    return _letter("programme_changed", subject, case, enclosures, changes=told, queue=_queue(case))


def _cancelled(drawings: Drawings, row: OutboxMail) -> Letter | None:
    case = _case(row)
    if case is None or case.registration.living:
        return None
    before = _before(case, row.params, row.params.get("status", CONFIRMED))
    again = rules.registration_state(case.programme, case.now) == rules.OPEN
    subject = _("Inscription annulée : %(event)s", event=text(case.programme.edition.event.title))
    cancelled_at = case.local(case.registration.cancelled_at or row.created_at)
    return _letter(
        "cancelled", subject, case, _calendar(drawings, case, before.ids),
        again=again, cancelled_at=cancelled_at, dropped=bool(before.ids),
    )  # fmt: skip


def _case(row: OutboxMail) -> Case | None:
    """None when the registration, or the whole edition, has been erased."""
    registration = db.session.get(Registration, row.registration_id) if row.registration_id else None
    programme = agenda.current()
    if registration is None or programme is None:
        return None
    states = bookings.states(registration.id)
    own = itinerary(programme, status=registration.status, days=registration.days, bookings=states)
    links = issuing.clear_tokens(registration, programme.edition.event.tag)
    return Case(registration, programme, own, states, links, str(row.params["base_url"]), clock.now())


def _before(case: Case, params: Mapping[str, Any], status: str) -> Itinerary:
    """The personal programme that the mail before this one told."""
    known = case.programme.by_code
    states = {known[code].id: state for code, state in params["before"].items() if code in known}
    days = params.get("days", case.registration.days)
    return itinerary(case.programme, status=status, days=days, bookings=states)


def _differences(case: Case, params: Mapping[str, Any]) -> list[str]:
    """One sentence for each choice that is not what it was."""
    before: Mapping[str, str] = params["before"]
    changed = [
        (session, before.get(session.code), case.states.get(session.id))
        for session in case.programme.sessions
        if session.choosable and before.get(session.code) != case.states.get(session.id)
    ]
    sentences = [_difference(_dated(session), was, state) for session, was, state in changed]
    if "days" in params and sorted(params["days"]) != sorted(case.registration.days):
        sentences.insert(0, _("Jours de présence : %(days)s", days=_days(case)))
    return sentences


def _dated(session: SessionEntry) -> str:
    """With its day: there is a lunch on each."""
    return f"{text(session.title)} ({date_short(session.starts_at)})"


def _difference(title: str, was: str | None, state: str | None) -> str:
    if state == BOOKED and was == WAITLISTED:
        return _("Une place s’est libérée, elle est à vous : %(title)s", title=title)
    if state == BOOKED:
        return _("Ajouté : %(title)s", title=title)
    if state == WAITLISTED:
        return _("Sur la liste d’attente : %(title)s", title=title)
    if was == WAITLISTED:
        return _("Liste d’attente quittée : %(title)s", title=title)
    return _("Retiré : %(title)s", title=title)


def _queue(case: Case) -> list[dict[str, Any]]:
    if not case.own.waiting:
        return []
    places = bookings.places_in_queues(case.registration.id)
    return [
        {**_line(session), "day": date_long(session.starts_at), "place": places.get(session.id, 1)}
        for session in case.own.waiting
    ]


def _letter(kind: str, subject: str, case: Case, enclosures: tuple[Enclosure, ...], **more: Any) -> Letter:
    event = case.programme.edition.event
    facts = _facts(case) | more | {"subject": subject}
    facts["code_id"] = CODE_ID if any(one.content_id == CODE_ID for one in enclosures) else None
    return Letter(
        subject=subject,
        # Not render_template: what it gives every page costs queries and is of no use here.
        text=_BLANK_LINES.sub("\n\n", current_app.jinja_env.get_template(f"mail/{kind}.txt").render(facts)),
        html=current_app.jinja_env.get_template(f"mail/{kind}.html").render(facts),
        enclosures=(*enclosures, Enclosure("emblem.png", "image/png", _emblem(), EMBLEM_ID)),
        reply_to=event.contact_email,
    )


def _facts(case: Case) -> dict[str, Any]:
    """What the templates say; times are the event's own."""
    edition, registration = case.programme.edition, case.registration
    feed = f"{case.base}/calendrier/{case.links[FEED]}.ics"
    latitude, longitude = edition.venue.latitude, edition.venue.longitude
    return {
        "programme": case.programme,
        "event": edition.event,
        "venue": edition.venue,
        "funding": edition.funding,
        "registration": registration,
        "confirmed": case.confirmed,
        "dates": _days(case),
        "own_days": [(date_long(day), [_line(s) for s in own]) for day, own in case.own.days],
        "base": case.base,
        "page": case.page,
        "feed": feed,
        "webcal": "webcal://" + feed.split("://", 1)[1],
        "map": f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=17/{latitude}/{longitude}",
        "received": datetime_long(case.local(registration.created_at)),
        "changes_until": deadline(case.programme.changes_close_at),
        "may_change": rules.may_change(case.programme, case.now),
        "emblem_id": EMBLEM_ID,
    }


def _days(case: Case) -> str:
    ticked = case.registration.days
    return ", ".join(date_long(day) for day in case.programme.dates if day.isoformat() in ticked)


def _line(session: SessionEntry) -> dict[str, Any]:
    return {
        "time": time_range(session.starts_at, session.ends_at),
        "title": text(session.title),
        "room": text(session.room.name) if session.room else "",
        "cancelled": session.cancelled,
    }


def _code(drawings: Drawings, case: Case) -> tuple[Enclosure, ...]:
    """The code alone, so that it can be saved and shown as it is; a person without a place has none."""
    if not case.confirmed:
        return ()
    return (Enclosure("badge.png", "image/png", drawings.code(case.base, case.links[BADGE]), CODE_ID),)


def _calendar(drawings: Drawings, case: Case, dropped: Collection[int]) -> tuple[Enclosure, ...]:
    if not case.own.sessions and not dropped:
        return ()
    data = drawings.calendar(
        case.programme,
        case.registration.lang,
        case.base,
        booked=case.own.ids,
        dropped=dropped,
        made_at=case.now,
    )
    return (Enclosure("programme.ics", "text/calendar; charset=utf-8; method=PUBLISH", data),)


@cache
def _emblem() -> bytes:
    return EMBLEM.read_bytes()
