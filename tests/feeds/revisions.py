"""R20 to R23, R40: what needs two files to be seen."""

from __future__ import annotations

from collections.abc import Iterator

from tests.feeds.expectation import Fault, Kind
from tests.feeds.reader import Component, parse


def check_same_events(*files: bytes) -> None:
    """R20, R40: what has one UID in several outputs has one SEQUENCE, time, title and place too."""
    seen: dict[str, tuple[str, ...]] = {}
    for data in files:
        for event in parse(data).kind("VEVENT"):
            names = ("SEQUENCE", "LAST-MODIFIED", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "STATUS", "URL")
            values = tuple(event.value(name) for name in names)
            assert seen.setdefault(event.value("UID"), values) == values, (
                f"R20 [M] {event.value('UID')} differs"
            )


def check_revision(before: bytes, after: bytes, *, kind: Kind) -> None:
    """R21 to R23: SEQUENCE and LAST-MODIFIED move with what changed and only then; only bookings may
    vanish.
    """
    found = list(_revision(parse(before), parse(after), kind))
    assert not found, "\n".join(map(str, found))


def _revision(before: Component, after: Component, kind: Kind) -> Iterator[Fault]:
    now = {event.value("UID"): event for event in after.kind("VEVENT")}
    for old in before.kind("VEVENT"):
        uid = old.value("UID")
        if uid in now:
            yield from _moved(old, now[uid])
        elif kind == "public":
            yield Fault("R23", "M", f"{uid} has vanished from the public feed")


def _moved(old: Component, new: Component) -> Iterator[Fault]:
    stamps = ("SEQUENCE", "LAST-MODIFIED", "DTSTAMP")
    uid, steps = old.value("UID"), int(new.value("SEQUENCE")) - int(old.value("SEQUENCE"))
    weighty = any(old.all(name) != new.all(name) for name in ("DTSTART", "DTEND", "LOCATION", "STATUS"))
    changed = [x for x in old.lines if x.name not in stamps] != [x for x in new.lines if x.name not in stamps]
    if steps < 0 or (weighty and steps < 1) or (not changed and steps):
        yield Fault("R21", "M", f"{uid}: SEQUENCE moves by {steps}")
    if (new.value("LAST-MODIFIED") > old.value("LAST-MODIFIED")) is not changed:
        yield Fault(
            "R22", "M", f"{uid}: LAST-MODIFIED {old.value('LAST-MODIFIED')} → {new.value('LAST-MODIFIED')}"
        )
