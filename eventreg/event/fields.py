"""The types of the edition file's values: what a text, a code, an instant may be. Pure."""

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

LINE_LENGTH = 300
PROSE_LENGTH = 10_000
# Postgres' integer would take more, a room would not.
MOST_PEOPLE = 100_000

# What steers and does not show: Unicode's Cc, Cs, Zl and Zp; then what is no character, which XML may not hold.
_STEERS = r"\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\ufffe\uffff"
_NOT_IN_LINE = re.compile(f"[{_STEERS}]")
_NOT_IN_PROSE = re.compile(f"(?![\n\t])[{_STEERS}]")
_E_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_WEB = re.compile(r"https://[A-Za-z0-9.-]+(?::\d+)?(?:/[^\s<>\"]*)?")
_SLUG = re.compile(r"(?=.{1,40}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile("[a-z]{2}")
# The letters of the badge code (see the door): on the same keys of AZERTY, QWERTY and QWERTZ keyboards.
_TAG = re.compile(r"[BCDEFGHIJKLNOPRSTUVX]{3}")


def _text(value: str, forbidden: re.Pattern[str], longest: int) -> str:
    """Composed (NFC, as calendars need it) and without space around."""
    if found := forbidden.search(value):
        raise ValueError(f"holds a control character (U+{ord(found[0]):04X})")
    value = unicodedata.normalize("NFC", value).strip()
    if not any(unicodedata.category(character)[0] not in "ZC" for character in value):
        raise ValueError("must not be blank")
    if len(value) > longest:
        raise ValueError(f"is too long: {longest} characters at most")
    return value


def _line(value: str) -> str:
    if "\n" in value:
        raise ValueError("must be a single line")
    return _text(value, _NOT_IN_LINE, LINE_LENGTH)


def _prose(value: str) -> str:
    return _text(value, _NOT_IN_PROSE, PROSE_LENGTH)


def _shaped(pattern: re.Pattern[str], sentence: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if not pattern.fullmatch(value):
            raise ValueError(sentence)
        return value

    return check


def _zone(value: str) -> str:
    # KeyError: an unknown name; ValueError: a malformed one; OSError: a folder of zones (“Europe”).
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError("is not a time zone; write it like Europe/Paris") from None
    return value


def _local(value: datetime) -> datetime:
    if value.tzinfo is not None:
        raise ValueError("must be a local date-time, without an offset: the event's zone applies")
    if value.second or value.microsecond:
        raise ValueError("must be a whole minute")
    return value


def _offset(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("must carry its offset, like 2026-02-21T00:00:00+01:00")
    if value.microsecond:
        raise ValueError("must be a whole second")
    return value


Line = Annotated[str, AfterValidator(_line)]
Prose = Annotated[str, AfterValidator(_prose)]
Slug = Annotated[
    Line,
    AfterValidator(_shaped(_SLUG, "must be made of small letters, digits and single hyphens, 40 at most")),
]
# Pages of the programme that stand where a session's page would.
RESERVED = frozenset({"versions", "partager"})


def _free(code: str) -> str:
    if code in RESERVED:
        raise ValueError("is reserved for a page of the programme")
    return code


SessionCode = Annotated[Slug, AfterValidator(_free)]
Tag = Annotated[Line, AfterValidator(_shaped(_TAG, "must be three letters of BCDEFGHIJKLNOPRSTUVX"))]
Email = Annotated[Line, AfterValidator(_shaped(_E_MAIL, "is not an e-mail address"))]
Web = Annotated[Line, AfterValidator(_shaped(_WEB, "must be an address that begins with https://"))]
Language = Annotated[str, AfterValidator(_shaped(_LANGUAGE, "must be a language code like fr or en"))]
Zone = Annotated[str, AfterValidator(_zone)]
LocalInstant = Annotated[datetime, AfterValidator(_local)]
Deadline = Annotated[datetime, AfterValidator(_offset)]
People = Annotated[int, Field(ge=0, le=MOST_PEOPLE)]
Days = Annotated[int, Field(ge=1, le=3650)]
DaysBefore = Annotated[int, Field(ge=0, le=60)]

T = TypeVar("T")
# A TOML array is a list; frozen models keep tuples. Only the container is taken leniently, not what it holds.
Many = Annotated[tuple[T, ...], Field(strict=False)]


class Spec(BaseModel):
    """A table of the edition file: no conversions, no unknown keys, never changed once read."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)


class Table(Spec):
    """A table whose values may be the organisers' assumptions."""

    to_confirm: Many[str] = ()
    """Names of this table's keys that the organisers have still to confirm."""

    @field_validator("to_confirm")
    @classmethod
    def _names_its_own_keys(cls, keys: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [key for key in keys if key == "to_confirm" or key not in cls.model_fields]
        if unknown:
            raise ValueError(f"names {', '.join(map(repr, unknown))}, not a key of this table")
        return keys


class Text(Spec):
    """A text for people: French, which the law asks for (loi 94-665, art. 6), and perhaps English."""

    fr: Prose
    en: Prose | None = None

    @model_validator(mode="before")
    @classmethod
    def _is_given_by_language(cls, value: object) -> object:
        if isinstance(value, str):
            raise ValueError("must be given per language, with .fr and .en")
        return value

    def get(self, lang: str) -> str:
        """The text in `lang`, else in French."""
        return self.en if lang == "en" and self.en is not None else self.fr


class Heading(Text):
    """A text of one line: a title, a name."""

    fr: Line
    en: Line | None = None
