"""Editions of the event as it may be on the day: the shipped one with a few lines changed or added."""

import re
from datetime import datetime

from flask import Flask

from eventreg import clock
from eventreg.agenda import loading
from eventreg.agenda import programme as agenda
from eventreg.agenda.programme import Programme
from eventreg.db import db
from eventreg.event.edition import parse
from tests.support.databases import EDITION

SHIPPED = EDITION.read_text("utf-8")
EVE, DAY, SECOND = "2026-03-02", "2026-03-03", "2026-03-04"


def altered(code: str, base: str = SHIPPED, **values: str) -> str:
    """With other values (TOML) of one row's keys; a key that the row has not is added."""
    for key, value in values.items():
        name = _key(key)
        pattern = rf'(code = "{code}"\n(?:(?!\n).+\n)*?{re.escape(name)} = )[^\n]+'
        base, found = re.subn(pattern, rf"\g<1>{value}", base)
        if not found:
            base = base.replace(f'code = "{code}"\n', f'code = "{code}"\n{name} = {value}\n')
    return base


def with_session(code: str, base: str = SHIPPED, **values: str) -> str:
    lines = "".join(f"{_key(key)} = {value}\n" for key, value in values.items())
    defaults = (
        'kind = "plenary"\nstatus = "confirmed"\n' if "kind" not in values else 'status = "confirmed"\n'
    )
    return base.replace("[[category]]", f'[[session]]\ncode = "{code}"\n{defaults}{lines}\n[[category]]', 1)


def with_rooms(number: int, base: str = SHIPPED) -> str:
    """As many more rooms, each with a session at the time of the first workshops."""
    for n in range(number):
        room = f'[[room]]\ncode = "autre-{n}"\nname.fr = "Autre salle {n}"\nname.en = "Other room {n}"\n\n'
        base = base.replace("[[category]]", f"{room}[[category]]", 1)
        base = with_session(
            f"ailleurs-{n}", base, title_fr=f'"Ailleurs {n}"', starts_at=f"{DAY}T09:30:00", ends_at=f"{DAY}T11:00:00",
            room=f'"autre-{n}"',
        )  # fmt: skip
    return base


def _key(name: str) -> str:
    return re.sub("_(fr|en)$", r".\1", name)


def at(day: str, time: str) -> datetime:
    """The clock stands at this local time, and runs on."""
    moment = datetime.fromisoformat(f"{day}T{time}+01:00")
    clock.start_at(moment)
    return moment


def publish(app: Flask, edition: str) -> None:
    with app.test_request_context(method="POST"):
        loading.load(parse(edition), now=clock.now())
        db.session.commit()


def programme() -> Programme:
    loaded = agenda.current()
    assert loaded is not None
    return loaded
