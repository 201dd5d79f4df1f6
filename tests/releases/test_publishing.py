"""A release: what everybody sees from then on, whom it concerns, and the mail that tells them."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eventreg import clock
from eventreg.agenda import drafting
from eventreg.agenda import programme as agenda
from eventreg.agenda.errors import Overtaken
from eventreg.agenda.models import Release, Session
from eventreg.agenda.tables import fingerprint
from eventreg.db import db
from eventreg.mail.models import OutboxMail
from eventreg.registration import bookings, displacements
from eventreg.registration.choices import SlotChoice
from eventreg.registration.models import Registration
from eventreg.registration.promotion import CHANGED
from eventreg.releases.errors import NothingToPublish, NotPublishable
from eventreg.releases.publishing import publish
from tests.mail.letters import captured, told
from tests.registration.answers import FIRST
from tests.registration.editions import load, shipped, times_of, with_sessions
from tests.releases.draft import (
    LATER,
    PRIORITY,
    SOMEBODY,
    WORKSHOP,
    create,
    edit,
    foreseen,
    release,
    row,
    take_up,
    undo,
)  # fmt: skip
from tests.support.pages import parsed, said
from tests.support.people import OPEN, registered

QUARTER = timedelta(minutes=15)
SECOND_SLOT = "20260303T1600"


def calendar_of(code: str) -> tuple[str, int, datetime]:
    session = db.session.scalars(select(Session).filter_by(code=code)).one()
    return session.uid, session.sequence, session.modified_at


def sits(code: str, slot: str = FIRST) -> Registration:
    return registered(slots={slot: SlotChoice(code)})


def news(person: Registration) -> list[datetime]:
    """When each mail about a changed programme leaves."""
    found = select(OutboxMail.due_at).filter_by(registration_id=person.id, kind=CHANGED)
    return list(db.session.scalars(found.order_by(OutboxMail.id)))


def test_a_release_has_the_next_number_and_keeps_what_was_published(app_each_db: Flask) -> None:
    with app_each_db.app_context():
        before = drafting.read().published
        edit("atelier-1", {"capacity": 50})
        made = release(note={"fr": "Moins de places"})
        assert (made.number, made.actor, made.note, made.told) == (2, SOMEBODY, {"fr": "Moins de places"}, 0)
        kept = db.session.get_one(Release, 1).document
        assert (kept, made.document) == (before, drafting.read().published)
        assert agenda.read().version == 2
        assert not drafting.read().differs
        assert drafting.read().steps == ()


def test_calendars_learn_of_what_changed_and_of_nothing_else(app: Flask) -> None:
    with app.app_context():
        codes = [session.code for session in agenda.read().sessions]
        before = {code: calendar_of(code) for code in codes}
        edit("atelier-1", {"starts_at": "2026-03-03T09:45:00"})
        edit("atelier-2", {"description": {"fr": "Avec la Caisse des dépôts"}})
        edit("atelier-3", {"capacity": 20})
        edit("salle-3", {"capacity": 130, "floor": {"fr": "1er étage"}, "step_free": True}, table="room")
        new = create(WORKSHOP)
        release()
        after = {code: calendar_of(code) for code in codes}
        assert {code for code in codes if before[code] != after[code]} == {"atelier-1", "atelier-2"}
        assert (after["atelier-1"][1], after["atelier-2"][1]) == (
            before["atelier-1"][1] + 1,
            before["atelier-2"][1],
        )
        assert after["atelier-2"][2] > before["atelier-2"][2]
        assert calendar_of(new)[1] == 0


def test_a_room_that_is_renamed_is_news_for_whoever_meets_there(app: Flask) -> None:
    with app.app_context():
        before = {code: calendar_of(code) for code in ("atelier-1", "atelier-2")}
        edit("salle-1", {"name": {"fr": "Salle Seine", "en": "Seine room"}}, table="room")
        release()
        assert calendar_of("atelier-1")[1] == before["atelier-1"][1] + 1
        assert calendar_of("atelier-2") == before["atelier-2"]


def test_a_contributor_who_is_renamed_changes_their_sessions_alone(app: Flask) -> None:
    with app.app_context():
        person = create({"name": "Marie Curie", "organisation": "Sorbonne"}, table="contributor")
        edit("atelier-1", {"contributors": [person, "Nantes Métropole"]})
        release()
        before = {code: calendar_of(code) for code in ("atelier-1", "atelier-2")}
        said = agenda.read().by_code["atelier-1"].contributors
        assert said == ("Marie Curie (Sorbonne)", "Nantes Métropole")
        edit(person, {"organisation": "Institut du radium"}, table="contributor")
        release(now=LATER + QUARTER)
        uid, sequence, modified_at = calendar_of("atelier-1")
        assert (uid, sequence) == before["atelier-1"][:2]
        assert modified_at > before["atelier-1"][2]
        assert calendar_of("atelier-2") == before["atelier-2"]
        edit(person, {"role": {"fr": "Directrice"}, "to_confirm": ["role"]}, table="contributor")
        release(now=LATER + 2 * QUARTER)
        assert calendar_of("atelier-1") == (uid, sequence, modified_at), "no calendar says a role"


def test_exactly_the_people_concerned_are_told_once(app_each_db: Flask) -> None:
    with app_each_db.app_context():
        load(with_sessions(shipped(), {"atelier-1": {"capacity": 1}}))
        seated, other = sits("atelier-1"), sits("atelier-2")
        waiting = registered(slots={FIRST: SlotChoice("atelier-2", "atelier-1")})
        assert foreseen().told == 0
        edit("atelier-1", {"room": "salle-3"})
        assert (foreseen().told, foreseen().of("atelier-1").told) == (2, 2)
        made = release(wait=QUARTER)
        assert made.told == 2
        assert [news(person) for person in (seated, waiting, other)] == [[LATER + QUARTER]] * 2 + [[]]


def test_releases_within_a_quarter_make_one_mail_at_the_time_of_the_first(app: Flask) -> None:
    with app.app_context():
        person = sits("atelier-1")
        edit("atelier-1", {"room": "salle-3"})
        release(wait=QUARTER)
        edit("atelier-1", {"starts_at": "2026-03-03T09:45:00"}, now=LATER)
        release(wait=QUARTER, now=LATER + timedelta(minutes=10))
        assert news(person) == [LATER + QUARTER]
        edit("atelier-1", {"capacity": 61, "room": "hall"}, now=LATER)
        release(now=LATER + timedelta(minutes=12))
        assert news(person) == [LATER + timedelta(minutes=12)], "at once, with the rest"


def test_who_loses_a_seat_is_offered_what_is_left_first(app: Flask) -> None:
    with app.app_context():
        person = registered(slots={FIRST: SlotChoice("atelier-1"), SECOND_SLOT: SlotChoice("atelier-3")})
        edit("atelier-1", times("atelier-3") | {"room": "hall"})
        effect = foreseen().of("atelier-1")
        assert (effect.seated, effect.lose) == (1, 1)
        release()
        assert bookings.states_by_code(person.id) == {"atelier-3": "booked"}
        kept = displacements.of(person.id, LATER)
        assert [one.starts_at for one in kept] == [datetime.fromisoformat("2026-03-03T09:30:00+01:00")]


def test_who_lost_a_seat_to_a_time_that_was_taken_back_is_told_so(app: Flask) -> None:
    """The mail knows of no other time; that the seat is gone has a reason all the same."""
    with app.app_context():
        both = {FIRST: SlotChoice("atelier-1"), SECOND_SLOT: SlotChoice("atelier-4")}
        person = registered(slots=both)
        captured(app)
        before = row("atelier-1")
        edit(
            "atelier-1",
            {"starts_at": "2026-03-03T16:00:00", "ends_at": "2026-03-03T17:30:00", "room": "salle-3"},
        )
        release(wait=QUARTER)
        edit("atelier-1", {key: before[key] for key in ("starts_at", "ends_at", "room")})
        release(now=LATER + timedelta(minutes=5), wait=QUARTER)
        clock.start_at(LATER + QUARTER)
        said = told(app, person)
        assert "Place perdue lors d’un changement d’horaire, annulé depuis : « Atelier 1" in said
        assert "Retiré" not in said
        assert "vous passez avant" in said


def test_of_two_that_move_into_the_same_time_one_seat_is_kept(app: Flask) -> None:
    with app.app_context():
        person = registered(slots={FIRST: SlotChoice("atelier-1"), SECOND_SLOT: SlotChoice("atelier-3")})
        evening = {"starts_at": "2026-03-03T20:00:00", "ends_at": "2026-03-03T21:00:00", "room": None}
        for code in ("atelier-1", "atelier-3"):
            edit(code, evening)
        assert [foreseen().of(code).lose for code in ("atelier-1", "atelier-3")] == [1, 0]
        release()
        assert bookings.states_by_code(person.id) == {"atelier-3": "booked"}


def test_a_room_that_is_open_again_is_told(app: Flask) -> None:
    with app.app_context():
        person = sits("atelier-1")
        captured(app)
        edit("atelier-1", {"room": None})
        assert release().told == 1
        assert "Salle à préciser : « Atelier 1" in told(app, person)


def times(code: str) -> dict[str, str]:
    return {key: at.isoformat() for key, at in times_of(shipped(), code).items()}


def test_a_called_off_workshop_frees_its_people_into_the_slot(app: Flask) -> None:
    with app.app_context():
        person = sits("atelier-1")
        edit("atelier-1", {"status": "cancelled"})
        effect = foreseen().of("atelier-1")
        assert (effect.lose, effect.called_off) == (1, True)
        release()
        assert len(displacements.of(person.id, LATER)) == 1


def test_returning_is_a_new_release_that_forgets_nothing(app_each_db: Flask) -> None:
    with app_each_db.app_context():
        first = drafting.read().published
        person = sits("atelier-1")
        edit("atelier-1", {"room": "salle-3"})
        added = create(WORKSHOP | {"room": "hall"})
        release()
        uid, sequence, _modified = calendar_of("atelier-1")
        take_up(1)
        made = release(now=LATER + QUARTER)
        assert (made.number, made.returned_to) == (3, 1)
        since = row(added)
        assert since["status"] == "cancelled"
        assert [one for one in made.document["session"] if one["code"] != added] == first["session"]
        assert calendar_of("atelier-1")[:2] == (uid, sequence + 1)
        assert len(news(person)) == 1, "still waiting, or sent at once with the rest"


def test_what_is_called_off_by_a_return_may_be_wider_than_its_room_was(app: Flask) -> None:
    with app.app_context():
        edit("salle-3", {"capacity": 500}, table="room")
        added = create(WORKSHOP | {"capacity": 400})
        release()
        take_up(1)
        assert release().returned_to == 1
        assert agenda.read().by_code[added].cancelled


def test_a_return_that_was_edited_further_is_no_return(app: Flask) -> None:
    with app.app_context():
        edit("atelier-1", {"room": "salle-3"})
        release()
        take_up(1)
        edit("atelier-2", {"capacity": 12})
        assert release().returned_to is None


def test_taking_up_can_be_undone(app: Flask) -> None:
    with app.app_context():
        edit("atelier-1", {"room": "salle-3"})
        release()
        edit("atelier-2", {"capacity": 12})
        before = drafting.read().tables
        take_up(1)
        undo()
        assert drafting.read().tables == before


def test_a_session_that_a_file_removed_comes_back_under_its_uid(app: Flask) -> None:
    with app.app_context():
        uid, sequence, _modified = calendar_of("atelier-7")
        load(with_sessions_without("atelier-7"))
        assert "atelier-7" not in agenda.read().by_code
        take_up(1)
        release()
        assert calendar_of("atelier-7")[:2] == (uid, sequence + 1)


def with_sessions_without(code: str):
    edition = shipped()
    kept = tuple(session for session in edition.sessions if session.code != code)
    return edition.model_copy(update={"sessions": kept})


def test_what_was_looked_at_is_what_is_published(app: Flask) -> None:
    with app.app_context():
        edit("atelier-1", {"capacity": 50})
        seen = fingerprint(drafting.read().tables)
        edit("atelier-2", {"capacity": 50})
        with pytest.raises(Overtaken):
            publish(seen=seen, note={}, wait=QUARTER, priority=PRIORITY, now=LATER, actor=SOMEBODY)
        db.session.rollback()
        assert agenda.read().version == 1


def test_a_faulty_draft_is_not_published(app: Flask) -> None:
    with app.app_context():
        edit("atelier-1", {"room": "salle-2"})
        create({key: value for key, value in WORKSHOP.items() if key != "title"})
        with pytest.raises(NotPublishable) as refused:
            release()
        assert {clash.kind for clash in refused.value.clashes} == {"room_twice", "no_french_title"}
        db.session.rollback()
        assert agenda.read().version == 1


def test_the_last_evening_may_last_into_the_night(app: Flask) -> None:
    """What one may publish is what one may load: the file of that version changes nothing."""
    with app.app_context():
        edit("networking", {"starts_at": "2026-03-04T21:00:00", "ends_at": "2026-03-05T01:30:00"})
        release()
        load(agenda.read().edition)
        assert agenda.read().version == 2
    [evening] = [one for one in app.test_client().get("/programme.json").get_json()["sessions"]
                 if one["code"] == "networking"]  # fmt: skip
    assert (evening["starts_at"], evening["ends_at"]) == (
        "2026-03-04T21:00:00+01:00",
        "2026-03-05T01:30:00+01:00",
    )
    assert "21 h – 1 h 30" in said(parsed(app.test_client().get("/programme")))


def test_an_unchanged_draft_is_not_published(app: Flask) -> None:
    with app.app_context(), pytest.raises(NothingToPublish):
        release()


def test_a_file_is_a_release_and_one_that_leaves_the_agenda_is_none(app: Flask) -> None:
    with app.app_context():
        load(with_sessions(shipped(), {"atelier-1": {"capacity": 30}}), OPEN)
        assert agenda.read().version == 2
        edition = with_sessions(shipped(), {"atelier-1": {"capacity": 30}})
        event = edition.event.model_copy(update={"grace_minutes": 45})
        load(edition.model_copy(update={"event": event}), LATER)
        assert agenda.read().version == 2
