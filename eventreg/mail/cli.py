"""`flask mail …`"""

import click
from flask import Blueprint, current_app

from eventreg.mail import delivery, worker

blueprint = Blueprint("mail", __name__, cli_group="mail")


@blueprint.cli.command("send")
@click.option("--watch", is_flag=True, help="Go on delivering, as a worker beside the web processes.")
def send(watch: bool) -> None:
    """Deliver what is due."""
    click.echo(f"{delivery.send_due()} settled")
    if watch:
        worker.run(current_app._get_current_object(), delivery.send_due)  # type: ignore[attr-defined]
