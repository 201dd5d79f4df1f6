"""Secrets that open one thing each: manage link, badge, feed.

The database keeps a nonce and the hash of the token, never the token. The token is derived from the nonce and the
signing key, so that the application can write it into a second mail, and a stolen database opens nothing.
"""

import hashlib
import hmac
import secrets

from flask import current_app

# These letters sit on the same keys of AZERTY, QWERTY and QWERTZ keyboards: hand scanners type keys, not letters.
BADGE_ALPHABET = "BCDEFGHIJKLNOPRSTUVX"
BADGE_LETTERS = 30  # of 20 letters: 129 bits
BADGE_LENGTH = 34


def new_nonce() -> str:
    return secrets.token_hex(16)


def sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def derive(purpose: str, nonce: str) -> str:
    """160 bits as 32 lower-case letters and digits (base 32), for an address."""
    alphabet = "abcdefghijklmnopqrstuvwxyz234567"
    return _letters(_mac(purpose, nonce)[:20], alphabet, 32)


def derive_badge(nonce: str, tag: str) -> str:
    """30 letters (129 bits), the event's tag, a check letter: 34 letters."""
    body = _letters(_mac("badge", nonce), BADGE_ALPHABET, BADGE_LETTERS) + tag
    return body + check_letter(body)


def check_letter(body: str) -> str:
    """Catches every single mistyped letter: weights are odd and prime to the alphabet's size (20)."""
    weights = (1, 3, 7, 9, 11, 13, 17, 19)
    total = sum(weights[i % 8] * BADGE_ALPHABET.index(letter) for i, letter in enumerate(body))
    return BADGE_ALPHABET[-total % len(BADGE_ALPHABET)]


def read_badge(typed: str) -> str | None:
    """The badge token in what was typed, scanned or opened: the last 34 letters, in upper case.

    None when it cannot be a badge of any event: another length, letter or check letter.
    """
    letters = typed.strip().rstrip("/").upper()[-BADGE_LENGTH:]
    if len(letters) != BADGE_LENGTH or any(letter not in BADGE_ALPHABET for letter in letters):
        return None
    return letters if check_letter(letters[:-1]) == letters[-1] else None


def badge_tag(token: str) -> str:
    return token[BADGE_LETTERS : BADGE_LETTERS + 3]


def _mac(purpose: str, nonce: str) -> bytes:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(key, f"eventreg:{purpose}:{nonce}".encode(), "sha256")


def _letters(octets: bytes, alphabet: str, count: int) -> str:
    number, letters = int.from_bytes(octets), ""
    for _ in range(count):
        number, index = divmod(number, len(alphabet))
        letters += alphabet[index]
    return letters
