"""Releases of the agenda and the draft of the next one; what a database holds already is its first release"""

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retired_session",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_retired_session")),
        sa.UniqueConstraint("uid", name=op.f("uq_retired_session_uid")),
    )
    releases = op.create_table(
        "agenda_release",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("note", sa.JSON(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("returned_to", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_agenda_release")),
    )
    op.create_table(
        "draft_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_step")),
    )
    with op.batch_alter_table("event") as batch_op:
        batch_op.add_column(sa.Column("release", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("event") as batch_op:
        batch_op.alter_column("release", server_default=None)
    _record_the_first(releases)


def _record_the_first(releases: sa.Table) -> None:
    connection = op.get_bind()
    event = connection.execute(sa.text("SELECT timezone, document, loaded_at FROM event")).mappings().first()
    if event is None:
        return
    rooms = (
        connection.execute(sa.text("SELECT id, code, document FROM room ORDER BY position")).mappings().all()
    )
    codes = {room["id"]: room["code"] for room in rooms}
    sessions = connection.execute(sa.text("SELECT * FROM session ORDER BY position, id")).mappings()
    zone = ZoneInfo(event["timezone"])
    document = {
        "track": [],
        "room": [_said({"code": room["code"]} | _json(room["document"])) for room in rooms],
        "contributor": [],
        "session": [_session(row, codes, zone) for row in sessions],
    }
    row = {"number": 1, "released_at": _instant(event["loaded_at"]), "actor": "system"}
    connection.execute(releases.insert().values(**row, note={}, document=document, told=0, returned_to=None))
    connection.execute(sa.text("UPDATE event SET release = 1"))


def _session(row: Any, rooms: dict[int, str], zone: ZoneInfo) -> dict[str, Any]:
    facts = {name: row[name] for name in ("code", "kind", "status", "capacity")}
    times = {
        name: _instant(row[name]).astimezone(zone).replace(tzinfo=None).isoformat()
        for name in ("starts_at", "ends_at")
    }
    return _said(facts | times | {"room": rooms.get(row["room_id"])} | _json(row["document"]))


def _said(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value not in (None, "", [])}


def _json(value: Any) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(value) if isinstance(value, str) else value
    return read


def _instant(value: Any) -> datetime:
    """SQLite gives a text."""
    instant = datetime.fromisoformat(value) if isinstance(value, str) else value
    aware: datetime = instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant
    return aware


def downgrade() -> None:
    with op.batch_alter_table("event") as batch_op:
        batch_op.drop_column("release")
    op.drop_table("draft_step")
    op.drop_table("agenda_release")
    op.drop_table("retired_session")
