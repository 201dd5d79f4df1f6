"""The organisers' pages: publishing the draft, what was published, returning to it."""

from datetime import timedelta

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventreg import clock
from eventreg.accounts.models import ORGANISER
from eventreg.accounts.resending import keep_what_was_typed
from eventreg.accounts.signin import requires
from eventreg.accounts.staff import emails
from eventreg.agenda import drafting
from eventreg.agenda import programme as agenda
from eventreg.agenda.drafting import Draft
from eventreg.agenda.programme import Programme
from eventreg.agenda.tables import find, fingerprint
from eventreg.db import db
from eventreg.editing import checks
from eventreg.editing import words as saying
from eventreg.errors import Refusal
from eventreg.event.edition import EditionFaults
from eventreg.i18n import LANGUAGES, localised, speaking
from eventreg.registration.foreseeing import Effect
from eventreg.releases import publishing, queries, words
from eventreg.releases.forms import PublishingForm

blueprint = Blueprint("releases_desk", __name__, url_prefix="/organisation/programme")
keep_what_was_typed(blueprint)


@blueprint.get("/publier")
@requires(ORGANISER)
def preview() -> ResponseReturnValue:
    return _preview(PublishingForm())


@blueprint.post("/publier")
@requires(ORGANISER)
def publish() -> ResponseReturnValue:
    _programme()
    form = PublishingForm()
    if not form.validate():
        return _preview(form), 422
    try:
        release = publishing.publish(
            seen=form.seen.data or "",
            note=form.note,
            wait=timedelta() if form.at_once.data else _wait(),
            priority=timedelta(hours=current_app.config["PRIORITY_HOURS"]),
            now=clock.now(),
            actor=g.staff.actor,
        )
    except (Refusal, EditionFaults) as refusal:
        db.session.rollback()
        return _preview(form, refusal), refusal.status if isinstance(refusal, Refusal) else 409
    db.session.commit()
    flash(_("La version %(number)s est publiée.", number=release.number))
    return redirect(url_for("releases_desk.versions"), 303)


@blueprint.get("/versions")
@requires(ORGANISER)
def versions() -> ResponseReturnValue:
    programme = _programme()
    releases = queries.listed()
    return render_template(
        "releases/desk.html",
        releases=releases,
        current=programme.version,
        zone=programme.zone,
        notes={release.number: localised(release.note) for release in releases},
        people=emails({release.actor for release in releases}),
        draft=drafting.read(),
    )


@blueprint.post("/versions/<int(max=2147483647):number>/reprendre")
@requires(ORGANISER)
def take_up(number: int) -> ResponseReturnValue:
    """Into the draft: publishing it is the next step, and undoing this one brings the draft back."""
    _programme()
    drafting.take_up(number, now=clock.now(), actor=g.staff.actor)
    db.session.commit()
    flash(_("Le brouillon reprend la version %(number)s. Vérifiez, puis publiez.", number=number))
    return redirect(url_for("releases_desk.preview"), 303)


def _preview(form: PublishingForm, refused: Refusal | EditionFaults | None = None) -> str:
    programme, draft = _programme(), drafting.read()
    form.seen.data = fingerprint(draft.tables)
    foreseen = publishing.foreseen(programme, draft)
    return render_template(
        "releases/publish.html",
        form=form,
        draft=draft,
        number=programme.version + 1,
        told={lang: _told(lang, draft) for lang in LANGUAGES},
        foreseen=foreseen,
        more_seats=_more_seats(draft),
        effects=_effects(draft, foreseen.sessions),
        checks=checks.once(checks.of_clashes(draft, programme)),
        words=saying,
        find=find,
        minutes=current_app.config["RELEASE_MAIL_MINUTES"],
        refused=refused,
    )


def _told(lang: str, draft: Draft) -> list[words.Told]:
    with speaking(lang):
        return words.told(draft.published, draft.tables)


def _more_seats(draft: Draft) -> bool:
    """Whether a workshop has more of them than before, for who waits."""
    known = {row["code"]: row.get("capacity", 0) for row in draft.published["session"]}
    seats = [(row["code"], row.get("capacity", 0)) for row in draft.tables["session"]]
    return any(number > known.get(code, number) for code, number in seats)


def _effects(draft: Draft, effects: dict[str, Effect]) -> list[tuple[str, Effect]]:
    """With the name of each session, for those that concern anybody."""
    named = [(find(draft.tables["session"], code), effect) for code, effect in effects.items()]
    return [(words.name_of("session", row), effect) for row, effect in named if row and effect.told]


def _wait() -> timedelta:
    return timedelta(minutes=current_app.config["RELEASE_MAIL_MINUTES"])


def _programme() -> Programme:
    return agenda.current() or abort(404)
