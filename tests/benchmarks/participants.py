"""An instance with people in it, and what they do over HTTP: one connection a request, as visitors come."""

import http.client
import itertools
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bs4 import BeautifulSoup
from sqlalchemy import select

from eventreg.db import db
from eventreg.event.models import Event
from eventreg.registration.issuing import clear_tokens
from eventreg.registration.models import Registration
from eventreg.registration.states import CONFIRMED
from tests.support import databases
from tests.support.pages import form_values
from tests.support.server import DEMONSTRATION, Server

DAY = "2026-03-03"


@dataclass(frozen=True)
class Person:
    badge: str
    feed: str


def prepared(instance: Path, number: int) -> list[Person]:
    """An instance with the shipped edition and `number` fictitious participants; those who have a place."""
    instance.mkdir()
    settings = {"DEMO": True, "BASE_URL": None, "CLOCK": DEMONSTRATION["CLOCK"]}
    databases.migrate(instance, settings, databases.EDITION)
    app = databases.make_app(instance, settings)
    runner = app.test_cli_runner()
    result = runner.invoke(args=["demo", "fill", "--registrations", str(number), "--seed", "1"])
    assert result.exit_code == 0, result.output
    with app.app_context():
        tag = db.session.scalars(select(Event.tag)).one()
        people = []
        for registration in db.session.scalars(select(Registration).filter_by(status=CONFIRMED)):
            if DAY in registration.days:
                tokens = clear_tokens(registration, tag)
                people.append(Person(tokens["badge"], tokens["feed"]))
    databases.close(app)
    return people


class Instance:
    """A running server and the people of its instance."""

    def __init__(self, server: Server, people: list[Person]) -> None:
        self.server = server
        self._people = itertools.cycle(people)
        self._badges = itertools.cycle(people)
        self.registered = 0
        self._etag = ""
        self._key = ""

    def request(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: str | None = None
    ) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection(urlsplit(self.server.address).netloc)
        connection.request(method, path, body, dict(headers or {}))
        response = connection.getresponse()
        content = response.read()
        connection.close()
        return response, content

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> bytes:
        response, content = self.request("GET", path, headers)
        assert response.status == 200, (path, response.status)
        return content

    def unchanged_feed(self) -> None:
        if not self._etag:
            response, _ = self.request("GET", "/programme.ics")
            self._etag = response.headers["ETag"]
        response, content = self.request("GET", "/programme.ics", {"If-None-Match": self._etag})
        assert (response.status, content) == (304, b"")

    def personal_feed(self) -> None:
        assert b"BEGIN:VEVENT" in self.get(f"/calendrier/{next(self._people).feed}.ics")

    def register(self) -> None:
        """Open the form and send it, as a browser does."""
        self.registered += 1
        opened, page = self.request("GET", "/inscription")
        values = form_values(BeautifulSoup(page, "html.parser"), "main form")
        values["given_name"], values["family_name"] = "Camille", f"Essai {self.registered}"
        values["email"] = f"{uuid.uuid4()}@example.org"
        values["days"] = DAY
        values["slot-20260303T0930"] = "atelier-1"
        values["id_acknowledged"] = "y"
        cookie = opened.headers["Set-Cookie"].partition(";")[0]
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        headers["Referer"] = f"{self.server.address}/inscription"
        answer, content = self.request(
            "POST", "/inscription", headers, urlencode(list(values.items(multi=True)))
        )
        assert answer.status == 303, (answer.status, content.decode())

    def check_in(self) -> None:
        """A badge and its identity outcome in one call."""
        if not self._key:
            added = self.server.flask("device", "add", "bench", "--role", "steward", "--key")
            self._key = added.stdout.split()[-1]
        scan: dict[str, object] = {
            "scan_id": str(uuid.uuid4()),
            "badge": next(self._badges).badge,
            "list": DAY,
            "type": "entry",
        }
        scan |= {"scanned_at": f"{DAY}T08:40:00+01:00", "source": "scanner", "offline": False}
        scan |= {"local_verdict": None, "identity": "verified"}
        body = json.dumps({"sent_at": f"{DAY}T08:40:00+01:00", "scans": [scan]})
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        answer, content = self.request("POST", "/porte/api/scans", headers, body)
        assert answer.status == 200, content
        assert json.loads(content)["results"][0]["verdict"] in ("ok", "already_in"), content
