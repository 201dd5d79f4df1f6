"""The secret links of everybody: from their mail, or as it tells them."""

import re
import threading
from collections.abc import Collection

from flask import Flask

from eventreg.registration import issuing, registering
from tests.support.smtp import Sink

TAG = "STO"
LINK = re.compile(r"/mon-inscription/[\w-]+")


class Mailbox:
    """What the sink took, by address. `app` has the server's database and its signing key."""

    def __init__(self, sink: Sink, app: Flask) -> None:
        self._sink, self._app, self._lock, self._read = sink, app, threading.Lock(), 0
        self._links: dict[str, list[str]] = {}

    def link(self, email: str, known: Collection[str]) -> str | None:
        """The way to the page of a registration that is not among the `known` ones, once its mail is here."""
        with self._lock:
            self._open()
            return next((link for link in reversed(self._links.get(email, [])) if link not in known), None)

    def derived(self, email: str) -> str | None:
        """The same way, for somebody who does not wait for the mail."""
        with self._app.test_request_context():
            registration = registering.living(email)
            links = issuing.clear_tokens(registration, TAG) if registration else {}
            return f"/mon-inscription/{links['manage']}" if links else None

    def arrived(self) -> dict[str, list[str]]:
        """Message-IDs by address."""
        found: dict[str, list[str]] = {}
        for [address], message in zip(self._sink.recipients, self._sink.messages, strict=True):
            found.setdefault(address, []).append(str(message["Message-ID"]))
        return found

    def _open(self) -> None:
        for message in self._sink.messages[self._read :]:
            self._read += 1
            body = message.get_body(("plain",))
            found = LINK.search(body.get_content()) if body else None
            if found:
                self._links.setdefault(str(message["To"].addresses[0].addr_spec), []).append(found[0])
