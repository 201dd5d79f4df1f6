"""Two organisers who press the button at the same moment."""

import threading

from flask import Flask
from flask.testing import FlaskClient

from eventreg.agenda import programme as agenda
from tests.organisation.desk import signed_in
from tests.releases.draft import edit
from tests.support.pages import Values, form_values, parsed

PUBLISH = "/organisation/programme/publier"


def pressed(desks: list[FlaskClient]) -> list[int]:
    """What each is answered, lowest first."""
    forms = [form_values(parsed(desk.get(PUBLISH))) for desk in desks]
    answers: list[int] = []
    start = threading.Barrier(len(desks))

    def press(desk: FlaskClient, form: Values) -> None:
        start.wait()
        answers.append(desk.post(PUBLISH, data=form).status_code)

    presses = [threading.Thread(target=press, args=pair) for pair in zip(desks, forms, strict=True)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    return sorted(answers)


def test_one_publishes_and_the_other_is_told(app_each_db: Flask) -> None:
    desks = [signed_in(app_each_db), signed_in(app_each_db, "admin")]
    for seats in (10, 11, 12):
        with app_each_db.app_context():
            edit("atelier-1", {"capacity": seats})
        assert pressed(desks) == [303, 409]
    with app_each_db.app_context():
        assert agenda.read().version == 4
