"""The JSON of people who are registered at the door. What is not the documented JSON fails as a whole."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field, StrictBool, StringConstraints

from eventreg.checkin import shapes
from eventreg.checkin.shapes import Gate, Initials, Instant, ListCode, Shape, one_of
from eventreg.checkin.states import ADMITTING
from eventreg.registration import fields, typed


def _line(value: str) -> str:
    if typed.holds_control(value):
        raise ValueError("has a character that shows nothing")
    return typed.line(value)


def _name(value: str) -> str:
    name = _line(value)
    if not typed.shows(name):
        raise ValueError("shows nothing")
    return name


def _address(value: str) -> str:
    """Empty is none."""
    return fields.canonical_address(_line(value)) if value.strip() else ""


Name = Annotated[str, StringConstraints(max_length=fields.NAME), AfterValidator(_name)]


class WalkIn(Shape):
    """Somebody who is not registered, as a phone sends them."""

    walkin_id: UUID
    given_name: Name
    family_name: Name
    organisation: Annotated[str, StringConstraints(max_length=fields.LINE), AfterValidator(_line)] = ""
    email: Annotated[str, StringConstraints(max_length=fields.EMAIL), AfterValidator(_address)] = ""
    list: ListCode
    identity: Annotated[str, one_of(ADMITTING)]
    at: Instant
    offline: StrictBool = False
    operator: Initials | None = None
    gate: Gate | None = None


class Batch(Shape):
    sent_at: Instant
    walkins: Annotated[list[dict[str, Any]], Field(max_length=shapes.MOST_ITEMS)]


def read(body: bytes) -> tuple[Batch, list[WalkIn | None]]:
    """The batch with its items, None for a bad one. Raises NotTheDocumentedJSON."""
    batch = shapes.read(Batch, body)
    return batch, [shapes.read_item(WalkIn, raw, f"walkins.{n}") for n, raw in enumerate(batch.walkins)]
