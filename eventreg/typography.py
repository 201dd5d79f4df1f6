"""French typography of running text, as the Imprimerie nationale sets it.

Authors write ordinary spaces; the reader gets the ones that do not break. Pure, cached and idempotent.
"""

import re
from collections.abc import Callable
from functools import lru_cache

NARROW = "\u202f"
"""Narrow no-break space, before ; ! ?"""
WIDE = "\u00a0"
"""No-break space, before : and % and inside « »."""

_SPACES = " \u00a0\u2009\u202f"
# Begun only where the spaces begin, or a long run of them would be looked through once from each of its characters.
_ANY_SPACES = rf"(?:(?<![{_SPACES}])[{_SPACES}]+)?"
_WORD_ENDS = frozenset(')]}»”’"…%°')

# One alternation, read from left to right: what stands first is never looked into by what follows.
_PATTERN = re.compile(
    rf"""
    (?P<kept> \b[a-zA-Z][a-zA-Z0-9+.-]{{1,15}}://[^\s<>«»"]+    # an address
            | \b(?:mailto:|tel:|www\.)[^\s<>«»"]+
            | [^\s<>«»"]{{1,64}}@[^\s<>«»"]+                    # an e-mail address
            | %\(\w+\)[-#0\ +]*[\d.]*[a-zA-Z]                   # %(name)s
            | \{{[^{{}}]*\}}                                    # {{name}}
            | </?[a-zA-Z][^<>]*> | <!--.*?-->                   # a tag with its attributes
            | &(?:\#\d+|\#[xX][0-9a-fA-F]+|[a-zA-Z]\w*);        # an entity
    )
    | (?P<empty> «[{_SPACES}]*» )
    | (?P<open> «[{_SPACES}]* )
    | (?P<close> {_ANY_SPACES}» )
    | (?P<percent> {_ANY_SPACES}%%?(?![\w(%]) )
    | (?P<mark> {_ANY_SPACES}[;:!?]+(?=$|[\s)\]»”’".,…<]) )
    | (?P<apostrophe> (?<=[^\W\d_])'(?=[^\W\d_]) )
    """,
    re.VERBOSE | re.DOTALL,
)


@lru_cache(maxsize=4096)
def french(text: str) -> str:
    """The text with French spaces and apostrophes; addresses, times, placeholders and markup stay."""
    return _PATTERN.sub(_set, text)


def _set(match: re.Match[str]) -> str:
    found = match.group()
    match match.lastgroup:
        case "empty":
            return f"«{WIDE}»"
        case "open":
            return f"«{WIDE}"
        case "close":
            return f"{WIDE}»"
        case "apostrophe":
            return "’"
        case "percent":
            return _spaced(match, WIDE, after=str.isdigit)
        case "mark":
            return _spaced(match, WIDE if found.lstrip(_SPACES)[0] == ":" else NARROW, after=_ends_a_word)
        case _:
            return found


def _spaced(match: re.Match[str], space: str, after: Callable[[str], bool]) -> str:
    """The sign behind `space`: an existing space is replaced, a missing one added only `after` some."""
    found = match.group()
    sign = found.lstrip(_SPACES)
    before = match.string[match.start() - 1 : match.start()]
    if sign != found or (before and after(before)):
        return space + sign
    return found


def _ends_a_word(character: str) -> bool:
    return character.isalnum() or character in _WORD_ENDS
