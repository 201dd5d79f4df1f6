"""The same words in both languages: a wall has readers of either, and no switch."""

from collections.abc import Callable
from typing import NamedTuple

from eventreg.event.fields import Text
from eventreg.i18n import speaking, text


class Pair(NamedTuple):
    fr: str
    en: str

    @property
    def same(self) -> bool:
        """Said once: there is no English, or it reads alike."""
        return not self.en or self.fr == self.en


def both(say: Callable[[], str]) -> Pair:
    with speaking("fr"):
        french = say()
    with speaking("en"):
        return Pair(french, say())


def titled(localised: Text | None) -> Pair:
    """A text of the edition; without English the French stands alone."""
    if localised is None:
        return Pair("", "")
    said = both(lambda: text(localised))
    return said if localised.en else Pair(said.fr, "")
