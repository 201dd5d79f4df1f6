"""Entries by quarter of an hour as columns of a drawing that is as wide as its page. Pure.

Widths are percentages and heights pixels, so that the letters keep their size on every screen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

QUARTER = timedelta(minutes=15)
HEIGHT = 160
"""Of the highest column, in pixels."""
MOST_LABELS = 6
FEWEST_COLUMNS = 8
"""A lone quarter is not drawn as wide as the page."""


@dataclass(frozen=True, slots=True)
class Column:
    begins: datetime
    number: int
    left: float
    width: float
    height: float
    labelled: bool


@dataclass(frozen=True, slots=True)
class Chart:
    columns: tuple[Column, ...]
    top: int
    """What the highest line stands for."""

    @property
    def lines(self) -> tuple[tuple[int, float], ...]:
        """Number and height of the lines to read it by."""
        return tuple(
            (number, self.top and HEIGHT * number / self.top) for number in (self.top // 2, self.top)
        )


def chart(entries: Mapping[datetime, int]) -> Chart:
    """`entries` by the instant at which a quarter begins; quarters without any are drawn too."""
    quarters = _quarters(min(entries), max(entries)) if entries else []
    top = _round(max(entries.values(), default=0))
    width = 100 / max(len(quarters), FEWEST_COLUMNS)
    every = _hours_between_labels(quarters)
    return Chart(
        tuple(
            Column(
                begins, number := entries.get(begins, 0), round(place * width, 3), round(width, 3),
                round(HEIGHT * number / top, 1), begins.minute == 0 and begins.hour % every == 0,
            )
            for place, begins in enumerate(quarters)
        ),
        top,
    )  # fmt: skip


def _quarters(first: datetime, last: datetime) -> list[datetime]:
    """From a full hour to a full hour."""
    first = first.replace(minute=0)
    number = ceil((last + QUARTER - first) / timedelta(hours=1)) * 4
    return [first + QUARTER * place for place in range(number)]


def _hours_between_labels(quarters: list[datetime]) -> int:
    hours = len(quarters) / 4
    return next((every for every in (1, 2, 3, 4, 6) if hours / every <= MOST_LABELS), 12)


def _round(number: int) -> int:
    """Up to an even number with one digit that counts."""
    if number <= 2:
        return 2
    step = 10 ** (len(str(number)) - 1)
    step = step if number > 9 else 2
    return ceil(number / step) * step
