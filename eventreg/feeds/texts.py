"""What people typed, as text that calendars may carry."""

from __future__ import annotations

import re
import unicodedata

_BREAKS = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffd-\uffff]")
_BLANKS = re.compile(r"[^\S\n]{2,}|\t")


def joined(*parts: str) -> str:
    """The parts that say something, as one line."""
    return ", ".join(text for part in parts if (text := line(part)))


def line(text: str) -> str:
    return _BLANKS.sub(" ", plain(text).replace("\n", " "))


def plain(text: str) -> str:
    """Text that every client reads: NFC, lines ended by "\\n", no control character, no run of blanks.

    U+2028 and its like count as line ends because clients that split on them break the file. A run of
    blanks long enough to fill a folded line would be skipped as an empty one.
    """
    text = _FORBIDDEN.sub("", _BREAKS.sub("\n", text))
    lines = [line.strip() for line in _BLANKS.sub(" ", text).split("\n")]
    return unicodedata.normalize("NFC", re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip())


def uri(text: str) -> str:
    """An address on one line: URI values are not escaped (RFC 5545 3.3.13), so a line end would start a
    property.
    """
    return line(text).replace(" ", "%20")
