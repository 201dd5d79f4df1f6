"""Signing in and out. The security log names staff by number and holds no address that was typed."""

import logging

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventreg import clock, security
from eventreg.accounts import models, signin
from eventreg.accounts.forms import SignInForm
from eventreg.accounts.staff import recognise
from eventreg.db import db
from eventreg.web import repeated, same_site

blueprint = Blueprint("accounts", __name__)
log = logging.getLogger("eventreg.security")


@blueprint.route("/connexion", methods=["GET", "POST"])
@security.limit(security.SIGN_IN_LIMIT)
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if request.method != "POST":
        return render_template("accounts/sign_in.html", form=form)
    if repeated(["email", "password"]):
        abort(422)
    if form.validate():
        person = recognise(form.email.data, form.password.data)
        if person is not None:
            return _signed_in(person)
        log.info("sign-in refused")
        form.password.errors = [_("Adresse ou mot de passe inconnu. Vérifiez-les, puis recommencez.")]
    return render_template("accounts/sign_in.html", form=form), 422


def _signed_in(person: models.Staff) -> ResponseReturnValue:
    now = clock.now()
    person.signed_in_at = now
    signin.sign_in(person, now=now)
    db.session.commit()
    log.info("staff:%s signed in", person.id)
    return redirect(same_site(request.args.get("suite")) or _home(person), 303)


@blueprint.post("/deconnexion")
def sign_out() -> ResponseReturnValue:
    signin.sign_out()
    db.session.commit()
    return redirect(url_for("accounts.sign_in"), 303)


def _home(person: models.Staff) -> str:
    return url_for("organisation.people" if person.may(models.ORGANISER) else "door.ready")
