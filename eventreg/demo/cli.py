"""`flask demo …`: refused outside a demonstration."""

import logging
import os
from pathlib import Path

import click
import flask_migrate
from flask import Blueprint, current_app
from sqlalchemy import exists, select

from eventreg import clock
from eventreg.agenda import loading
from eventreg.agenda import programme as agenda
from eventreg.cli import refuse
from eventreg.db import db
from eventreg.demo import accounts
from eventreg.demo.filling import NotOpen, fill
from eventreg.event.edition import parse
from eventreg.operations.schema import at_head
from eventreg.registration.models import Registration

blueprint = Blueprint("demo_commands", __name__, cli_group="demo")
EDITION = min((Path(__file__).parents[1] / "event" / "editions").glob("*.toml"))
"""The one that ships."""
PARTICIPANTS, SEED = 120, 1


@blueprint.cli.command("fill")
@click.option("--registrations", "number", type=click.IntRange(1, 10_000), required=True)
@click.option("--seed", type=int, default=SEED, show_default=True)
def fill_edition(number: int, seed: int) -> None:
    """Register fictitious participants through the real services."""
    _only_in_demonstration()
    if agenda.current() is None:
        refuse("No edition is loaded: flask event load FILE.toml comes first.")
    _fill(number, seed)


@blueprint.cli.command("prepare")
def prepare() -> None:
    """Bring the demonstration to where it can be shown; what is there already stays."""
    _only_in_demonstration()
    if not at_head():
        db.session.rollback()  # the migrations have a connection of their own, and would wait for this one
        logging.getLogger("alembic").setLevel(logging.WARNING)
        flask_migrate.upgrade()
    if agenda.current() is None:
        loading.load(parse(EDITION.read_text("utf-8")), now=clock.now())
    accounts.add_missing(clock.now())
    db.session.commit()
    if not db.session.scalars(select(exists().select_from(Registration))).one():
        _fill(PARTICIPANTS, SEED)
    _print_addresses()


def _only_in_demonstration() -> None:
    if not current_app.config["DEMO"]:
        refuse("flask demo needs EVENTREG_DEMO=1: it never touches a real edition.")


def _address() -> str:
    """Where `make run` serves; `PORT` is its setting."""
    configured: str | None = current_app.config["BASE_URL"]
    return configured or f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"


def _fill(number: int, seed: int) -> None:
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    # The links of their mail lead to where the demonstration serves. POST: what follows writes.
    with app.test_request_context(base_url=_address(), method="POST"):
        try:
            cancelled = fill(number, seed, now=clock.now())
        except NotOpen:
            refuse("Registration has not opened yet: EVENTREG_CLOCK may start later.")
    click.echo(f"{number} fictitious participants registered, {cancelled} of them cancelled")


def _print_addresses() -> None:
    base = _address()
    click.echo("\nThe demonstration")
    for name, path in (
        ("Event", "/"), ("Demonstration", "/demonstration"),
        ("Organisers", "/organisation/"), ("Door", "/porte"),
    ):  # fmt: skip
        click.echo(f"  {name:<14}{base}{path}")
    click.echo("\nSign-ins of the staff (" + base + "/connexion)")
    for person in accounts.present():
        click.echo(f"  {person.role:<14}{person.email:<26}{person.password}")
    click.echo("")
