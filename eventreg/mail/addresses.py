"""Whose address it is: what the registrations are told, without this package knowing of them."""

from datetime import datetime
from typing import Protocol


class Addresses(Protocol):
    """Called in the transaction that settles a message, before its row is touched: registration first, then mail."""

    def refused(self, registration_id: int, recipient: str, *, at: datetime) -> None:
        """The address was refused for good."""

    def accepted(self, registration_id: int, recipient: str, *, written_at: datetime) -> None:
        """A message of that moment was taken: what was known against the address before it counts no more."""
