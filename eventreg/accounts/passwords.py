"""Staff passwords: Argon2id, twelve characters or more (CNIL 2022-100)."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

SHORTEST = 12
_hasher = PasswordHasher()


class PasswordTooShort(ValueError):
    """Fewer than SHORTEST characters."""


def hashed(password: str) -> str:
    if len(password) < SHORTEST:
        raise PasswordTooShort(f"The password is too short: {SHORTEST} characters or more.")
    return _hasher.hash(password)


@cache
def _nobody() -> str:
    """Verified when nobody has that address, so that an unknown one takes as long as a wrong password."""
    return _hasher.hash("nobody has this password")


def matches(password_hash: str | None, password: str) -> bool:
    try:
        _hasher.verify(password_hash or _nobody(), password)
    except (Argon2Error, InvalidHashError):
        return False
    return password_hash is not None
