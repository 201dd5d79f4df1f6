"""Writing an edition as its TOML file: one plain key a line, always in the same order. Pure."""

from collections.abc import Iterator
from datetime import date, datetime, tzinfo

from eventreg.event.edition import Edition, Text
from eventreg.event.fields import Spec

_ESCAPES = {"\\": r"\\", '"': r"\"", "\b": r"\b", "\t": r"\t", "\n": r"\n", "\f": r"\f", "\r": r"\r"}


def dump(edition: Edition) -> str:
    """The edition's file. `parse(dump(edition)) == edition`, and the same edition gives the same octets.

    Deadlines are written in the event's zone, whatever offset they were read with.
    """
    return "\n".join(_document(edition))


def _document(edition: Edition) -> Iterator[str]:
    for name, field in Edition.model_fields.items():
        value = getattr(edition, name)
        if isinstance(value, tuple):
            for entry in value:
                yield from _table(f"[[{field.serialization_alias or name}]]", entry, edition.zone)
        else:
            yield from _table(f"[{name}]", value, edition.zone)


def _table(header: str, table: Spec, zone: tzinfo) -> Iterator[str]:
    yield header
    # `to_confirm` comes from the base class, hence first; a reader wants it last.
    names = [name for name in type(table).model_fields if name != "to_confirm"]
    for name in [*names, "to_confirm"]:
        yield from _key(name, getattr(table, name), zone)
    yield ""


def _key(name: str, value: object, zone: tzinfo) -> Iterator[str]:
    if value is None or value == ():
        return
    if isinstance(value, Text):
        yield from (f"{name}.{lang} = {_string(said)}" for lang, said in _said(value))
    elif isinstance(value, tuple) and isinstance(value[0], Text):
        yield f"{name} = ["
        for text in value:
            yield "  { " + ", ".join(f"{lang} = {_string(said)}" for lang, said in _said(text)) + " },"
        yield "]"
    else:
        yield f"{name} = {_plain(value, zone)}"


def _said(text: Text) -> Iterator[tuple[str, str]]:
    yield "fr", text.fr
    if text.en is not None:
        yield "en", text.en


def _plain(value: object, zone: tzinfo) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            return _string(value)
        case datetime():
            return (value if value.tzinfo is None else value.astimezone(zone)).isoformat()
        case date():
            return value.isoformat()
        case tuple():
            return "[" + ", ".join(_plain(entry, zone) for entry in value) + "]"
    raise TypeError(f"{type(value).__name__} has no place in an edition")


def _string(value: str) -> str:
    """A basic string on one line, whatever it holds."""
    return '"' + "".join(map(_character, value)) + '"'


def _character(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    return character if character >= " " and character != "\x7f" else f"\\u{ord(character):04X}"
