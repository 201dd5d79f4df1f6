"""Rows of the draft: what a form or a gesture makes of one. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from eventreg.agenda.tables import Row, said
from eventreg.event.checks import NIGHT_ENDS


def changed(row: Row, values: Mapping[str, Any]) -> Row:
    """The row with other values. What an organiser changes is an assumption no longer."""
    kept = said(row | dict(values))
    altered = {key for key in values if row.get(key) != kept.get(key)}
    unsure = [key for key in row.get("to_confirm", ()) if key not in altered]
    return said({key: value for key, value in kept.items() if key != "code"} | {"to_confirm": unsure})


def instants(day: date, starts: time, ends: time) -> tuple[datetime, datetime]:
    """An end early in the morning that is not after the start is one of the night that follows."""
    following = ends <= starts and ends <= NIGHT_ENDS
    return datetime.combine(day, starts), datetime.combine(day + timedelta(days=following), ends)


def shifted(codes: Sequence[str], code: str, way: int) -> list[str]:
    """The same with this one a place further on (1) or back (-1)."""
    place = codes.index(code)
    rest = [one for one in codes if one != code]
    return [*rest[: max(0, place + way)], code, *rest[max(0, place + way) :]]
