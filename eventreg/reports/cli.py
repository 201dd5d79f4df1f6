"""`flask export …`"""

from pathlib import Path

import click
from flask import Blueprint

from eventreg import audit, clock
from eventreg.agenda import programme as agenda
from eventreg.cli import refuse
from eventreg.db import db
from eventreg.reports.exporting import COMMAND, export_registrations
from eventreg.reports.files import FORMATS

blueprint = Blueprint("export", __name__, cli_group="export")


@blueprint.cli.command("registrations")
@click.option("--format", "form", type=click.Choice(FORMATS), default="csv", show_default=True)
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write here, not to the output."
)
@click.option("--excel", is_flag=True, help="Begin a CSV with a byte order mark, as Excel wants it.")
def registrations(form: str, output: Path | None, excel: bool) -> None:
    """Every registration; diet and access needs are left out."""
    programme = agenda.current()
    if programme is None:
        refuse("No edition is loaded: flask event load FILE.toml comes first.")
    if excel and form != "csv":
        refuse("--excel is for CSV only.")
    file = export_registrations(
        programme, form, excel=excel, purpose=COMMAND, actor=audit.SYSTEM, now=clock.now()
    )
    db.session.commit()  # first: nothing leaves that is not written down
    _write(file.content, output)


def _write(content: bytes, output: Path | None) -> None:
    if output is None:
        click.echo(content, nl=False)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        refuse(f"{output} cannot be written: {error.strerror}.")
