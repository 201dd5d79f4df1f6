"""What came out of a scanner, a keyboard or a camera, reduced to what may be kept of it."""

import hashlib
import hmac
from dataclasses import dataclass

from flask import current_app

from eventreg import tokens


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was read. The text itself is not in here."""

    hash: str
    tag: str | None = None
    """The event that a badge belongs to; None of what is no badge, or came as a hash."""
    length: int | None = None
    kind: str | None = None
    """`badge`, `digits`, `letters`, `address`, `mixed`: enough to tell staff what they scan by mistake."""


def read(text: str) -> Code:
    """The last 34 letters are the badge, whatever stands before them and however they are grouped."""
    whole = "".join(text.split())
    joined = whole.partition("?")[0]
    # A question mark begins what somebody's telephone added to the address, or is what a layout made of an M in it.
    token = tokens.read_badge(whole) or tokens.read_badge(joined)
    if token is None:
        return Code(_blinded(joined), None, len(joined), _kind(joined))
    return Code(tokens.sha256(token), tokens.badge_tag(token), len(joined), "badge")


def from_hash(digest: str) -> Code:
    return Code(digest.lower())


def kept(code: Code) -> str:
    """What may stay of a code that nobody has: the plain hash that a device sent could be of a short number."""
    return code.hash if code.length is not None else _blinded(code.hash)


def _blinded(text: str) -> str:
    """With the instance's key: the number of an identity card has too few digits for a plain hash to hide it."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"eventreg:unknown-code:{text}".encode(), hashlib.sha256).hexdigest()


def _kind(text: str) -> str:
    if text.isdecimal():
        return "digits"
    if text.isalpha():
        return "letters"
    return "address" if "://" in text else "mixed"
