"""What commands share: status 2 and one sentence on standard error for bad input."""

from typing import NoReturn

import click


class BadInput(click.ClickException):
    exit_code = 2

    def show(self, file: object = None) -> None:
        click.echo(self.format_message(), err=True)


def refuse(sentence: str) -> NoReturn:
    """End the command with one sentence (or one a line) on standard error and status 2."""
    raise BadInput(sentence)
