"""What a phone at the door keeps: the event, its lists and its people; or what has changed of them since."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import current_app

from eventreg.agenda.programme import Programme
from eventreg.checkin import lists, rules
from eventreg.checkin.lists import ScanList
from eventreg.checkin.marks import Mark, changed, standing
from eventreg.checkin.operators import Operator
from eventreg.checkin.roster import roster
from eventreg.i18n import LANGUAGES, Localised, date_long, speaking, text

_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
SHAPE = "1"
"""Another one makes every phone ask for everything again."""
MOST_CHANGES = 500
"""Beyond them everybody is told again."""
EXPIRES = time(22)


@dataclass(frozen=True, slots=True)
class Snapshot:
    etag: str
    """Of everything but the instant at which it was made."""
    json: str


def snapshot(operator: Operator, programme: Programme, since: str | None, now: datetime) -> Snapshot:
    """Everything, or what has changed since the cursor `since`, if that is one of ours."""
    generation = _generation(operator, programme)
    stand = standing(now)
    mark = Mark.read(since, generation) if since else None
    shown = lists.of_device(programme, operator.lists)
    news = _changes(changed(mark), operator, programme, shown) if mark and stand.knows(mark) else None
    people = _people(None, operator, programme, shown) if news is None else news
    head = {
        "cursor": stand.settled.cursor(generation),
        "full": news is None,
        **_surroundings(operator, programme, shown, now),
        "conflicts": stand.open_conflicts if rules.may_force(operator.role) else 0,
    }
    told = f'{_written(head)[:-1]},"people":[{",".join(people)}]}}'
    made_at = _written({"generated_at": _local(now, programme.zone)})
    return Snapshot(hashlib.sha256(told.encode()).hexdigest()[:32], f"{made_at[:-1]},{told[1:]}")


def _generation(operator: Operator, programme: Programme) -> str:
    """Changes with the edition, and with what this phone may know."""
    parts = (SHAPE, str(programme.revision), operator.role, *sorted(operator.lists))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def _changes(
    asked: set[int], operator: Operator, programme: Programme, shown: list[ScanList]
) -> list[str] | None:
    """None where they cannot be told one by one: too many, or of somebody erased, whose reference nobody knows now."""
    if not asked:
        return []
    if len(asked) > MOST_CHANGES:
        return None
    people = _people(asked, operator, programme, shown)
    return people if len(people) == len(asked) else None


def _people(
    asked: set[int] | None, operator: Operator, programme: Programme, shown: list[ScanList]
) -> list[str]:
    """Each as JSON."""
    codes: dict[int | str, str] = {one.code: one.code for one in shown}
    codes |= {one.session.id: one.code for one in shown if one.session}
    return [_written(entry) for entry in roster(asked, operator.role, codes, programme.zone)]


def _surroundings(
    operator: Operator, programme: Programme, shown: list[ScanList], now: datetime
) -> dict[str, object]:
    event, zone = programme.edition.event, programme.zone
    over = datetime.combine(event.ends_on + timedelta(days=1), time(), zone)
    return {
        "expires_at": _local(_next(EXPIRES, now, zone), zone),
        "demo": bool(current_app.config["DEMO"]),
        "event": {
            "title": _said(event.title),
            "tag": event.tag,
            "timezone": event.timezone,
            "days": [day.isoformat() for day in programme.dates],
            "ends_at": _local(over, zone),
        },
        "device": {"name": operator.name, "role": operator.role, "lists": list(operator.lists)},
        "lists": [_list(one, zone) for one in shown],
    }


def _next(hour: time, now: datetime, zone: ZoneInfo) -> datetime:
    local = now.astimezone(zone)
    tonight = datetime.combine(local.date(), hour, zone)
    return tonight if local < tonight else datetime.combine(local.date() + timedelta(days=1), hour, zone)


def _list(one: ScanList, zone: ZoneInfo) -> dict[str, object]:
    session = one.session
    return {
        "code": one.code,
        "day": one.day.isoformat(),
        "label": _said(session.title) if session else _in_each(lambda: date_long(one.day)),
        "starts_at": _local(session.starts_at, zone) if session else None,
        "ends_at": _local(session.ends_at, zone) if session else None,
        "capacity": session.capacity if session else None,
        "session": session is not None,
    }


def _local(instant: datetime, zone: ZoneInfo) -> str:
    return instant.astimezone(zone).isoformat(timespec="seconds")


def _said(content: Localised) -> dict[str, str]:
    return _in_each(lambda: text(content))


def _in_each(say: Callable[[], str]) -> dict[str, str]:
    said = {}
    for lang in LANGUAGES:
        with speaking(lang):
            said[lang] = say()
    return said
