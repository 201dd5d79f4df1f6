"""`flask event …`"""

from datetime import timedelta
from pathlib import Path

import click
from flask import Blueprint, current_app

from eventreg import clock
from eventreg.agenda import loading
from eventreg.agenda import programme as agenda
from eventreg.cli import refuse
from eventreg.db import db
from eventreg.event.edition import EditionFaults, decoded, parse
from eventreg.event.toml import dump
from eventreg.registration import seats
from eventreg.registration.revising import revise

blueprint = Blueprint("event_commands", __name__, cli_group="event")


@blueprint.cli.command("load")
@click.argument("file", type=click.Path(path_type=Path))
def load(file: Path) -> None:
    """Create or update the edition from FILE.toml; loading it again changes nothing."""
    for line in load_file(file):
        click.echo(line)


def load_file(file: Path) -> list[str]:
    """What changed, a line each. Raises BadInput with every fault of the file; then nothing is written."""
    try:
        edition = parse(decoded(file.read_bytes()))
        priority = timedelta(hours=current_app.config["PRIORITY_HOURS"])
        changes = revise(edition, now=clock.now(), priority=priority)
    except OSError as error:
        refuse(f"{file} cannot be read: {error.strerror}.")
    except EditionFaults as error:
        refuse("\n".join(f"{file}: {fault}" for fault in error.faults))
    except loading.SessionInUse as error:
        refuse(f"{file}: {error.message()}")
    db.session.commit()
    return [str(change) for change in changes] + _over()


def _over() -> list[str]:
    """Lowering a capacity throws nobody out; it says how many are over."""
    programme, counts = seats.programme_and_seats()
    if programme is None:
        return []
    lines = [
        f"{s.code}: {counts[s.id].over} over capacity"
        for s in programme.sessions
        if counts[s.id].over and not s.cancelled
    ]
    over = counts[seats.EVENT].over
    return [*lines, f"event: {over} over capacity"] if over else lines


@blueprint.cli.command("dump")
def dump_edition() -> None:
    """Print the edition as TOML; loading it changes nothing."""
    programme = agenda.current()
    if programme is None:
        refuse("No edition is loaded: flask event load FILE.toml comes first.")
    click.echo(dump(programme.edition), nl=False)
