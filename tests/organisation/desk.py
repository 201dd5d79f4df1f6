"""An organiser at the desk, in a browser without script."""

from flask import Flask
from flask.testing import FlaskClient

from eventreg import clock
from eventreg.accounts.staff import add
from eventreg.db import db
from tests.support.pages import submit

PASSWORD = "un mot de passe assez long"


def signed_in(app: Flask, role: str = "organiser") -> FlaskClient:
    with app.app_context():
        add(f"{role}@example.org", role, PASSWORD, now=clock.now())
        db.session.commit()
    client = app.test_client()
    submit(client, "/connexion", {"email": f"{role}@example.org", "password": PASSWORD})
    return client
