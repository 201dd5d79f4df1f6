"""Other states of the programme, as organisers load them a day after the first."""

from datetime import timedelta
from typing import Any

from eventreg.agenda import programme as agenda
from eventreg.agenda.programme import Programme
from eventreg.event.fields import Heading
from eventreg.event.specs import ContributorSpec, TrackSpec
from tests.registration.editions import load, shipped, with_sessions
from tests.support.people import OPEN

HOST = "inscription.example.org"
TOMORROW = OPEN + timedelta(days=1)


def loaded() -> Programme:
    programme = agenda.current()
    assert programme is not None
    return programme


def changed(code: str, **values: Any) -> None:
    """The shipped edition with other values of one session."""
    load(with_sessions(shipped(), {code: values}), TOMORROW)


def peopled() -> None:
    """Workshop 1 in a track, interpreted, with somebody who is known and somebody who is a name."""
    track = TrackSpec(
        code="financer", name=Heading(fr="Financer la transition", en="Financing the transition")
    )
    ana = ContributorSpec(
        code="ana",
        name="Ana Ștefănescu",
        role=Heading(fr="Directrice du climat"),
        organisation="Nantes Métropole",
    )
    edition = shipped().model_copy(update={"tracks": (track,), "contributors": (ana,)})
    workshop = {"track": track.code, "interpretation": ("en", "es"), "contributors": (ana.code, "Marseille")}
    load(with_sessions(edition, {"atelier-1": workshop}), TOMORROW)
