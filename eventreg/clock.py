"""The only reader of the time."""

from datetime import UTC, datetime, timedelta

_ahead = timedelta(0)


def now() -> datetime:
    """The present instant, aware, in UTC; in a demonstration it may be another one."""
    return datetime.now(UTC) + _ahead


def start_at(instant: datetime | None) -> None:
    """Let time start at `instant` now and run on; None is the real time. Only a demonstration does this."""
    global _ahead  # noqa: PLW0603 - one clock per process is the point
    _ahead = timedelta(0) if instant is None else instant - datetime.now(UTC)
