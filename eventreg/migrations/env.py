"""Alembic's environment, on the application's own engine."""

from typing import Literal

from alembic import context

from eventreg.db import Base, UTCDateTime, db

target_metadata = Base.metadata


def run_online() -> None:
    """Within a connection that the caller gave (tests), or one of the engine's."""
    given = context.config.attributes.get("connection")
    if given is not None:
        _run(given)
        return
    with db.engine.connect() as connection:
        _run(connection)


def _render(kind: str, item: object, _autogen: object) -> str | Literal[False]:
    """A migration holds plain types: it must run when the code has moved on."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UTCDateTime) else False


def _run(connection: object) -> None:
    context.configure(
        connection=connection,  # type: ignore[arg-type]
        target_metadata=target_metadata,
        compare_type=True,
        render_item=_render,
        render_as_batch=db.engine.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


assert not context.is_offline_mode(), "migrations run against a database"  # noqa: S101
run_online()
