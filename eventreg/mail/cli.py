"""`flask mail …`"""

import sys
from pathlib import Path

import click
from flask import Blueprint, current_app
from sqlalchemy.exc import SQLAlchemyError

from eventreg import clock
from eventreg.cli import refuse
from eventreg.db import db
from eventreg.mail import bouncing, settling, worker
from eventreg.mail.bouncing import Outcome

blueprint = Blueprint("mail", __name__, cli_group="mail")
# Of sysexits.h: a mail server that pipes keeps the notification and tries again.
TRY_AGAIN = 75


@blueprint.cli.command("send")
@click.option("--watch", is_flag=True, help="Go on delivering, as a worker beside the web processes.")
def send(watch: bool) -> None:
    """Deliver what is due."""
    due = current_app.extensions["eventreg-round"]
    click.echo(f"{due()} settled")
    if watch:
        worker.run(current_app._get_current_object(), due)  # type: ignore[attr-defined]


@blueprint.cli.command("again")
def again() -> None:
    """Queue what was given up: after a mail server that was away, or refused us, for longer than the tries last."""
    number = settling.revive(now=clock.now())
    db.session.commit()
    click.echo(f"{number} queued again")


@blueprint.cli.command("bounce")
@click.argument("file", type=click.Path(path_type=Path), default="-")
def bounce(file: Path) -> None:
    """Take a delivery status notification from FILE, or from standard input as a mail server pipes it.

    A pipe always ends with 0, except with 75 where the database is away: with another status the mail server
    would answer an automatic reply, or a stranger's mail, with a notification of its own.
    """
    piped = str(file) == "-"
    try:
        outcome = bouncing.take(_octets(file), now=clock.now())
        db.session.commit()
    except SQLAlchemyError as error:
        click.echo(f"The database is away ({type(error).__name__}).", err=True)
        sys.exit(TRY_AGAIN)
    if outcome is Outcome.NO_NOTIFICATION and not piped:
        refuse(outcome.value)
    click.echo(outcome.value)


def _octets(file: Path) -> bytes:
    if str(file) == "-":
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as error:
        refuse(f"{file} cannot be read: {error.strerror}.")
