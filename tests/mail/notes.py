"""Messages of one line, for tests of how mail is delivered rather than of what it says."""

from flask import Flask

from eventreg import clock
from eventreg.db import db
from eventreg.mail import delivery, outbox
from eventreg.mail.letters import Letter
from eventreg.mail.models import OutboxMail


class To:
    """Whom a row is for; rows of these tests belong to nobody's registration."""

    id, lang = None, "fr"

    def __init__(self, email: str) -> None:
        self.email = email


def note(row: OutboxMail) -> Letter | None:
    """A composer: its letter says the row's words; some words are orders."""
    words = row.params["words"]
    if words == "nothing":
        return None
    if words == "fault":
        raise RuntimeError("a fault of the composer")
    return Letter(words, f"{words}\n.\n.line\nFrom here\n", f"<p>{words}</p>", reply_to="team@example.org")


def write(words: str, to: str = "a@example.org", **more: object) -> int:
    """Puts one note into the outbox and commits; its id."""
    row = outbox.enqueue("note", To(to), now=clock.now(), params={"words": words}, **more)  # type: ignore[arg-type]
    assert row is not None
    db.session.flush()
    key = row.id
    db.session.commit()
    return key


def row(key: int) -> OutboxMail:
    """As it is now; no transaction stays open, which would keep every worker waiting."""
    db.session.rollback()
    found = db.session.get_one(OutboxMail, key)
    db.session.expunge(found)
    db.session.rollback()
    return found


def with_notes(app: Flask) -> Flask:
    app.extensions[delivery.EXTENSION] = {**app.extensions[delivery.EXTENSION], "note": note}
    return app
