"""What goes into a scan and what comes out of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from eventreg.checkin.codes import Code
from eventreg.checkin.lists import ScanList

Answer = dict[str, Any]
"""As the API gives it: docs/api.md."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a device says that it read. Instants are aware, by the device's clock."""

    scan_id: str
    subject: Code | int | None
    """A badge code, or the number of a registration chosen by name; None for an unknown one."""
    list: ScanList
    direction: str
    scanned_at: datetime
    sent_at: datetime
    source: str
    offline: bool = False
    local_verdict: str | None = None
    identity: str | None = None
    force: bool = False
    """A supervisor lets the person in although the rule refuses."""
    conflict: str | None = None
    """What was found to be in question before the badge was looked at."""


class Recorded(Protocol):
    """What a replay needs of the row of a scan."""

    @property
    def id(self) -> int: ...
    @property
    def scan_id(self) -> str: ...
    @property
    def registration_id(self) -> int | None: ...
    @property
    def offline(self) -> bool: ...
    @property
    def answer(self) -> dict[str, Any]: ...
