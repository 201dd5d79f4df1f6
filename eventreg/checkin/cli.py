"""`flask device …`"""

import click
from flask import Blueprint

from eventreg import clock
from eventreg.checkin import devices
from eventreg.checkin.states import DEVICE_ROLES
from eventreg.cli import refuse
from eventreg.db import db
from eventreg.web import base_url

blueprint = Blueprint("device", __name__, cli_group="device")


@blueprint.cli.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(DEVICE_ROLES), required=True)
@click.option("--key", "with_key", is_flag=True, help="Print an API key too, alone on the last line.")
def add_device(name: str, role: str, with_key: bool) -> None:
    """Add a door device; prints its enrolment address, good once and for ten minutes."""
    try:
        made = devices.add(name, role, with_key=with_key, now=clock.now())
    except devices.DeviceFault as fault:
        refuse(str(fault))
    db.session.commit()
    click.echo(f"Open this address on the device within ten minutes, once: {_address(made.enrolment)}")
    if made.key:
        click.echo("The key for the door API, shown only now:")
        click.echo(made.key)


@blueprint.cli.command("revoke")
@click.argument("name")
def revoke_device(name: str) -> None:
    """Take a device's rights away; its next call answers 401."""
    try:
        devices.revoke(name, now=clock.now())
    except devices.DeviceFault as fault:
        refuse(str(fault))
    db.session.commit()
    click.echo(f"{name}: revoked")


@blueprint.cli.command("list")
def list_devices() -> None:
    """The devices, one a line: name, role, state, last seen; tabs between."""
    for device in devices.everyone():
        seen = device.seen_at.isoformat(timespec="seconds") if device.seen_at else "never seen"
        click.echo("\t".join((device.name, device.role, devices.state(device), seen)))


def _address(code: str) -> str:
    """By hand: outside a request `url_for` knows no host, and the public address is a setting."""
    return f"{base_url()}/porte/appareil/{code}"
