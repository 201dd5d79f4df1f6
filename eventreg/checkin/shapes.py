"""What the values of the door API's JSON look like, and the refusal of what is not the documented JSON."""

import json
import re
from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    ValidationError,
)
from pydantic_core import PydanticCustomError

from eventreg.checkin.errors import NotTheDocumentedJSON

MOST_ITEMS, MOST_BYTES = 50, 256 * 1024
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)", re.ASCII)
# A clock whose battery died says 1970 or 1980, and its scans count. Beyond these no clock is wrong by chance, and
# arithmetic with instants would leave the calendar.
_YEARS = range(1900, 2200)


class Shape(BaseModel):
    """An object as it is documented: there is no field for anything of a document, and none may be added."""

    model_config = ConfigDict(frozen=True, extra="forbid")


M = TypeVar("M", bound=Shape)


def _instant(value: object) -> datetime:
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        raise PydanticCustomError("instant", "must be an ISO 8601 instant with its offset")
    instant = datetime.fromisoformat(value)
    if instant.year not in _YEARS:
        raise PydanticCustomError("instant", "is in no likely year")
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
ListCode = Annotated[str, StringConstraints(max_length=64)]


def read(model: type[M], body: bytes) -> M:
    """The whole body. Raises NotTheDocumentedJSON."""
    try:
        return model.model_validate(json.loads(body))
    except ValidationError as error:
        raise _refusal(error, model) from None
    except (ValueError, RecursionError):
        raise NotTheDocumentedJSON("json", "", MOST_ITEMS) from None


def read_item(model: type[M], raw: dict[str, Any], place: str) -> M | None:
    """One of several, None for a bad one; but an unknown field is refused whole. Raises NotTheDocumentedJSON."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        if any(kind == "extra_forbidden" for kind, _ in _faults(error)):
            raise NotTheDocumentedJSON("extra_forbidden", place, MOST_ITEMS) from None
        return None


def _refusal(error: ValidationError, model: type[Shape]) -> NotTheDocumentedJSON:
    """Where, and never the value or an unknown field's name: what was sent may be somebody's name."""
    kind, place = _faults(error)[0]
    known = [str(part) for part in place if isinstance(part, int) or part in model.model_fields]
    return NotTheDocumentedJSON(kind, ".".join(known), MOST_ITEMS)


def _faults(error: ValidationError) -> list[tuple[str, tuple[int | str, ...]]]:
    details = error.errors(include_url=False, include_input=False, include_context=False)
    return [(detail["type"], detail["loc"]) for detail in details]
