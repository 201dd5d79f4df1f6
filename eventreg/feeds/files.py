"""What is published: octets with their validator, made of a programme and kept until its revision changes."""

import hashlib
from collections.abc import Callable
from typing import Generic, NamedTuple, Protocol, TypeVar

from eventreg.agenda.programme import Programme

MOST_KEPT = 32
"""A demonstration answers under whatever host it is asked by."""


class Published(Protocol):
    @property
    def data(self) -> bytes: ...
    @property
    def etag(self) -> str:
        """A strong validator without its quotes: other octets, another value."""


class File(NamedTuple):
    data: bytes
    etag: str


def file(data: bytes) -> File:
    return File(data, etag(data))


def etag(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


class Made(Protocol):
    """Of a programme, in one language, for the site's address."""

    programme: Programme


T = TypeVar("T", bound=Made)


class Keeper(Generic[T]):
    """Called like the class that it keeps the objects of."""

    def __init__(self, make: Callable[[Programme, str, str], T]) -> None:
        self._make = make
        self._kept: dict[tuple[str, str], T] = {}

    def __call__(self, programme: Programme, lang: str, base: str) -> T:
        kept = self._kept.get((lang, base))
        if kept is None or kept.programme is not programme:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            kept = self._kept[lang, base] = self._make(programme, lang, base)
        return kept
