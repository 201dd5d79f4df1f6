"""What people type, brought to one form. Pure."""

import unicodedata

# Invisible, and without a use in the languages of the form: soft hyphen, zero-width space and word joiner, marks and
# overrides of direction (which write a name backwards on a badge), byte-order mark. The joiners U+200C and U+200D
# stay: Persian and Indic names need them. U+FFFE and U+FFFF are no characters, and XML may not hold them.
_NONE = (0xFFFE, 0xFFFF)
_DROPPED = dict.fromkeys(
    [0x00AD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0xFEFF, *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
) | dict.fromkeys(_NONE)
# Letters and signs by category that show nothing: Hangul fillers, the empty Braille cell.
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
NEWLINES = "\r\n"


def holds_control(text: str, allowed: str = "") -> bool:
    """A NUL or another character that steers machines and shows nothing."""
    return any(unicodedata.category(character) == "Cc" and character not in allowed for character in text)


def line(text: str | None) -> str:
    """Composed (NFC), words separated by one space, nothing invisible."""
    return " ".join(_clean(text or "").split())


def prose(text: str | None) -> str:
    """As `line`, but line breaks stay, and one empty line between paragraphs."""
    lines = [line(part) for part in (text or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    kept = [part for number, part in enumerate(lines) if part or (number and lines[number - 1])]
    return "\n".join(kept).strip("\n")


def shows(text: str) -> bool:
    """Whether somebody who reads it sees anything at all."""
    return any(
        unicodedata.category(character)[0] in "LNPS" and character not in _FILLERS for character in text
    )


def _clean(text: str) -> str:
    spaced = "".join(" " if character in "\t\n\r\v\f" else character for character in text)
    composed = unicodedata.normalize("NFC", spaced.translate(_DROPPED))
    return "".join(character for character in composed if unicodedata.category(character) != "Cc")
