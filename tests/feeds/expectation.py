"""What the rules are told about a file, and what they find in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

Kind = Literal["public", "personal", "mail", "single"]
FEEDS = ("public", "personal")
DAYS = (date(2026, 3, 3), date(2026, 3, 4))


class Fault(NamedTuple):
    rule: str
    level: Literal["M", "S"]
    text: str

    def __str__(self) -> str:
        return f"{self.rule} [{self.level}] {self.text}"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a file is checked against; None or empty: not compared.

    `uids`: exactly these events. `secrets`: strings that must not occur (tokens, names, references).
    `host`: the request's host, not to be in a UID. `mailbox`: the one address allowed in a text. `scheme`:
    of the pages' URLs.
    """

    kind: Kind
    uids: Collection[str] | None = None
    name: str | None = None
    tzid: str = "Europe/Paris"
    days: Sequence[date] = DAYS
    secrets: Collection[str] = ()
    host: str = ""
    mailbox: str = ""
    scheme: str = "https"

    @property
    def is_feed(self) -> bool:
        return self.kind in FEEDS
