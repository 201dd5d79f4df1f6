"""The database: declarative base, session, locks, UTC instants, and SQLite made fit for concurrent writers."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask import has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Dialect, Engine, MetaData, event, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant, kept in UTC; a naive value is refused. SQLite gives naive values back, they are UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(column_0_N_label)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: UTCDateTime, dict[str, Any]: JSON, list[str]: JSON},
    )


db = SQLAlchemy(metadata=Base.metadata)


T = TypeVar("T", bound=Base)


def lock(model: type[T], key: int) -> T:
    """The row, locked until the transaction ends and read afresh. Order: event, session, registrations.

    With `key_share` rows that refer to this one may be added meanwhile by others (PostgreSQL: FOR NO KEY UPDATE):
    otherwise a new booking would wait for whoever counts the chairs of its session, and the two for each other.
    """
    statement = select(model).filter_by(id=key).with_for_update(of=model, key_share=True)
    statement = statement.execution_options(populate_existing=True)
    return db.session.scalars(statement).one()


def batches(keys: Iterable[int], size: int = 1000) -> Iterator[list[int]]:
    """For questions about many rows: a statement takes only so many values."""
    left = list(keys)
    for start in range(0, len(left), size):
        yield left[start : start + size]


ALONE = {"alone": True}
"""Of a connection whose statements need no common instant: on SQLite they go without a transaction."""


@contextmanager
def reading() -> Iterator[Connection]:
    """A connection for one question of a page that only looks.

    A session costs as much again as the question; where a transaction may be under way, it is the session's.
    """
    if only_looks():
        with db.engine.connect() as connection:
            yield connection.execution_options(**ALONE)
    else:
        yield db.session.connection()


def only_looks() -> bool:
    """Whether this is a request that writes nothing: what it reads was committed."""
    return has_request_context() and request.method in SAFE_METHODS


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # the driver must not begin by itself: see _begin
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "busy_timeout = 30000", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """On SQLite a transaction that will write takes the write lock at once.

    A deferred one would read, then fail to upgrade when somebody wrote meanwhile: the last seat would be sold twice
    or the visitor would see “database is locked”. Reading requests stay deferred and never wait.
    """
    if connection.dialect.name == "sqlite" and not connection.get_execution_options().get("alone"):
        connection.exec_driver_sql("BEGIN" if only_looks() else "BEGIN IMMEDIATE")
