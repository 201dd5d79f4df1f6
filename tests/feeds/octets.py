"""R01, R02: the lines as they travel."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from tests.feeds.expectation import Fault


def octets(data: bytes) -> Iterator[Fault]:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        yield Fault("R01", "M", f"not UTF-8: {error}")
    if data.startswith(b"\xef\xbb\xbf"):
        yield Fault("R01", "M", "byte order mark")
    if not data.endswith(b"\r\n"):
        yield Fault("R01", "M", "no CRLF at the end")
    if re.search(rb"(?<!\r)\n|\r(?!\n)", data):
        yield Fault("R01", "M", "a line end that is not CRLF")
    for number, line in enumerate(data.removesuffix(b"\r\n").split(b"\r\n"), 1):
        yield from _octets_of_line(number, line)


def _octets_of_line(number: int, line: bytes) -> Iterator[Fault]:
    if not line.strip():
        yield Fault("R01", "M", f"line {number} is empty")
    if any(unicodedata.category(char) == "Cc" for char in line.decode("utf-8", "ignore").replace("\r", "")):
        yield Fault("R01", "M", f"line {number} has a control character")
    if len(line) > 75:
        yield Fault("R02", "M", f"line {number} has {len(line)} octets")
    if line.startswith(b"\t"):
        yield Fault("R02", "M", f"line {number} is folded with a tab")
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        yield Fault("R02", "M", f"line {number} is folded inside a character")
