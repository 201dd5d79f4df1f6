"""What has changed since people last read the programme, as displays tell it."""

import pytest
from flask import Flask
from sqlalchemy import event, update

from eventreg import clock
from eventreg.agenda.models import Release
from eventreg.db import db
from eventreg.signage import queries
from tests.registration.editions import load, shipped, with_sessions
from tests.signage import programmes
from tests.signage.programmes import DAY, EVE, SECOND, altered, programme, publish, with_session
from tests.support.pages import parsed, spaced


def told(app: Flask, path: str = "/ecran/hall") -> list[str]:
    page = parsed(app.test_client().get(path))
    return [
        " | ".join(spaced(p.text) for p in item.select('[lang="fr"]'))
        for item in page.select(".screen-changes li")
    ]


@pytest.fixture(autouse=True)
def _eve(app: Flask) -> None:
    """The first release is of the winter, whenever the tests run."""
    with app.app_context():
        db.session.execute(update(Release).values(released_at=programmes.at("2026-01-12", "09:00")))
        db.session.commit()


def test_moved_cancelled_added_and_retimed_sessions_are_told(app: Flask) -> None:
    changed = altered("atelier-3", room="salle-3")
    changed = altered("atelier-4", changed, status="cancelled")
    programmes.at(DAY, "08:00")
    publish(app, changed)
    assert told(app) == [
        "16 h : Salle 3 au lieu de Salle 1 | Atelier 3 (stratégie) : quelle gouvernance des politiques climat "
        "au sein des collectivités ?",
        "16 h, Salle 2 : annulé | Atelier 4 (technique) : Comment mieux chiffrer le coût financier des stratégies "
        "climatiques ?",
    ]
    assert len(told(app, "/ecran/salles/salle-1")) == 1, "where people would come in vain"
    assert len(told(app, "/ecran/salles/salle-3")) == 1, "where they are sent"
    assert told(app, "/ecran/salles/hemicycle") == []
    publish(app, with_session(
        "midi", altered("atelier-3", starts_at=f"{DAY}T16:15:00"), title={"fr": "Visite"}, starts_at=f"{DAY}T13:00:00",
        ends_at=f"{DAY}T13:30:00", room="salle-3",
    ))  # fmt: skip
    assert news(app) == [
        "13 h, Salle 3 : ajouté", "16 h 15 au lieu de 16 h, Salle 1",
    ]  # fmt: skip


def test_a_session_that_goes_to_another_day_is_told_with_its_day(app: Flask) -> None:
    programmes.at(DAY, "08:00")
    publish(app, altered("atelier-2", starts_at=f"{SECOND}T18:00:00", ends_at=f"{SECOND}T19:00:00"))
    assert news(app) == ["mercredi 4 mars, 18 h, Salle 2"]


def test_a_room_that_is_open_again_is_told(app: Flask) -> None:
    programmes.at(DAY, "08:00")
    with app.app_context():
        load(with_sessions(shipped(), {"atelier-3": {"room": None}}), clock.now())
    assert news(app) == ["16 h : salle à préciser au lieu de Salle 1"]


def news(app: Flask) -> list[str]:
    return [line.split(" | ")[0] for line in told(app)]


def test_what_was_published_before_today_is_no_news(app: Flask) -> None:
    programmes.at(EVE, "23:59")
    publish(app, altered("atelier-3", room="salle-3"))
    programmes.at(DAY, "08:00")
    assert told(app) == []
    publish(app, altered("atelier-3", room="hemicycle"))
    assert "Hémicycle au lieu de Salle 3" in told(app)[0]


def test_what_is_over_and_what_is_another_day_is_no_news(app: Flask) -> None:
    programmes.at(DAY, "08:00")
    publish(app, altered("atelier-6", room="salle-3", base=altered("atelier-1", room="salle-3")))
    assert len(told(app)) == 1
    programmes.at(DAY, "11:00")
    assert told(app) == []
    programmes.at(SECOND, "08:00")
    assert told(app) == [], "published the day before"


def test_more_changes_than_find_room_take_turns(app: Flask) -> None:
    changed = altered("atelier-3", room="salle-3")
    for code in ("atelier-4", "co-creation", "pause-2"):
        changed = altered(code, changed, status="cancelled")
    programmes.at(DAY, "08:00")
    publish(app, changed)
    first = told(app)
    programmes.at(DAY, "08:01")
    second = told(app)
    assert (len(first), len(second)) == (2, 2)
    assert not set(first) & set(second)


def test_a_display_costs_one_question(app: Flask) -> None:
    programmes.at(DAY, "08:00")
    publish(app, altered("atelier-3", room="salle-3"))
    client = app.test_client()
    asked: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    client.get("/ecran/hall")
    for path in ("/ecran/hall", "/ecran/salles/salle-1"):
        asked.clear()
        client.get(path)
        assert len([one for one in asked if one.lstrip().startswith("SELECT")]) == 1, asked


def test_nothing_is_compared_before_there_is_a_second_release(app: Flask) -> None:
    with app.test_request_context():
        assert queries.changes_today(programme(), programmes.at(EVE, "10:00")) == ()
