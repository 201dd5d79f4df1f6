"""The JSON of the door API. What is not the documented JSON fails as a whole; a bad item fails alone."""

import json
import re
from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
    ValidationError,
    model_validator,
)

from eventreg.checkin.errors import NotTheDocumentedJSON
from eventreg.checkin.states import DIRECTIONS, ENTRY, IDENTITY_OUTCOMES, VERDICTS

MOST_SCANS, MOST_BYTES = 50, 256 * 1024
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)", re.ASCII)
# A clock whose battery died says 1970 or 1980, and its scans count. Beyond these no clock is wrong by chance, and
# arithmetic with instants would leave the calendar.
_YEARS = range(1900, 2200)


def _instant(value: object) -> datetime:
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        raise ValueError("must be an ISO 8601 instant with its offset")
    instant = datetime.fromisoformat(value)
    if instant.year not in _YEARS:
        raise ValueError("is in no likely year")
    return instant


def one_of(words: Collection[str]) -> AfterValidator:
    """One of the words of `states`, which a Literal would say a second time."""

    def check(value: str) -> str:
        if value not in words:
            raise ValueError(f"is none of {', '.join(words)}")
        return value

    return AfterValidator(check)


def _printable(value: str) -> str:
    if not value.isprintable():
        raise ValueError("has a character that does not print")
    return value.strip()


Instant = Annotated[AwareDatetime, BeforeValidator(_instant)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{64}$")]
Initials = Annotated[str, StringConstraints(max_length=10), AfterValidator(_printable)]
Gate = Annotated[str, StringConstraints(max_length=40), AfterValidator(_printable)]
Label = Annotated[str, StringConstraints(pattern=r"^[\w .:/-]{0,32}$")]


class Item(BaseModel):
    """One scan as a device sends it. There is no field for anything of a document, and none may be added."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scan_id: UUID
    badge: Annotated[str, StringConstraints(min_length=1, max_length=4096)] | None = None
    token_hash: Sha256 | None = None
    list: Annotated[str, StringConstraints(max_length=64)]
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


class Batch(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    sent_at: Instant
    scans: Annotated[list[dict[str, Any]], Field(max_length=MOST_SCANS)]


def read(body: bytes) -> tuple[Batch, list[Item | None]]:
    """The batch with its items, None for a bad one. Raises NotTheDocumentedJSON."""
    try:
        batch = Batch.model_validate(json.loads(body))
    except ValidationError as error:
        raise _refusal(error) from None
    except (ValueError, RecursionError):
        raise NotTheDocumentedJSON("json", "", MOST_SCANS) from None
    return batch, [_item(raw, number) for number, raw in enumerate(batch.scans)]


def _item(raw: dict[str, Any], number: int) -> Item | None:
    try:
        return Item.model_validate(raw)
    except ValidationError as error:
        if any(kind == "extra_forbidden" for kind, _ in _faults(error)):
            raise NotTheDocumentedJSON("extra_forbidden", f"scans.{number}", MOST_SCANS) from None
        return None


def _refusal(error: ValidationError) -> NotTheDocumentedJSON:
    """Where, and never the value or an unknown field's name: what was sent may be somebody's name."""
    kind, place = _faults(error)[0]
    known = [str(part) for part in place if isinstance(part, int) or part in Batch.model_fields]
    return NotTheDocumentedJSON(kind, ".".join(known), MOST_SCANS)


def _faults(error: ValidationError) -> list[tuple[str, tuple[int | str, ...]]]:
    details = error.errors(include_url=False, include_input=False, include_context=False)
    return [(detail["type"], detail["loc"]) for detail in details]
