"""What is wrong with an edition file, said to the person who wrote it. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import ErrorDetails

Key = tuple[str | int, ...]
"""Where a value stands: table, index in an array, key, language."""

# What hides brackets, hashes and equal signs from a look at the lines.
_OPAQUE = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|' r"'''.*?'{3,5}|" r'"(?:\\.|[^"\\\n])*"|' r"'[^'\n]*'|" r"#[^\n]*", re.DOTALL
)
_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\s-]+?)\s*\]\]?\s*$")
_ASSIGNMENT = re.compile(r"\s*([\w-]+(?:\s*\.\s*[\w-]+)*)\s*=")


@dataclass(frozen=True, slots=True)
class Fault:
    """`key` as a reader of the file knows it (`session[atelier-3].capacity`), "" for the file as a whole."""

    key: str
    line: int | None
    message: str

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{where}{self.key + ' ' if self.key else ''}{self.message}"


class EditionFaults(ValueError):
    """Everything that is wrong with an edition file, in its order."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def lines_of(text: str) -> dict[Key, int]:
    """The line, counted from 1, on which each table and each plain key of a valid TOML text stands."""
    found: dict[Key, int] = {}
    table: Key = ()
    counts: dict[str, int] = {}
    for number, line in enumerate(_OPAQUE.sub(_hidden, text).split("\n"), start=1):
        if header := _HEADER.match(line):
            names = [name.strip() for name in header[2].split(".")]
            if header[1] == "[[" and len(names) == 1:
                counts[names[0]] = counts.get(names[0], -1) + 1
            inside = (counts[names[0]],) if names[0] in counts else ()
            table = (names[0], *inside, *names[1:])
            found.setdefault(table, number)
        elif assignment := _ASSIGNMENT.match(line):
            key = (*table, *(name.strip() for name in assignment[1].split(".")))
            for length in range(len(table) + 1, len(key) + 1):
                found.setdefault(key[:length], number)
    return found


def _hidden(match: re.Match[str]) -> str:
    return "".join("\n" if character == "\n" else "·" for character in match.group())


def fault(key: Key, message: str, data: Mapping[str, Any], lines: Mapping[Key, int]) -> Fault:
    """The fault with its key spelled out; a key that is not in the file has the line of its table."""
    known = (lines[key[:length]] for length in range(len(key), 0, -1) if key[:length] in lines)
    return Fault(_spelled(key, data), next(known, None), message)


def _spelled(key: Key, data: Mapping[str, Any]) -> str:
    spelled = ""
    value: Any = data
    for part in key:
        value = _inside(value, part)
        if isinstance(part, int):
            code = value.get("code") if isinstance(value, dict) else None
            spelled += f"[{code if isinstance(code, str) and code.isprintable() else part}]"
        else:
            spelled += f".{part}" if spelled else part
    return spelled


def _inside(value: Any, part: str | int) -> Any:
    try:
        return value[part]
    except (KeyError, IndexError, TypeError):
        return None


_SENTENCES = {
    "missing": "is missing",
    "extra_forbidden": "is not a key of this table",
    "string_type": "must be a text in quotes",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be a number",
    "bool_type": "must be true or false",
    "date_type": "must be a date, like 2026-03-03, without quotes",
    "datetime_type": "must be a date-time, like 2026-03-03T09:30:00, without quotes",
    "literal_error": "must be {expected}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "too_short": "must not be empty",
    "string_too_long": "is too long: {max_length} characters at most",
    "model_type": "must be a table",
    "dict_type": "must be a table",
    "tuple_type": "must be an array",
    "value_error": "{error}",
}


def sentence(error: ErrorDetails) -> str:
    """A pydantic error in plain words, to be read after the key."""
    if error["type"] == "missing" and error["loc"][-1] == "fr":
        return "is missing: French is required"
    template = _SENTENCES.get(error["type"])
    return template.format(**error.get("ctx", {})) if template else error["msg"]
