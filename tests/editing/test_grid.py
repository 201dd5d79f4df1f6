"""The grid's page and its gestures as requests: what they answer, what they leave."""

from flask import Flask
from flask.testing import FlaskClient

from eventreg.agenda import drafting
from eventreg.agenda.tables import fingerprint
from eventreg.registration.choices import SlotChoice
from tests.editing.desk import GRID, JSON, LATE, MORNING, answered, card, place, row, steps, token
from tests.organisation.desk import signed_in
from tests.support.pages import form_values, one, parsed, said, submit
from tests.support.people import registered


def test_grid_shows_the_draft_and_nobody_else_does(app: Flask, organiser: FlaskClient) -> None:
    before = app.test_client().get("/programme.json").json
    answer = place(organiser, app, "conclusion-1", starts_at="2026-03-03T18:00", ends_at="2026-03-03T18:15")
    assert answer["status"] == "done"
    assert "18\u00a0h\u00a0– 18\u00a0h\u00a015" in answer["message"]
    assert "1 modification à publier" in said(parsed(organiser.get(GRID)))
    assert "18\u00a0h – 18\u00a0h\u00a015" in card(organiser, "conclusion-1").text
    assert app.test_client().get("/programme.json").json == before
    assert steps(app) == [drafting.MOVED]


def test_english_times_end_with_one_point(app: Flask, organiser: FlaskClient) -> None:
    organiser.get(f"{GRID}?lang=en")
    seen = fingerprint(row(app, "conclusion-1"))
    moved = place(organiser, app, "conclusion-1", starts_at="2026-03-03T18:00", ends_at="2026-03-03T18:15")
    overtaken = place(organiser, app, "conclusion-1", room="hall", seen=seen)
    for answer in (moved, overtaken):
        assert "p.m" in answer["message"] or "a.m" in answer["message"]
        assert ".." not in answer["message"]


def test_card_says_how_many_hold_it(app: Flask, organiser: FlaskClient) -> None:
    with app.app_context():
        registered(slots={MORNING: SlotChoice("atelier-1")})
    assert "1 / 60 places" in card(organiser, "atelier-1").text


def test_days_rooms_and_hours(organiser: FlaskClient) -> None:
    page = parsed(organiser.get(f"{GRID}?jour=2026-03-04"))
    assert [tab.text for tab in page.select(".day-tabs a")] == ["Mardi 3 mars", "Mercredi 4 mars"]
    rooms = [lane["data-name"] for lane in page.select(".lane")]
    assert rooms == ["Hémicycle", "Hall d’accueil", "Salle 1", "Salle 2", "Salle 3"]
    hours = [hour.text for hour in page.select(".hour")]
    assert (hours[0], hours[-1]) == ("7\u00a0h", "18\u00a0h")
    assert len(page.select(".piece")) == 7


def test_session_without_a_room_has_a_column(app: Flask, organiser: FlaskClient) -> None:
    place(organiser, app, "synthese", room="")
    page = parsed(organiser.get(f"{GRID}?jour=2026-03-04"))
    assert [lane["data-name"] for lane in page.select(".lane")][-1] == "Sans salle"


def test_overlapping_sessions_stand_in_lanes_and_say_it(app: Flask, organiser: FlaskClient) -> None:
    place(organiser, app, "atelier-4", room="salle-1")
    page = parsed(organiser.get(GRID))
    both = [one(page, f'[data-code="atelier-{n}"]') for n in (3, 4)]
    lanes = [sorted({"l1", "l7", "w6"} & set(piece["class"])) for piece in both]
    assert lanes == [["l1", "w6"], ["l7", "w6"]]
    assert all("Salle prise deux fois" in piece.text for piece in both)
    listed = [" ".join(one.text.split()) for one in page.select(".checks li")]
    assert listed[0].startswith("Au même moment, Salle 1 reçoit aussi « Atelier 4")
    assert [line for line in listed if "Empêche de publier." in line] == [listed[0]], "once for both"
    assert "1 empêche de publier" in page.select_one(".checks summary").text  # type: ignore[union-attr]


def test_resizing_is_a_step_of_its_own_kind(app: Flask, organiser: FlaskClient) -> None:
    place(organiser, app, "co-creation", ends_at="2026-03-03T16:00")
    assert steps(app) == [drafting.RESIZED]


def test_what_is_no_place_is_refused_in_words(app: Flask, organiser: FlaskClient) -> None:
    for values, why in (
        ({"starts_at": "midi"}, "Indiquez le début"), ({"starts_at": ""}, "Indiquez le début"),
        ({"starts_at": "2026-03-03T09:00+01:00"}, "Indiquez le début"),
        ({"ends_at": "2026-03-03T09:00"}, "La fin doit"), ({"room": "salle-99"}, "Cette salle n’est plus"),
    ):  # fmt: skip
        answer = place(organiser, app, "co-creation", **values)
        assert (answer["status"], why in answer["message"]) == ("refused", True), values
        assert "grid" in answer, "what has changed meanwhile is shown"
    assert steps(app) == []


def test_what_is_no_place_comes_back_as_typed(app: Flask, organiser: FlaskClient) -> None:
    answer = submit(organiser, f"{GRID}/seances/co-creation", {"ends": "09:00", "room": "hall"}, "#row")
    typed = form_values(parsed(answer), "#row")
    assert (answer.status_code, typed["ends"], typed["room"]) == (422, "09:00", "hall")
    assert "La fin doit être après le début." in said(parsed(answer), "#ends-error")
    assert steps(app) == []


def test_a_session_is_moved_in_one_place_of_its_page(organiser: FlaskClient) -> None:
    """A second form beside the first would drop what was typed into that one."""
    page = parsed(organiser.get(f"{GRID}/seances/co-creation"))
    assert [form["action"] for form in page.select("main form")] == [f"{GRID}/seances/co-creation"]


def test_incomplete_gesture_and_unknown_session(app: Flask, organiser: FlaskClient) -> None:
    data = {"csrf_token": token(organiser)}
    assert organiser.post(f"{GRID}/seances/co-creation/place", data=data).status_code == 422
    gone = organiser.post(f"{GRID}/seances/rien/place", data=data)
    assert (gone.status_code, "n’est plus dans le brouillon" in gone.text) == (404, True)
    told = answered(organiser.post(f"{GRID}/seances/rien/place", data=data, headers=JSON))
    assert (told["status"], 'id="draft"' in told["grid"]) == ("refused", True), "the draft without it"
    for path in ("seances/rien", "salles/rien"):
        answer = organiser.get(f"{GRID}/{path}")
        assert (answer.status_code, "n’est plus dans le brouillon" in answer.text) == (404, True), path


def test_move_that_would_cost_seats_asks_first(app: Flask, organiser: FlaskClient) -> None:
    with app.app_context():
        for number in range(3):
            late = SlotChoice("atelier-4") if number < 2 else SlotChoice(None)
            registered("Ana", f"N{number}", slots={MORNING: SlotChoice("atelier-1"), LATE: late})
    times = {"starts_at": "2026-03-03T16:00", "ends_at": "2026-03-03T17:30", "room": "salle-3"}
    answer = place(organiser, app, "atelier-1", **times)
    assert answer["status"] == "asks"
    for sentence in (
        "Salle 3, mardi 3 mars, 16\u00a0h\u00a0– 17\u00a0h\u00a030.", "3 personnes ont une place dans cette séance",
        "2 personnes y perdront leur place", "«\u00a0Atelier 4",
    ):  # fmt: skip
        assert sentence in answer["message"]
    assert steps(app) == []
    assert place(organiser, app, "atelier-1", **times, accepted=answer["accepted"])["status"] == "done"
    assert "2 places perdues" in card(organiser, "atelier-1").text
    again = place(organiser, app, "atelier-1", **times | {"room": "hall"})
    assert again["status"] == "done", "what the draft does already is not asked again"


def test_later_of_two_gestures_is_told(app: Flask, organiser: FlaskClient) -> None:
    seen = fingerprint(row(app, "atelier-3"))
    colleague = signed_in(app, "admin")
    place(colleague, app, "atelier-3", room="salle-3")
    answer = place(organiser, app, "atelier-3", room="hall", seen=seen)
    assert answer["status"] == "overtaken"
    assert answer["message"].startswith("admin@example.org a enregistré une autre modification le")
    assert "Salle\u00a0: Salle 3\u202f; vous vouliez Hall d’accueil" in answer["message"]
    assert row(app, "atelier-3")["room"] == "salle-3"
    mine = place(organiser, app, "atelier-3", room="hall", seen=answer["seen"])
    assert mine["status"] == "done"
    assert row(app, "atelier-3")["room"] == "hall"
    other_window = place(organiser, app, "atelier-3", room="salle-2", seen=seen)
    assert other_window["message"].startswith("Vous avez vous-même enregistré")


def test_undo_and_redo_name_their_step(app: Flask, organiser: FlaskClient) -> None:
    before = row(app, "synthese")
    place(organiser, app, "synthese", room="hall")
    undone = submit(organiser, GRID, selector="#undo")
    assert undone.headers["Location"].endswith("?jour=2026-03-04")
    assert row(app, "synthese") == before
    page = parsed(organiser.get(GRID))
    assert "Rétablir : déplacement de « Synthèse" in said(page, "#redo")
    assert not page.select("#undo")
    submit(organiser, GRID, selector="#redo")
    assert row(app, "synthese")["room"] == "hall"


def test_undoing_what_is_no_longer_the_last_step_changes_nothing(app: Flask, organiser: FlaskClient) -> None:
    place(organiser, app, "synthese", room="hall")
    values = form_values(parsed(organiser.get(GRID)), "#undo")
    place(signed_in(app, "admin"), app, "atelier-6", room="salle-3")
    answer = answered(organiser.post(f"{GRID}/defaire", data=values, headers=JSON))
    assert (answer["status"], "Entre-temps" in answer["message"]) == ("refused", True)
    page = organiser.post(f"{GRID}/defaire", data=values)
    assert (page.status_code, "Entre-temps" in said(parsed(page), ".notice-error")) == (409, True)
    assert (row(app, "synthese")["room"], row(app, "atelier-6")["room"]) == ("hall", "salle-3")


def test_assumption_that_was_changed_is_none_any_more(app: Flask, organiser: FlaskClient) -> None:
    assert row(app, "atelier-3")["to_confirm"] == ["room", "capacity"]
    place(organiser, app, "atelier-3", room="salle-3")
    assert row(app, "atelier-3")["to_confirm"] == ["capacity"]


def test_only_organisers_see_it_and_change_it(app: Flask) -> None:
    visitor, supervisor = app.test_client(), signed_in(app, "supervisor")
    data = {
        "csrf_token": form_values(parsed(supervisor.get("/porte")), "form[action='/deconnexion']")[
            "csrf_token"
        ]
    }
    for path in ("", "/seances/nouvelle", "/seances/atelier-1", "/salles", "/salles/hall"):
        answers = [client.get(GRID + path).status_code for client in (visitor, supervisor)]
        assert answers == [303, 403], path
    for path in (
        "/seances/atelier-1/place", "/seances/nouvelle", "/seances/atelier-1", "/seances/atelier-1/retirer",
        "/defaire", "/refaire", "/salles", "/salles/hall/retirer", "/salles/hall/ordre",
    ):  # fmt: skip
        assert supervisor.post(GRID + path, data=data).status_code == 403, path
    assert steps(app) == []


def test_day_of_the_draft_outside_the_event_has_a_tab(app: Flask, organiser: FlaskClient) -> None:
    place(organiser, app, "synthese", starts_at="2026-03-05T09:00", ends_at="2026-03-05T10:00")
    page = parsed(organiser.get(f"{GRID}?jour=2026-03-05"))
    assert [tab.text for tab in page.select(".day-tabs a")][-1] == "Jeudi 5 mars"
    assert "Hors des jours de l’évènement" in said(page, ".piece")
    assert one(page, "#board")["data-day"] == "2026-03-05"
