"""The schema goes up, down and up again on both databases, and the models ask for nothing more."""

import flask_migrate
from flask import Flask
from sqlalchemy import inspect, text

from eventreg import clock
from eventreg.agenda import programme as agenda
from eventreg.agenda import tables
from eventreg.agenda.models import Release
from eventreg.checkin.models import CheckIn, Device
from eventreg.db import Base, db
from tests.checkin.door import DAY, badge_of, door, item
from tests.registration.editions import load, shipped
from tests.support.people import registered


def _tables() -> set[str]:
    with db.engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def test_up_down_and_up_again(empty_app_each_db: Flask) -> None:
    with empty_app_each_db.app_context():
        modelled = {*Base.metadata.tables, "alembic_version"}
        assert _tables() == modelled
        flask_migrate.downgrade(revision="base")
        assert _tables() == {"alembic_version"}
        with db.engine.connect() as connection:
            assert inspect(connection).get_sequence_names() == [] if db.engine.name == "postgresql" else True
        flask_migrate.upgrade()
        assert _tables() == modelled


def test_models_ask_for_nothing_more(empty_app_each_db: Flask) -> None:
    """`flask db check`, which leaves with 1 where a migration is missing."""
    result = empty_app_each_db.test_cli_runner().invoke(args=["db", "check"])
    assert result.exit_code == 0, result.output


def test_movements_of_before_keep_their_instant_and_their_undoing(app_each_db: Flask) -> None:
    """0009 fills in when they were recorded; a database of before has neither lists of devices nor conflicts."""
    with app_each_db.app_context():
        badge = badge_of(registered())
    gate, sent = door(app_each_db), item("", "verified", scanned_at=f"{DAY}T09:12:00+01:00")
    clock.start_at(clock.now().fromisoformat(f"{DAY}T09:30:00+01:00"))
    gate.scans(sent | {"badge": badge})
    with app_each_db.app_context():
        number = db.session.query(CheckIn.id).scalar()
        db.session.execute(
            text(
                "INSERT INTO checkin (registration_id, list, number, kind, at, recorded_at, gate, operator,"
                " undoes_id) SELECT registration_id, list, 2, 'undo', at, at, gate, operator, id FROM checkin"
            )
        )
        db.session.commit()
        flask_migrate.downgrade(revision="0008")
        flask_migrate.upgrade()
        rows = db.session.query(CheckIn).order_by(CheckIn.number).all()
        assert [row.recorded_at == row.at for row in rows] == [True, True]
        assert rows[1].undoes_id == number
        assert db.session.query(Device).one().lists == []


def test_what_a_database_of_before_holds_is_its_first_release(app_each_db: Flask) -> None:
    """Word for word, whatever the edition states: else the next load of the same file would publish another."""
    edition = shipped()
    rooms = [
        room.model_copy(
            update={"step_free": False, "to_confirm": ("floor",)} if place else {"capacity": None}
        )
        for place, room in enumerate(edition.rooms)
    ]
    sessions = [
        session.model_copy(
            update={"interpretation": ("en", "de"), "to_confirm": ("title",), "contributors": ("A", "B")}
            if place % 2
            else {"status": "cancelled", "room": None, "description": None}
        )
        for place, session in enumerate(edition.sessions)
    ]
    edition = edition.model_copy(update={"rooms": tuple(rooms), "sessions": tuple(sessions)})
    with app_each_db.app_context():
        load(edition)
        flask_migrate.downgrade(revision="0009")
        flask_migrate.upgrade()
        db.session.remove()
        assert db.session.get_one(Release, 1).document == tables.of(agenda.read().edition)
        load(edition)
        assert agenda.read().version == 1
