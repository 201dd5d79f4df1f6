"""What differs between two states of an edition, key by key, for whoever loads a file. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

Tables = Mapping[str, Any]
"""An edition as its file gives it: tables, arrays of tables, plain keys, texts by language."""

EXCERPT = 60
"""Characters of a text that are shown."""
_LEAD = 15
"""Of these, how many before the first that differs."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: `key` as a reader of the file knows it (`session[atelier-1].title.en`); None is absent."""

    key: str
    before: object
    after: object

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.key}: added{_value(self.after)}"
        if self.after is None:
            return f"{self.key}: removed{_value(self.before)}"
        start = _first_difference(self.before, self.after)
        return f"{self.key}: {_shown(self.before, start)} → {_shown(self.after, start)}"


def differences(before: Tables, after: Tables) -> list[Change]:
    """In the order of the file. A table that comes or goes is one change, and so is another order of the same codes."""
    return list(_compare("", before, after))


def _compare(key: str, before: Any, after: Any) -> Iterator[Change]:
    if _same(before, after):
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys((*after, *before)):
            yield from _compare(f"{key}.{name}" if key else name, before.get(name), after.get(name))
    elif isinstance(before or after, (list, tuple)):
        yield from _compare_entries(key, before or [], after or [])
    else:
        yield Change(key, before, after)


def _compare_entries(key: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Change]:
    old, new = _labelled(before), _labelled(after)
    for label in dict.fromkeys((*new, *old)):
        yield from _compare(f"{key}[{label}]", old.get(label), new.get(label))
    kept, wanted = [label for label in old if label in new], [label for label in new if label in old]
    if kept != wanted:
        yield Change(f"{key} (order)", ", ".join(kept), ", ".join(wanted))


def _labelled(entries: Sequence[Any]) -> dict[str, Any]:
    """By code; entries without one by their place."""
    return {
        entry["code"] if isinstance(entry, dict) and "code" in entry else str(place): entry
        for place, entry in enumerate(entries)
    }


def _same(before: object, after: object) -> bool:
    """An empty array says as much as none; a document kept as JSON holds its dates as texts."""
    return before == after or str(before) == str(after) or not (_says(before) or _says(after))


def _says(value: object) -> bool:
    return value is not None and value != [] and value != ()


def _value(value: object) -> str:
    """Of a table that comes or goes its name says enough."""
    return "" if isinstance(value, dict) else f" {_shown(value, 0)}"


def _shown(value: object, start: int) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        return str(value).lower() if isinstance(value, bool) else str(value)
    excerpt = value[start : start + EXCERPT]
    head, tail = "…" if start else "", "…" if start + EXCERPT < len(value) else ""
    return f"{head}{excerpt!r}{tail}"


def _first_difference(before: object, after: object) -> int:
    """Where to begin showing two texts; the beginning where both are short."""
    if not isinstance(before, str) or not isinstance(after, str) or max(len(before), len(after)) <= EXCERPT:
        return 0
    same = next((at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), None)
    return max(0, (min(len(before), len(after)) if same is None else same) - _LEAD)
