"""What the address of the embedded programme may ask for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from eventreg.i18n import LANGUAGES

THEMES = ("light", "dark")


@dataclass(frozen=True)
class Options:
    day: date | None
    """None: every day."""
    theme: str | None
    """None: what the reader's device, or the page around, asks for."""


class WrongOption(Exception):
    """A webmaster mistyped, or the day is no longer one of the event's."""

    def __init__(self, name: str, allowed: Collection[str]) -> None:
        super().__init__(name)
        self.name, self.allowed = name, tuple(allowed)


def read(asked: Mapping[str, str], days: Collection[date]) -> Options:
    """Raises WrongOption. Other parameters are other people's and say nothing here."""
    _one_of(asked, "lang", LANGUAGES)
    theme = _one_of(asked, "theme", THEMES)
    day = _one_of(asked, "jour", [each.isoformat() for each in days])
    return Options(date.fromisoformat(day) if day else None, theme)


def _one_of(asked: Mapping[str, str], name: str, allowed: Collection[str]) -> str | None:
    value = asked.get(name)
    if value is not None and value not in allowed:
        raise WrongOption(name, allowed)
    return value
