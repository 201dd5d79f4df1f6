"""The organisers' pages: the desk, the list of participants, adding one, seats, export."""

from datetime import datetime

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from eventreg import clock
from eventreg.accounts.models import ORGANISER
from eventreg.accounts.signin import requires
from eventreg.agenda import programme as agenda
from eventreg.agenda.programme import Programme
from eventreg.agenda.vocabulary import KIND_WORDS
from eventreg.checkin import roll
from eventreg.db import db
from eventreg.errors import Refusal
from eventreg.event.models import Event
from eventreg.reconfirmation import queries as answers
from eventreg.registration import adding, programme_fields, reminders, seats, stamps, states
from eventreg.registration.forms import AddingForm
from eventreg.registration.seats import SeatCount
from eventreg.registration.sentences import deadline_sentence
from eventreg.reports import mailing, words
from eventreg.reports import people as directory
from eventreg.reports.assumptions import assumptions
from eventreg.reports.exporting import export_registrations
from eventreg.reports.files import FORMATS
from eventreg.web import repeated

blueprint = Blueprint("organisation", __name__, url_prefix="/organisation")


@blueprint.get("/")
@requires(ORGANISER)
def index() -> ResponseReturnValue:
    programme, counts = _programme()
    days = [day.isoformat() for day in programme.dates]
    return render_template(
        "organisation/index.html",
        plan=programme,
        counts=directory.status_counts(),
        beside=directory.beside_capacity(),
        expected=directory.expected_by_day(days),
        workshops=[(s, counts[s.id]) for s in programme.sessions if s.bookable],
        assumptions=assumptions(programme.edition),
        words=words,
        mails=mailing.unsettled(clock.now()),
        loaded_at=_loaded_at().astimezone(programme.zone),
    )


@blueprint.get("/inscriptions")
@requires(ORGANISER)
def people() -> ResponseReturnValue:
    programme, _counts = _programme()
    search = _search(programme)
    workshops = [s.id for s in programme.sessions if s.bookable]
    page = directory.find(search, workshops, request.args.get("page", 1, type=int))
    asked = reminders.RECONFIRMATION not in reminders.ahead(programme, clock.now())
    return render_template(
        "organisation/people.html",
        plan=programme,
        search=search,
        page=page,
        words=words,
        answers=answers.counts() if asked else {},
    )


@blueprint.route("/inscriptions/ajouter", methods=["GET", "POST"])
@requires(ORGANISER)
def add() -> ResponseReturnValue:
    programme, counts = _programme()
    form = programme_fields.of(AddingForm, programme)(request.form if request.method == "POST" else None)
    if request.method == "POST" and form.validate() and form.stamp is not None:
        try:
            added = adding.add(form.application(form.stamp), now=clock.now(), actor=g.staff.actor)
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("La personne est ajoutée. La confirmation part à son adresse."))
            return redirect(url_for("organisation_person.person", reference=added.reference), 303)
    return _adding_page(form, counts)


@blueprint.get("/seances")
@requires(ORGANISER)
def sessions() -> ResponseReturnValue:
    programme, counts = _programme()
    return render_template(
        "organisation/sessions.html",
        days=programme.days,
        counts=counts,
        attendance=roll.attendance(),
        kinds=KIND_WORDS,
    )


@blueprint.route("/export", methods=["GET", "POST"])
@requires(ORGANISER)
def export() -> ResponseReturnValue:
    """The choice of a file, and the file: a POST, because each export is written down with who and why."""
    if request.method != "POST":
        return render_template("organisation/export.html", purposes=words.PURPOSES)
    programme, _counts = _programme()
    form, purpose = request.form.get("format", ""), request.form.get("purpose", "")
    if repeated(["format", "purpose", "excel"]) or form not in FORMATS or purpose not in words.PURPOSES:
        abort(422, _("Choisissez un format et un motif proposés."))
    excel = form == "csv" and "excel" in request.form
    file = export_registrations(
        programme, form, excel=excel, purpose=purpose, actor=g.staff.actor, now=clock.now()
    )
    db.session.commit()
    disposition = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, content_type=file.content_type, headers=disposition)


def _adding_page(form: AddingForm, counts: dict[int, SeatCount]) -> ResponseReturnValue:
    now = clock.now()
    if form.stamp is None:
        form["form"].data = stamps.stamp(now)
    page = render_template(
        "organisation/add.html",
        form=form,
        plan=form.programme,
        seats=counts,
        event_seats=counts[seats.EVENT],
        deadline_sentence=deadline_sentence(form.programme, now),
    )
    return page, form.status if form.errors else 200


def _programme() -> tuple[Programme, dict[int, SeatCount]]:
    programme = agenda.current() or abort(404)
    g.programme = programme
    return programme, seats.count(programme)


def _search(programme: Programme) -> directory.Search:
    """What the address asks for; a value that is none of those offered does not narrow the list."""
    status, category = request.args.get("statut", ""), request.args.get("categorie", "")
    day, answer = request.args.get("jour", ""), request.args.get("reponse", "")
    session = programme.by_code.get(request.args.get("seance", ""))
    return directory.Search(
        words=request.args.get("q", "").replace("\0", "").strip()[:200],
        status=status if status in states.REGISTRATION_STATES else "",
        category=category if category in states.CATEGORIES else "",
        day=day if day in {date.isoformat() for date in programme.dates} else "",
        session_id=session.id if session else None,
        unreached=request.args.get("courrier", "") == "non-remis",
        answer=answer if answer in answers.CONDITIONS else "",
    )


def _loaded_at() -> datetime:
    return db.session.scalars(select(Event.loaded_at)).one()
