"""A small reader of iCalendar, written from RFC 5545 3.1, 3.2 and RFC 6868 for the tests alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

_LINE = re.compile(
    r'(?P<name>[A-Za-z0-9-]+)(?P<params>(?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^",;:]*)(?:,(?:"[^"]*"|[^",;:]*))*)*)'
    r":(?P<value>.*)"
)
_PARAM = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^",;:]*)(?:,(?:"[^"]*"|[^",;:]*))*)')
UNKNOWN = datetime(1, 1, 1, tzinfo=UTC)
_ESCAPE = re.compile(r"\\(.)")


class Line(NamedTuple):
    name: str
    params: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        return _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], self.value)


@dataclass(slots=True)
class Component:
    name: str
    lines: list[Line] = field(default_factory=list)
    parts: list[Component] = field(default_factory=list)

    def all(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.name == name]

    def get(self, name: str) -> Line | None:
        return next(iter(self.all(name)), None)

    def value(self, name: str) -> str:
        line = self.get(name)
        return line.value if line else ""

    def text(self, name: str) -> str:
        line = self.get(name)
        return line.text if line else ""

    def kind(self, name: str) -> list[Component]:
        return [part for part in self.parts if part.name == name]

    def walk(self) -> Iterator[Component]:
        yield self
        for part in self.parts:
            yield from part.walk()


def parse(data: bytes) -> Component:
    """The VCALENDAR. Raises ValueError where the grammar (RFC 5545 3.1) is broken."""
    text = re.sub("\r\n[ \t]", "", data.decode("utf-8", "replace"))
    stack, top = [Component("")], []
    for raw in text.removesuffix("\r\n").split("\r\n"):
        match = _LINE.fullmatch(raw)
        if not match:
            raise ValueError(f"not a content line: {raw[:60]!r}")
        params = {name.upper(): _unquoted(value) for name, value in _PARAM.findall(match["params"])}
        line = Line(match["name"].upper(), params, match["value"])
        if line.name == "BEGIN":
            stack.append(Component(line.value))
            stack[-2].parts.append(stack[-1])
        elif line.name == "END":
            if stack.pop().name != line.value or not stack:
                raise ValueError(f"END:{line.value} closes nothing")
        else:
            stack[-1].lines.append(line)
    top = stack[0].parts
    if len(stack) != 1 or len(top) != 1 or stack[0].lines or top[0].name != "VCALENDAR":
        raise ValueError("not exactly one VCALENDAR")
    return top[0]


def _unquoted(value: str) -> str:
    return re.sub(r"\^([n'^])", lambda match: {"n": "\n", "'": '"', "^": "^"}[match[1]], value.strip('"'))


def instant(line: Line | None) -> datetime | None:
    """The aware instant, or None for what cannot be read (which other rules report)."""
    if not line:
        return None
    form = "%Y%m%dT%H%M%S" if "T" in line.value else "%Y%m%d"
    try:
        local = datetime.strptime(line.value.removesuffix("Z"), form)  # noqa: DTZ007  # its zone is in TZID
        return local.replace(tzinfo=ZoneInfo(line.params.get("TZID", "UTC"))).astimezone(UTC)
    except (ValueError, OSError, KeyError):
        return None
