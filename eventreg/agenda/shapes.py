"""The shape of a row of the draft: that of the edition file, but a session may still want its French title. Pure.

Only workshops keep a capacity.
"""

from pydantic import ValidationError

from eventreg.agenda.tables import Row, parsed, said
from eventreg.event.faults import EditionFaults, fault, sentence
from eventreg.event.fields import Table
from eventreg.event.specs import ContributorSpec, RoomSpec, SessionSpec, TrackSpec

SPECS: dict[str, type[Table]] = {
    "track": TrackSpec,
    "room": RoomSpec,
    "contributor": ContributorSpec,
    "session": SessionSpec,
}
_UNTITLED = "…"


def checked(table: str, row: Row) -> Row:
    """The row as the edition file would keep it. Raises EditionFaults, whose keys are those of the row."""
    given = said(row)
    if table == "session" and given.get("kind") != "workshop":
        given.pop("capacity", None)
    untitled = table == "session" and "fr" not in given.get("title", {})
    if untitled:
        given = given | {"title": {**given.get("title", {}), "fr": _UNTITLED}}
    try:
        spec = SPECS[table].model_validate(parsed(given))
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        raise EditionFaults(tuple(fault(one["loc"], sentence(one), given, {}) for one in details)) from None
    kept = said(spec.model_dump(mode="json", exclude_none=True))
    if untitled:
        kept["title"].pop("fr")
    return said(kept)
