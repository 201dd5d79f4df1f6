"""`flask check`"""

import click
from flask import Blueprint

from eventreg.cli import refuse
from eventreg.operations import fitness

blueprint = Blueprint("operations_commands", __name__, cli_group=None)


@blueprint.cli.command("check")
def check() -> None:
    """Say whether this deployment is fit to open; status 2 when it is not."""
    for hint in fitness.hints():
        click.echo(f"hint: {hint}")
    if found := fitness.problems():
        refuse("\n".join(f"not fit to open: {problem}" for problem in found))
    click.echo("fit to open")
