"""The envelope sender that names its message (VERP): where a notification about it comes back to.

`bounces@example.org` becomes `bounces+<number>-<seal>@example.org`. The seal is made from the message's random
Message-ID, so that nobody can invent an address that marks somebody else's as refused.
"""

import hmac
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from flask import current_app

from eventreg import tokens
from eventreg.mail.models import OutboxMail

# Letters that survive a server that writes addresses in one case. With the number, at most 31 of the 64 that a local
# part may have.
SEAL_LETTERS = 20
_TAG = re.compile(rf"\+(\d{{1,9}})-([a-z2-7]{{{SEAL_LETTERS}}})@", re.IGNORECASE)


class Claim(NamedTuple):
    """What an address says; true only when `holds`."""

    number: int
    seal: str


def sender(row: OutboxMail) -> str | None:
    """None where no mailbox for notifications is set."""
    mailbox: str | None = current_app.config["MAIL_BOUNCES"]
    if not mailbox:
        return None
    local, _, domain = mailbox.rpartition("@")
    return f"{local}+{row.id}-{_seal(row)}@{domain}"


def claims(addresses: Iterable[str]) -> Iterator[Claim]:
    for address in addresses:
        for number, seal in _TAG.findall(address):
            yield Claim(int(number), seal.lower())


def holds(claim: Claim, row: OutboxMail) -> bool:
    return claim.number == row.id and hmac.compare_digest(claim.seal, _seal(row))


def _seal(row: OutboxMail) -> str:
    return tokens.derive("bounce", row.message_id)[:SEAL_LETTERS]
