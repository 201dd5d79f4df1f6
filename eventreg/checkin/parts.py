"""A roll cut into parts, one for each gate, where the alphabet allows it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, Protocol, TypeVar

LONGEST_PREFIX = 4
UNEVEN = 1.5
"""How many times its fair share a part may hold before it is cut within a letter."""


class Keyed(Protocol):
    @property
    def key(self) -> str: ...


T = TypeVar("T", bound=Keyed)


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    first: str
    last: str
    lines: Sequence[T]

    @property
    def letters(self) -> str:
        """« A – G », « Ma – Mi », « M »."""
        return self.first if self.first == self.last else f"{self.first} – {self.last}"


def parts(lines: Sequence[T], number: int) -> list[Part[T]]:
    """As many parts as gates, or fewer where people are fewer, of about the same length.

    A whole letter stays together if the parts come out even so: it is what people in a queue read off a sign.
    `lines` are in the order of their keys.
    """
    number = min(number, len(lines))
    found: list[list[T]] = []
    for length in range(1, LONGEST_PREFIX + 1):
        groups = [list(group) for _, group in groupby(lines, key=lambda line: line.key[:length])]
        found = _shared_out(groups, number)
        if len(found) == number and max(map(len, found), default=0) <= UNEVEN * len(lines) / max(number, 1):
            break
    return _titled(found, length)


def _shared_out(groups: list[list[T]], number: int) -> list[list[T]]:
    """Each group goes to the part in whose share its middle falls."""
    total, before = sum(map(len, groups)), 0
    shares: dict[int, list[T]] = {}
    for group in groups:
        middle = before + len(group) / 2
        shares.setdefault(min(int(middle * number / total), number - 1), []).extend(group)
        before += len(group)
    return [shares[share] for share in sorted(shares)]


def _titled(found: list[list[T]], length: int) -> list[Part[T]]:
    firsts = [_prefix(lines[0], length) for lines in found]
    lasts = [_prefix(lines[-1], length) for lines in found]
    if length == 1 and all("A" <= letter <= "Z" for letter in firsts + lasts):
        # No letter between two parts is left without a gate: somebody may be added after the printing.
        firsts[:1] = "A" if found else ""
        lasts = [chr(ord(after) - 1) for after in firsts[1:]] + (["Z"] if found else [])
    return [Part(first, last, lines) for first, last, lines in zip(firsts, lasts, found, strict=True)]


def _prefix(line: Keyed, length: int) -> str:
    return line.key[:length].strip().capitalize()
