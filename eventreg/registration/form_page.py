"""The page of the registration form, by whichever way somebody came to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import Response, abort, g, make_response, redirect, render_template, request, session, url_for
from sqlalchemy.exc import IntegrityError

from eventreg import clock
from eventreg.agenda.programme import Programme
from eventreg.db import db
from eventreg.errors import Refusal
from eventreg.i18n import language
from eventreg.registration import programme_fields, rules, seats, stamps
from eventreg.registration.errors import DeadlinePassed, NotOpenYet
from eventreg.registration.forms import RegistrationForm
from eventreg.registration.models import Registration
from eventreg.registration.registering import Application, register
from eventreg.registration.seats import SeatCount
from eventreg.registration.sentences import deadline_sentence, deadline_sentence_for
from eventreg.registration.states import PARTICIPANT
from eventreg.registration.strict import Sent
from eventreg.registration.vocabulary import CATEGORY_WORDS

ADDRESS = "registered_address"
Register = Callable[[Application, datetime], object]


@dataclass(frozen=True, slots=True)
class Entrance:
    """A way to the form, and what it changes there."""

    action: str
    form: type[RegistrationForm] = RegistrationForm
    given: Mapping[str, str] = field(default_factory=dict)
    """What the fields say before anybody has typed."""
    colleague: Registration | None = None
    """Whose address led here."""
    code: str | None = None
    """Of that address."""
    category: str = PARTICIPANT
    """In what capacity an invitation lets in."""

    @property
    def invited(self) -> object:
        """The word for it; none for the public."""
        return None if self.category == PARTICIPANT else CATEGORY_WORDS[self.category]

    register: Register = lambda application, now: register(application, now=now)


def show(entrance: Entrance) -> Response:
    programme, counts = programme_and_seats()
    now = clock.now()
    if not rules.may_register_as(programme, now, now, entrance.category):
        return _closed(programme)
    fresh = _form(entrance, programme, None)
    fresh["form"].data = stamps.stamp(now)
    return _page(entrance, fresh, counts)


def take(entrance: Entrance) -> Response:
    """Registers; or the form again with every fault, or the sentence that it comes too late."""
    programme, counts = programme_and_seats()
    sent = _form(entrance, programme, request.form)
    valid = sent.validate()
    opened_at = sent.stamp.opened_at if sent.stamp else clock.now()
    if not rules.may_register_as(programme, clock.now(), opened_at, entrance.category):
        return _closed(programme, 403)
    if not valid or sent.stamp is None:
        return _page(entrance, sent, counts, sent.status)
    try:
        _register(entrance, sent.application(sent.stamp, language()))
    except (DeadlinePassed, NotOpenYet):
        db.session.rollback()
        return _closed(programme_and_seats()[0], 403)
    except Refusal as refusal:
        return _refused(entrance, refusal)
    session[ADDRESS] = sent["email"].data
    return make_response(redirect(url_for("registration.received", collegue=entrance.code), 303))


def programme_and_seats() -> tuple[Programme, dict[int, SeatCount]]:
    g.programme, counts = seats.programme_and_seats()
    return g.programme or abort(404), counts


def _register(entrance: Entrance, application: Application) -> None:
    try:
        entrance.register(application, clock.now())
        db.session.commit()
    except IntegrityError:
        # The unique index on living addresses (or a reference drawn twice): the second try sees the first one's row.
        db.session.rollback()
        entrance.register(application, clock.now())
        db.session.commit()


def _refused(entrance: Entrance, refusal: Refusal) -> Response:
    """The programme may have changed since the form was read: it is read again, with what was typed."""
    db.session.rollback()
    programme, counts = programme_and_seats()
    again = _form(entrance, programme, request.form)
    again.validate()
    again.refuse(refusal)
    return _page(entrance, again, counts, again.status)


def _form(entrance: Entrance, programme: Programme, sent: Sent | None) -> RegistrationForm:
    made = programme_fields.of(entrance.form, programme)
    return made(sent, data=dict(entrance.given)) if sent is None else made(sent)


def _page(
    entrance: Entrance, shown: RegistrationForm, counts: dict[int, SeatCount], status: int = 200
) -> Response:
    now, programme = clock.now(), shown.programme
    if status != 200 and shown.stamp is None:
        shown["form"].data = stamps.stamp(now)
    page = render_template(
        "registration/form.html",
        entrance=entrance,
        form=shown,
        plan=programme,
        seats=counts,
        deadline_sentence=deadline_sentence_for(programme, now, entrance.category),
        days_left=rules.days_left(programme, now) if entrance.category == PARTICIPANT else None,
        full=counts[seats.EVENT].full and not rules.grant(programme, entrance.category).beside_capacity,
    )
    return _answer(page, status)


def _closed(programme: Programme, status: int = 200) -> Response:
    now = clock.now()
    page = render_template(
        "registration/closed.html",
        state=rules.registration_state(programme, now),
        deadline_sentence=deadline_sentence(programme, now),
    )
    return _answer(page, status)


def _answer(page: str, status: int) -> Response:
    """Kept by nobody but the browser's own history: going back finds what was typed."""
    response = make_response(page, status)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
