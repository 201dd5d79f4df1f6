"""The organisers' pages: the desk, participants, seats, export."""

from datetime import datetime

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from eventreg import audit, clock
from eventreg.accounts.models import ORGANISER
from eventreg.accounts.signin import requires
from eventreg.agenda import programme as agenda
from eventreg.agenda.programme import Programme
from eventreg.agenda.vocabulary import KIND_WORDS
from eventreg.checkin import roll
from eventreg.db import db, lock
from eventreg.errors import Refusal
from eventreg.event.models import Event
from eventreg.mail import outbox
from eventreg.reconfirmation import queries as answers
from eventreg.registration import (
    adding,
    categories,
    changing,
    programme_fields,
    reminders,
    resending,
    rules,
    seats,
    stamps,
    states,
)
from eventreg.registration.errors import AddressTaken
from eventreg.registration.forms import AddingForm, AddressForm
from eventreg.registration.models import Registration
from eventreg.registration.registering import CONFIRMATION
from eventreg.registration.seats import SeatCount
from eventreg.registration.sentences import deadline_sentence
from eventreg.reports import mailing, words
from eventreg.reports import people as directory
from eventreg.reports import person as dossiers
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
            added = adding.add(form.application(form.stamp), now=clock.now(), actor=_actor())
        except Refusal as refusal:
            db.session.rollback()
            form.refuse(refusal)
        else:
            db.session.commit()
            flash(_("La personne est ajoutée. La confirmation part à son adresse."))
            return redirect(url_for("organisation.person", reference=added.reference), 303)
    return _adding_page(form, counts)


@blueprint.get("/inscriptions/<reference>")
@requires(ORGANISER)
def person(reference: str) -> ResponseReturnValue:
    found = _registration(reference)
    return _person(found, AddressForm(None, data={"email": found.email}))


@blueprint.post("/inscriptions/<reference>/annuler")
@requires(ORGANISER)
def cancel(reference: str) -> ResponseReturnValue:
    found = _registration(reference)
    changing.cancel(found.id, now=clock.now(), actor=_actor())
    db.session.commit()
    flash(_("L’inscription est annulée. La personne en est informée par courriel."))
    return redirect(url_for("organisation.person", reference=found.reference), 303)


@blueprint.post("/inscriptions/<reference>/categorie")
@requires(ORGANISER)
def change_category(reference: str) -> ResponseReturnValue:
    found, category = _registration(reference), request.form.get("category", "")
    if category not in states.CATEGORIES or repeated(["category"]):
        abort(422, _("Choisissez dans la liste."))
    changed = categories.change_category(found.id, category, now=clock.now(), actor=_actor())
    db.session.commit()
    if changed:
        flash(_("La catégorie est enregistrée."))
    return redirect(url_for("organisation.person", reference=found.reference), 303)


@blueprint.post("/inscriptions/<reference>/renvoyer")
@requires(ORGANISER)
def resend(reference: str) -> ResponseReturnValue:
    found = lock(Registration, _registration(reference).id)
    if not found.living:
        abort(410, _("Cette inscription est annulée."))
    now = clock.now()
    outbox.enqueue(CONFIRMATION, found, now=now)
    audit.record("confirmation.resent", at=now, actor=_actor(), registration_id=found.id)
    db.session.commit()
    flash(_("La confirmation part à nouveau à l’adresse de la personne."))
    return redirect(url_for("organisation.person", reference=found.reference), 303)


@blueprint.post("/inscriptions/<reference>/messages/<int(max=2147483647):number>")
@requires(ORGANISER)
def send_again(reference: str, number: int) -> ResponseReturnValue:
    found = _registration(reference)
    queued = resending.resend(found.id, number, now=clock.now(), actor=_actor())
    db.session.commit()
    flash(
        _("Le message part à nouveau.") if queued else _("Ce message attend déjà, ou n’a plus lieu d’être.")
    )
    return redirect(url_for("organisation.person", reference=found.reference), 303)


@blueprint.post("/inscriptions/<reference>/adresse")
@requires(ORGANISER)
def correct_address(reference: str) -> ResponseReturnValue:
    found = _registration(reference)
    form = AddressForm(request.form)
    if not form.validate():
        return _person(found, form), 422
    try:
        changed = resending.correct_address(found.id, form.email.data, now=clock.now(), actor=_actor())
    except AddressTaken as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return _person(_registration(reference), form), refusal.status
    db.session.commit()
    flash(
        _("L’adresse est corrigée, la confirmation y part.")
        if changed
        else _("L’adresse est la bonne : c’est noté.")
    )
    return redirect(url_for("organisation.person", reference=found.reference), 303)


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
        programme, form, excel=excel, purpose=purpose, actor=_actor(), now=clock.now()
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


def _person(found: Registration, form: AddressForm) -> str:
    programme, _counts = _programme()
    dossier = dossiers.dossier(found, programme)
    actors, starts_on = words.ACTORS | dossiers.actors(dossier), programme.edition.event.starts_on
    return render_template(
        "organisation/person.html", plan=programme, dossier=dossier, actors=actors, words=words,
        address_form=form, now=clock.now(), begun=rules.has_begun(starts_on, programme.zone, clock.now()),
    )  # fmt: skip


def _programme() -> tuple[Programme, dict[int, SeatCount]]:
    programme = agenda.current() or abort(404, _("Aucune édition n’est chargée."))
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


def _registration(reference: str) -> Registration:
    return directory.by_reference(reference) or abort(404)


def _actor() -> str:
    return f"staff:{g.staff.id}"


def _loaded_at() -> datetime:
    return db.session.scalars(select(Event.loaded_at)).one()
