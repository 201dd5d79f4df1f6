"""The JSON of scans. What is not the documented JSON fails as a whole; a bad item fails alone."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, StrictBool, StringConstraints, model_validator

from eventreg.checkin import shapes
from eventreg.checkin.shapes import Gate, Initials, Instant, Label, ListCode, Sha256, Shape, one_of
from eventreg.checkin.states import DIRECTIONS, ENTRY, IDENTITY_OUTCOMES, VERDICTS


class Item(Shape):
    """One scan as a device sends it."""

    scan_id: UUID
    badge: Annotated[str, StringConstraints(min_length=1, max_length=4096)] | None = None
    token_hash: Sha256 | None = None
    list: ListCode
    type: Annotated[str, one_of(DIRECTIONS)] = ENTRY
    scanned_at: Instant
    source: Label = ""
    offline: StrictBool = False
    local_verdict: Annotated[str, one_of(VERDICTS)] | None = None
    identity: Annotated[str, one_of(IDENTITY_OUTCOMES)] | None = None
    operator: Initials | None = None
    gate: Gate | None = None
    force: StrictBool = False

    @model_validator(mode="after")
    def _one_code(self) -> Self:
        if (self.badge is None) == (self.token_hash is None):
            raise ValueError("needs badge or token_hash, one of them")
        return self


class Batch(Shape):
    sent_at: Instant
    scans: Annotated[list[dict[str, Any]], Field(max_length=shapes.MOST_ITEMS)]


def read(body: bytes) -> tuple[Batch, list[Item | None]]:
    """The batch with its items, None for a bad one. Raises NotTheDocumentedJSON."""
    batch = shapes.read(Batch, body)
    return batch, [shapes.read_item(Item, raw, f"scans.{n}") for n, raw in enumerate(batch.scans)]
