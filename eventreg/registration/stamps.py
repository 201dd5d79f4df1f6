"""The stamp that a form carries: which form it is and when it was opened, signed so that a restart forgets nothing."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer


@dataclass(frozen=True, slots=True)
class Stamp:
    form_id: str
    opened_at: datetime


def stamp(now: datetime) -> str:
    """A new one, to travel in a hidden field."""
    return str(_signer().dumps([secrets.token_urlsafe(12), int(now.timestamp())]))


def read(value: str | None) -> Stamp | None:
    """None for one that is missing, or that this instance did not sign."""
    try:
        form_id, opened = _signer().loads(value or "")
    except BadData:
        return None
    return Stamp(form_id, datetime.fromtimestamp(opened, UTC))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="registration-form")
