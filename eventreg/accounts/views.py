"""Signing in and out."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventreg import clock, security
from eventreg.accounts import models, signin
from eventreg.accounts.forms import SignInForm
from eventreg.accounts.staff import recognise
from eventreg.db import db
from eventreg.web import same_site

blueprint = Blueprint("accounts", __name__)


@blueprint.route("/connexion", methods=["GET", "POST"])
@security.limit(security.SIGN_IN_LIMIT)
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if request.method == "GET":
        return render_template("accounts/sign_in.html", form=form)
    if form.validate():
        person = recognise(form.email.data, form.password.data)
        if person is not None:
            person.signed_in_at = clock.now()
            db.session.commit()
            signin.sign_in(person)
            return redirect(same_site(request.args.get("suite")) or _home(person), 303)
        form.password.errors = [_("Adresse ou mot de passe inconnu. Vérifiez-les, puis recommencez.")]
    return render_template("accounts/sign_in.html", form=form), 422


@blueprint.post("/deconnexion")
def sign_out() -> ResponseReturnValue:
    signin.sign_out()
    return redirect(url_for("accounts.sign_in"), 303)


def _home(person: models.Staff) -> str:
    return url_for("organisation.people" if person.may(models.ORGANISER) else "door.ready")
