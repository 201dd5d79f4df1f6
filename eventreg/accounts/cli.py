"""`flask staff …`"""

import sys

import click
from flask import Blueprint

from eventreg import clock
from eventreg.accounts.models import ROLES
from eventreg.accounts.staff import StaffFault, add, remove
from eventreg.cli import refuse
from eventreg.db import db

blueprint = Blueprint("staff", __name__, cli_group="staff")


@blueprint.cli.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add_staff(email: str, role: str, password_stdin: bool) -> None:
    """Add somebody, or give somebody known a new role and password."""
    password = _piped_password() if password_stdin else _asked_password()
    try:
        person = add(email, role, password, now=clock.now())
    except StaffFault as fault:
        refuse(str(fault))
    db.session.commit()
    click.echo(f"{person.email}: {person.role}")


def _piped_password() -> str:
    try:
        return sys.stdin.buffer.readline().decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        refuse("The password on standard input is not UTF-8.")


def _asked_password() -> str:
    if not sys.stdin.isatty():
        refuse("There is no terminal to ask for the password on: use --password-stdin.")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


@blueprint.cli.command("remove")
@click.argument("email")
def remove_staff(email: str) -> None:
    """End somebody's access at once; `staff add` gives it again."""
    try:
        remove(email, now=clock.now())
    except StaffFault as fault:
        refuse(str(fault))
    db.session.commit()
    click.echo(f"{email}: removed")
