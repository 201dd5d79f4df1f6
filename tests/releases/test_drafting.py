"""The draft: steps that nobody else sees, that can be undone, and that never overwrite another's."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import inspect

from eventreg.agenda import drafting
from eventreg.agenda import programme as agenda
from eventreg.agenda.errors import AlreadyPublished, NothingThere, Overtaken, StillUsed
from eventreg.agenda.tables import fingerprint
from eventreg.db import db
from eventreg.event.edition import EditionFaults, Heading
from tests.registration.editions import load, shipped, with_sessions
from tests.releases.draft import LATER, SOMEBODY, WORKSHOP, create, edit, redo, release, row, undo

ROOM = {"name": {"fr": "Salle des fêtes"}, "capacity": 80}


def test_what_is_edited_is_seen_in_the_draft_alone(app: Flask) -> None:
    with app.app_context():
        edit("atelier-1", {"room": "salle-3", "starts_at": "2026-03-03T10:00:00"})
        assert row("atelier-1")["room"] == "salle-3"
        published = agenda.read().by_code["atelier-1"]
        assert published.room is not None
        assert (published.room.code, f"{published.starts_at:%H:%M}") == ("salle-1", "09:30")
    page = app.test_client().get("/programme.json").get_json()
    assert next(s for s in page["sessions"] if s["code"] == "atelier-1")["starts_at"].startswith(
        "2026-03-03T09:30"
    )


def test_each_step_is_undone_and_done_again_in_turn(app: Flask) -> None:
    with app.app_context():
        states = [drafting.read().tables]
        edit("atelier-1", {"capacity": 50})
        states.append(drafting.read().tables)
        create(WORKSHOP)
        states.append(drafting.read().tables)
        for state in (states[1], states[0]):
            undo()
            assert drafting.read().tables == state
        assert not drafting.read().differs
        assert drafting.read().undo is None
        for state in states[1:]:
            redo()
            assert drafting.read().tables == state


def test_a_step_after_undoing_is_the_end_of_what_was_undone(app: Flask) -> None:
    with app.app_context():
        edit("atelier-1", {"capacity": 50})
        undo()
        edit("atelier-2", {"capacity": 50})
        assert drafting.read().redo is None
        assert (row("atelier-1")["capacity"], row("atelier-2")["capacity"]) == (60, 50)


def test_of_many_steps_the_agenda_of_one_is_read(app: Flask) -> None:
    """Each holds some twenty kilobytes, and there may be two hundred."""
    with app.app_context():
        for seats in (50, 51, 52):
            edit("atelier-1", {"capacity": seats})
        db.session.expunge_all()
        draft = drafting.read()
        assert draft.former("contributor") == {}
        assert ["document" in inspect(step).unloaded for step in draft.steps] == [True, True, False]


def test_saving_what_is_there_already_is_no_step(app: Flask) -> None:
    with app.app_context():
        edit("atelier-1", {})
        assert drafting.read().steps == ()


def test_the_later_of_two_organisers_is_told_and_overwrites_nothing(app: Flask) -> None:
    with app.app_context():
        seen = row("atelier-1")
        edit("atelier-1", {"capacity": 50})
        with pytest.raises(Overtaken) as refused:
            drafting.put(
                "session", seen | {"room": "salle-3"}, code="atelier-1", seen=fingerprint(seen),
                action=drafting.MOVED, now=LATER, actor="staff:2",
            )  # fmt: skip
        assert refused.value.row == seen | {"capacity": 50}
        assert (refused.value.by, refused.value.at) == (SOMEBODY, LATER)
        assert row("atelier-1") == seen | {"capacity": 50}


def test_two_organisers_at_two_sessions_do_not_disturb_each_other(app: Flask) -> None:
    with app.app_context():
        seen = row("atelier-2")
        edit("atelier-1", {"capacity": 50})
        drafting.put(
            "session", seen | {"capacity": 40}, code="atelier-2", seen=fingerprint(seen),
            action=drafting.EDITED, now=LATER, actor="staff:2",
        )  # fmt: skip
        assert (row("atelier-1")["capacity"], row("atelier-2")["capacity"]) == (50, 40)


def test_undoing_anothers_step_unseen_is_refused(app: Flask) -> None:
    with app.app_context():
        edit("atelier-1", {"capacity": 50})
        mine = drafting.read().undo
        assert mine is not None
        edit("atelier-2", {"capacity": 50})
        with pytest.raises(Overtaken):
            drafting.undo(mine.id)


def test_a_new_session_has_a_code_that_nothing_ever_had(app: Flask) -> None:
    with app.app_context():
        first = create(WORKSHOP)
        assert first == "atelier-8"
        release()
        without = shipped()
        load(without)  # a file without the new session takes it out of the programme
        assert create(WORKSHOP | {"title": {"fr": "Autre"}}) == "atelier-9"
        assert create({**WORKSHOP, "kind": "plenary", "capacity": None}) == "pleniere-1"


def test_a_room_has_a_code_made_from_its_name(app: Flask) -> None:
    with app.app_context():
        made = [create(ROOM, table="room", now=LATER + timedelta(minutes=number)) for number in range(2)]
        assert made == ["salle-des-fetes", "salle-des-fetes-1"]


def test_a_form_sent_twice_adds_once(app: Flask) -> None:
    with app.app_context():
        codes = [create(ROOM, table="room", now=LATER + timedelta(seconds=number)) for number in (0, 2)]
        assert codes == ["salle-des-fetes", "salle-des-fetes"]
        assert len(drafting.read().steps) == 1
        assert create(ROOM | {"capacity": 9}, table="room") == "salle-des-fetes-1"


def test_a_session_may_want_its_french_title_and_nothing_else(app: Flask) -> None:
    with app.app_context():
        code = create({key: value for key, value in WORKSHOP.items() if key != "title"})
        assert "title" not in row(code)
        with pytest.raises(EditionFaults) as refused:
            edit(code, {"room": None, "starts_at": "2026-03-03T09:30:20", "capacity": -1})
        assert {fault.key for fault in refused.value.faults} == {"starts_at", "capacity"}


def test_only_workshops_keep_a_capacity(app: Flask) -> None:
    with app.app_context():
        edit("atelier-1", {"kind": "plenary"})
        assert "capacity" not in row("atelier-1")


def test_what_is_published_is_called_off_and_not_removed(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(AlreadyPublished):
            drafting.remove(
                "session", "atelier-1", seen=fingerprint(row("atelier-1")), now=LATER, actor=SOMEBODY
            )
        code = create(WORKSHOP)
        drafting.remove("session", code, seen=fingerprint(row(code)), now=LATER, actor=SOMEBODY)
        assert not drafting.read().differs


def test_a_room_in_use_stays(app: Flask) -> None:
    with app.app_context():
        used = row("salle-3", "room")
        with pytest.raises(StillUsed):
            drafting.remove("room", "salle-3", seen=fingerprint(used), now=LATER, actor=SOMEBODY)
        assert row("salle-3", "room") == used
        code = create(ROOM, table="room")
        drafting.remove("room", code, seen=fingerprint(row(code, "room")), now=LATER, actor=SOMEBODY)
        with pytest.raises(NothingThere):
            drafting.remove("room", code, seen="", now=LATER, actor=SOMEBODY)


def test_a_file_loaded_meanwhile_keeps_what_the_draft_changed(app_each_db: Flask) -> None:
    with app_each_db.app_context():
        edit("atelier-1", {"room": "salle-3"})
        code = create(WORKSHOP)
        load(with_sessions(shipped(), {"atelier-1": {"capacity": 30}, "atelier-2": {"status": "confirmed"}}))
        draft = drafting.read()
        assert (row("atelier-1")["room"], row("atelier-1")["capacity"]) == ("salle-3", 30)
        assert row("atelier-2")["status"] == "confirmed"
        assert row(code)["title"] == WORKSHOP["title"]
        assert [step.action for step in draft.steps] == ["merged"]


def test_a_contributor_whom_a_file_removes_keeps_a_name_where_the_draft_names_them(app: Flask) -> None:
    with app.app_context():
        code = create({"name": "Marie Curie"}, table="contributor")
        release()
        without = agenda.read().edition.model_copy(update={"contributors": ()})
        edit("atelier-1", {"contributors": [code]})
        load(without)
        release()
        assert agenda.read().by_code["atelier-1"].contributors == ("Marie Curie",)


def test_a_session_of_the_draft_and_one_of_a_file_under_the_same_code_stay_two(app: Flask) -> None:
    with app.app_context():
        edit("atelier-2", {"capacity": 12})
        code = create(WORKSHOP)
        edition = shipped()
        theirs = edition.sessions[2].model_copy(
            update={"code": code, "title": Heading(fr="Du fichier"), "room": None}
        )
        load(edition.model_copy(update={"sessions": (*edition.sessions, theirs)}))
        titles = {one["code"]: one["title"]["fr"] for one in drafting.read().tables["session"]}
        assert (titles["atelier-8"], titles["atelier-9"]) == ("Du fichier", "Financer la rénovation")
        assert row("atelier-2")["capacity"] == 12
        release()
        assert {"atelier-8", "atelier-9"} <= agenda.read().by_code.keys()


def test_a_file_that_says_what_the_draft_says_leaves_nothing_to_publish(app: Flask) -> None:
    with app.app_context():
        edit("atelier-1", {"capacity": 30})
        load(with_sessions(shipped(), {"atelier-1": {"capacity": 30}}))
        assert not drafting.read().differs
        assert drafting.read().steps == ()


def test_the_order_of_rooms_is_a_step(app: Flask) -> None:
    with app.app_context():
        drafting.reorder("room", ["salle-3", "salle-1"], now=LATER, actor=SOMEBODY)
        db.session.commit()
        assert [room["code"] for room in drafting.read().tables["room"]] == [
            "salle-3", "salle-1", "hemicycle", "hall", "salle-2",
        ]  # fmt: skip
        release()
        assert [room.code for room in agenda.read().edition.rooms][:2] == ["salle-3", "salle-1"]


def test_undoing_a_step_of_before_a_release_takes_back_none_of_after_it(app_each_db: Flask) -> None:
    """Its number was given anew to the first step after the release."""
    with app_each_db.app_context():
        edit("atelier-1", {"capacity": 12})
        seen = drafting.read().undo
        assert seen is not None
        number = seen.id
        release()
        edit("atelier-2", {"capacity": 13})
        with pytest.raises(Overtaken):
            drafting.undo(number)
        assert row("atelier-2")["capacity"] == 13
