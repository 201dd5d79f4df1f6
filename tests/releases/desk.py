"""An organiser who publishes over HTTP, in a browser without script."""

import time

import requests
from bs4 import BeautifulSoup

from tests.organisation.desk import PASSWORD
from tests.support.pages import form_values
from tests.support.server import Server


class Desk:
    """Signed in as organiser@example.org."""

    def __init__(self, server: Server) -> None:
        self.browser, self.site = requests.Session(), server.address
        self._submit("/connexion", {"email": "organiser@example.org", "password": PASSWORD})

    def publish(self) -> float:
        """Seconds until the answer."""
        return self._submit("/organisation/programme/publier", {"at_once": "y"})

    def _submit(self, path: str, values: dict[str, str]) -> float:
        page = BeautifulSoup(self.browser.get(self.site + path, timeout=60).text, "html.parser")
        data = form_values(page).to_dict() | values
        begun = time.perf_counter()
        answer = self.browser.post(self.site + path, data=data, allow_redirects=False, timeout=60)
        assert answer.status_code == 303, answer.text
        return time.perf_counter() - begun
