"""A participant at their own page."""

from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventreg.registration import issuing
from eventreg.registration.models import Registration
from tests.registration.answers import Answers, words
from tests.support.pages import form_values, parsed, values_of

TAG = "STO"


def links(app: Flask, person: Registration) -> dict[str, str]:
    """The clear tokens, as the mail tells them."""
    with app.test_request_context():
        return issuing.clear_tokens(person, TAG)


@dataclass
class Visit:
    client: FlaskClient
    address: str

    def see(self) -> TestResponse:
        return self.client.get(self.address)

    def send(self, form: str, changes: Answers, page: str = "") -> TestResponse:
        """Fills a form of the page and sends it; a value of [] leaves the field out."""
        action = f"{self.address}/{form}"
        values = form_values(parsed(self.client.get(self.address + page)), f'form[action="{action}"]')
        for name, value in changes.items():
            values.setlist(name, [value] if isinstance(value, str) else list(value))
        return self.client.post(action, data=values)

    def press(self, button: str) -> str:
        """Sends the form of the button of this name, as it stands; the words of the page that follows."""
        page = parsed(self.see())
        [found] = [one for one in page.select("button") if " ".join(one.get_text().split()) == button]
        form = found.find_parent("form")
        assert form is not None
        values = values_of(form)
        if found.get("name"):
            values[str(found["name"])] = str(found["value"])
        answer = self.client.post(str(form["action"]), data=values)
        assert answer.status_code == 303, words(answer)
        return words(self.client.get(answer.location))

    def script(self, form: str, values: Answers) -> TestResponse:
        """Sends these fields and the token alone."""
        page = parsed(self.see())
        token = page.select_one('input[name="csrf_token"]')
        assert token is not None
        return self.client.post(f"{self.address}/{form}", data={"csrf_token": token["value"], **values})


def visit(app: Flask, person: Registration) -> Visit:
    return Visit(app.test_client(), f"/mon-inscription/{links(app, person)['manage']}")
