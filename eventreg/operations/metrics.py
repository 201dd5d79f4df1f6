"""Figures in Prometheus' text format (version 0.0.4)."""

from collections.abc import Iterable

from sqlalchemy import func, select

from eventreg import clock
from eventreg.agenda import programme as agenda
from eventreg.db import db
from eventreg.mail.models import QUEUED, STATES, OutboxMail, planned
from eventreg.registration import seats
from eventreg.reports.people import status_counts

Sample = tuple[dict[str, str], int]


def text() -> str:
    programme = agenda.current()
    counts = seats.count(programme) if programme else {}
    sessions = [(s, counts[s.id]) for s in programme.sessions if s.choosable] if programme else []
    families = [
        _family("eventreg_registrations", "Registrations by status.", _by("status", status_counts())),
        _family("eventreg_mails", "Messages by state.", _by("state", _mails())),
        _family(
            "eventreg_seats_taken", "Seats taken.", [({"session": s.code}, c.taken) for s, c in sessions]
        ),
        _family(
            "eventreg_waiting", "People waiting.", [({"session": s.code}, c.waiting) for s, c in sessions]
        ),
        _family(
            "eventreg_seats",
            "Seats of a session; sessions without a limit are left out.",
            [({"session": s.code}, c.capacity) for s, c in sessions if c.capacity is not None],
        ),
    ]
    return "".join(families)


def _mails() -> dict[str, int]:
    counted = db.session.execute(select(OutboxMail.state, func.count()).group_by(OutboxMail.state))
    states = dict.fromkeys(STATES, 0) | dict(counted.all())
    ahead = db.session.scalars(select(func.count()).where(planned(clock.now()))).one() or 0
    return states | {QUEUED: states[QUEUED] - ahead, "planned": ahead}


def _by(label: str, counted: dict[str, int]) -> list[Sample]:
    return [({label: name}, number) for name, number in counted.items()]


def _family(name: str, meaning: str, samples: Iterable[Sample]) -> str:
    """Labels are codes of ours, so nothing in them needs escaping."""
    lines = [f"# HELP {name} {meaning}", f"# TYPE {name} gauge"]
    for labels, value in samples:
        said = ",".join(f'{key}="{content}"' for key, content in labels.items())
        lines.append(f"{name}{{{said}}} {value}")
    return "\n".join(lines) + "\n"
