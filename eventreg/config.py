"""Settings: defaults, then `config.py` of the instance folder, then `EVENTREG_…` variables.

A setting that cannot work stops the start with one sentence that names it.
"""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "EVENTREG_"


class SettingError(Exception):
    """A setting that is unknown, malformed or contradictory; its text is one sentence for the operator."""


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a text")
    return value


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("0", "1", 0, 1):
        return value in ("1", 1)
    raise ValueError("must be 0 or 1")


def _number(low: int, high: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        digits = str(value).strip()
        if isinstance(value, bool) or not digits.isdecimal() or not low <= int(digits) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(digits)

    return read


def _instant(value: object) -> datetime:
    try:
        instant = value if isinstance(value, datetime) else datetime.fromisoformat(_text(value))
    except ValueError:
        raise ValueError("must be an ISO 8601 instant such as 2030-02-02T09:00:00+01:00") from None
    if instant.tzinfo is None:
        raise ValueError("must carry an offset, such as 2030-02-02T09:00:00+01:00")
    return instant


def _database(value: object) -> str:
    message = (
        "must be an SQLAlchemy address of SQLite or PostgreSQL, such as postgresql+psycopg://user@host/base"
    )
    try:
        url = make_url(_text(value))
    except ArgumentError:
        raise ValueError(message) from None
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise ValueError(message)
    return url.render_as_string(hide_password=False)


def _base_url(value: object) -> str:
    address = _text(value).rstrip("/")
    message = "must be a public address such as https://inscription.example.org, without path or query"
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        raise ValueError(message) from None
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.path
        or parts.query
        or parts.fragment
    ):
        raise ValueError(message)
    if any(character.isspace() or ord(character) < 32 for character in address):
        raise ValueError(message)
    return address


def _mailbox(value: object) -> str:
    """Room is left in its local part for what names a message (`mail/envelope.py`)."""
    address = _text(value).strip()
    local, _, domain = address.rpartition("@")
    if not re.fullmatch(r"[\w.=-]{1,30}", local, re.ASCII) or not re.fullmatch(
        r"[a-z0-9-]+(\.[a-z0-9-]+)*", domain, re.IGNORECASE
    ):
        raise ValueError("must be a plain address such as bounces@example.org")
    return address


def _redis(value: object) -> str:
    address = _text(value)
    if urlsplit(address).scheme not in ("redis", "rediss", "unix"):
        raise ValueError("must be a Redis address such as redis://host:6379/0")
    return address


READERS: dict[str, Callable[[object], Any]] = {
    "INSTANCE": _text,
    "DATABASE_URL": _database,
    "SECRET_KEY": _text,
    "BASE_URL": _base_url,
    "DEMO": _flag,
    "CLOCK": _instant,
    "MAIL_SERVER": _text,
    "MAIL_PORT": _number(1, 65535),
    "MAIL_USERNAME": _text,
    "MAIL_PASSWORD": _text,
    "MAIL_USE_TLS": _flag,
    "MAIL_DEFAULT_SENDER": _text,
    "MAIL_BOUNCES": _mailbox,
    "MAIL_WORKER": _flag,
    "REDIS_URL": _redis,
    "RATELIMIT_ENABLED": _flag,
    "TRUSTED_PROXIES": _number(0, 10),
    "METRICS_TOKEN": _text,
    "PRIORITY_HOURS": _number(0, 24 * 30),
    "RELEASE_MAIL_MINUTES": _number(0, 24 * 60),
}
DEFAULTS: dict[str, Any] = {
    "DEMO": False,
    "MAIL_PORT": 25,
    "MAIL_USE_TLS": False,
    "MAIL_WORKER": True,
    "PRIORITY_HOURS": 48,
    "RELEASE_MAIL_MINUTES": 15,
    "RATELIMIT_ENABLED": True,
    "TRUSTED_PROXIES": 0,
}


def load(
    overrides: Mapping[str, object] | None = None, environ: Mapping[str, str] = os.environ
) -> dict[str, Any]:
    """Every setting, read and checked; `overrides` (names without prefix) win over all.

    Raises SettingError.
    """
    given = _from_environment(environ) | {name: (value, name) for name, value in (overrides or {}).items()}
    instance = Path(str(given.get("INSTANCE", ("instance", ""))[0])).resolve()
    values = _from_file(instance / "config.py") | given
    settings: dict[str, Any] = dict.fromkeys(READERS) | DEFAULTS
    settings |= {
        name: _read(name, value, origin) for name, (value, origin) in values.items() if value is not None
    }
    settings["INSTANCE"] = instance
    _check_together(settings)
    _make_instance(instance)
    settings["DATABASE_URL"] = settings["DATABASE_URL"] or _own_database(instance / "eventreg.db")
    settings["SECRET_KEY"] = settings["SECRET_KEY"] or _kept_secret(instance / "secret_key")
    return settings


def _from_environment(environ: Mapping[str, str]) -> dict[str, tuple[object, str]]:
    """An empty variable counts as not given, as container tools pass it."""
    named = {name: value for name, value in environ.items() if name.startswith(PREFIX) and value != ""}
    return {name.removeprefix(PREFIX): (value, name) for name, value in named.items()}


def _from_file(path: Path) -> dict[str, tuple[object, str]]:
    if not path.is_file():
        return {}
    names: dict[str, Any] = {}
    try:
        exec(compile(path.read_text("utf-8"), str(path), "exec"), names)  # noqa: S102 - the operator's own file
    except Exception as error:
        raise SettingError(f"The settings file {path} cannot be read: {error}.") from error
    return {name: (value, f"{name} in {path}") for name, value in names.items() if name.isupper()}


def _read(name: str, value: object, origin: str) -> Any:
    reader = READERS.get(name)
    if reader is None:
        raise SettingError(f"{origin} is not a setting of eventreg.")
    try:
        return reader(value)
    except ValueError as error:
        raise SettingError(f"{origin} {error}.") from None


def _check_together(settings: Mapping[str, Any]) -> None:
    if settings["CLOCK"] is not None and not settings["DEMO"]:
        raise SettingError("EVENTREG_CLOCK needs EVENTREG_DEMO=1: only a demonstration may move its clock.")
    if settings["BASE_URL"] is None and not settings["DEMO"]:
        raise SettingError("EVENTREG_BASE_URL is missing: mail and badges need the public address.")
    if settings["MAIL_SERVER"] and not settings["MAIL_DEFAULT_SENDER"]:
        raise SettingError("EVENTREG_MAIL_DEFAULT_SENDER is missing: EVENTREG_MAIL_SERVER needs a sender.")


def _make_instance(instance: Path) -> None:
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError(f"EVENTREG_INSTANCE cannot be used: {error.strerror} ({instance}).") from error


def _own_database(path: Path) -> str:
    """Made before SQLite makes it, so that nobody else on the machine may read it; its journals inherit the mode."""
    path.touch(mode=0o600)
    return f"sqlite:///{path}"


def _kept_secret(path: Path) -> str:
    """The signing key of this instance, made once; several processes may start at the same time."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    return path.read_text("ascii").strip()
