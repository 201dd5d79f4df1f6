"""The thread that delivers mail inside the web process; `flask mail send --watch` is the same loop elsewhere."""

import logging
import os
import threading
from collections.abc import Callable

from flask import Flask

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
"""Retries and reminders come due without anybody waking us."""

_wake = threading.Event()
_running: dict[int, int] = {}
"""Process id by application: a fork has the dictionary of its parent, and not its thread."""


def wake() -> None:
    """Something has been committed to the outbox."""
    _wake.set()


def start(app: Flask) -> None:
    """Start the thread of this process once, unless the setting MAIL_WORKER leaves delivery to a command."""
    if app.config["MAIL_WORKER"] and _running.get(id(app)) != os.getpid():
        _running[id(app)] = os.getpid()
        threading.Thread(
            target=run, args=(app, app.extensions["eventreg-round"]), name="mail", daemon=True
        ).start()


def run(app: Flask, deliver: Callable[[], int]) -> None:
    """Deliver what is due, for ever. A fault of one round, a database that is away, never ends the loop."""
    while True:
        try:
            with app.app_context():
                deliver()
        except Exception:
            log.exception("mail round failed")
        _wake.wait(POLL_SECONDS)
        _wake.clear()
