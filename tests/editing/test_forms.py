"""The forms of the draft without script: sessions, rooms, contributors, tracks."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventreg.agenda import drafting
from eventreg.agenda.tables import fingerprint
from eventreg.db import db
from eventreg.registration.choices import SlotChoice
from tests.editing.desk import GRID, JSON, MORNING, NEW, ROW, answered, card, found, place, row, steps, token
from tests.organisation.desk import signed_in
from tests.releases import draft as desk
from tests.support.pages import form_values, one, parsed, said, submit
from tests.support.people import registered

WORKSHOP = {
    "kind": "workshop", "title_fr": "Atelier 8 : les côtes", "title_en": "Workshop 8: the coast",
    "description_fr": "Ce qui monte.", "description_en": "What rises.", "day": "2026-03-04", "starts": "14:00",
    "ends": "15:30", "room": "salle-3", "capacity": "40", "state": "confirmed", "language": "en",
    "interpretation": ["fr"], "contributors": ["Lorient", "I4CE"],
}  # fmt: skip


def test_untouched_form_changes_nothing(app: Flask, organiser: FlaskClient) -> None:
    before = row(app, "atelier-2")
    assert submit(organiser, f"{GRID}/seances/atelier-2", selector=ROW).status_code == 303
    assert (row(app, "atelier-2"), steps(app)) == (before, [])


def test_new_session_has_every_field(app: Flask, organiser: FlaskClient) -> None:
    answer = submit(organiser, NEW, WORKSHOP, ROW)
    assert answer.headers["Location"].endswith("?jour=2026-03-04")
    assert row(app, "atelier-8") == {
        "code": "atelier-8", "kind": "workshop",
        "title": {"fr": "Atelier 8 : les côtes", "en": "Workshop 8: the coast"},
        "description": {"fr": "Ce qui monte.", "en": "What rises."},
        "starts_at": "2026-03-04T14:00:00", "ends_at": "2026-03-04T15:30:00", "room": "salle-3", "capacity": 40,
        "status": "confirmed", "language": "en", "interpretation": ["fr"], "contributors": ["Lorient", "I4CE"],
    }  # fmt: skip
    assert steps(app) == [drafting.CREATED]
    shown = parsed(organiser.get(f"{GRID}/seances/atelier-8"))
    sent = form_values(shown, ROW)
    assert {name: [value.strip() for value in sent.getlist(name)] for name in WORKSHOP} == {
        name: value if isinstance(value, list) else [value] for name, value in WORKSHOP.items()
    }


FAULTS = {
    "starts": "tôt", "day": "2026-03-09", "room": "salle-99", "capacity": "beaucoup", "state": "secret",
    "language": "xx", "interpretation": ["xx"], "track": "rien", "title_fr": "x" * 301, "description_fr": "",
    "contributors": ["\u200b"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        (FAULTS, set(FAULTS)), ({"ends": "13:00"}, {"ends"}), ({"capacity": "-1"}, {"capacity"}),
        ({"kind": "break"}, {"capacity"}), ({"title_fr": "a\x07b"}, {"title_fr"}),
        ({"kind": ["workshop", "meal"]}, {"kind"}),
    ],
)  # fmt: skip
def test_fault_stands_beside_its_field_and_nothing_typed_is_lost(
    app: Flask, organiser: FlaskClient, values: dict[str, Any], fields: set[str]
) -> None:
    answer = submit(organiser, NEW, WORKSHOP | values, ROW)
    page = parsed(answer)
    assert answer.status_code == 422
    assert {link["href"] for link in page.select(".error-summary a")} == {f"#{field}" for field in fields}
    assert all(page.select(f"#{field}-error") for field in fields), "and beside the field"
    assert form_values(page, ROW)["title_en"] == WORKSHOP["title_en"]
    assert steps(app) == []


@pytest.mark.parametrize(
    ("starts", "ends", "until"), [("22:00", "0:30", "05T00:30"), ("20:00", "0:00", "05T00:00")]
)
def test_end_after_midnight_is_of_the_night_that_follows(
    app: Flask, organiser: FlaskClient, starts: str, ends: str, until: str
) -> None:
    submit(organiser, NEW, WORKSHOP | {"starts": starts, "ends": ends}, ROW)
    assert row(app, "atelier-8")["ends_at"] == f"2026-03-{until}:00"


def test_form_sent_after_the_session_has_ended_comes_back_whole(app: Flask, organiser: FlaskClient) -> None:
    values = form_values(parsed(organiser.get(NEW)), ROW)
    for name, value in (WORKSHOP | {"description_fr": "Ce qui monte.\r\nEt ce qui reste."}).items():
        values.setlist(name, [value] if isinstance(value, str) else value)
    ended = app.test_client().post(NEW, data=values)
    stale = organiser.post(NEW, data=form_values(parsed(ended)))
    assert (ended.status_code, stale.status_code, steps(app)) == (401, 400, [])
    assert "Ce qui monte" in stale.text
    assert organiser.post(NEW, data=form_values(parsed(stale))).status_code == 303
    made = row(app, "atelier-8")
    assert (made["description"]["fr"], made["contributors"]) == (
        "Ce qui monte.\nEt ce qui reste.", ["Lorient", "I4CE"],
    )  # fmt: skip


def test_form_of_another_site_does_not_come_back_to_be_sent(app: Flask) -> None:
    """Browsers send no cookie along, so nobody seems to be signed in: it would be a page with a button to press."""
    stranger = app.test_client()
    answer = stranger.post(NEW, data=WORKSHOP, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400
    assert "vient d’un autre site" in said(parsed(answer))
    assert parsed(answer).select("main form") == []
    assert "Set-Cookie" not in answer.headers, "it would end the session of whoever is signed in"


def test_contributors_chosen_but_not_yet_added_are_saved_too(app: Flask, organiser: FlaskClient) -> None:
    submit(organiser, f"{GRID}/intervenants", {"name": "Maya Diop"}, "section form")
    colleague = signed_in(app, "admin")
    values = form_values(parsed(organiser.get(f"{GRID}/seances/pause-1")), ROW)
    values["add_person"] = "maya-diop"
    submit(colleague, f"{GRID}/intervenants/maya-diop", selector="form[action$='/retirer']")
    told = organiser.post(f"{GRID}/seances/pause-1", data=values)
    assert told.status_code == 422
    assert "« Maya Diop » n’est plus dans la liste" in said(parsed(told), "#contributors-error")
    assert submit(organiser, f"{GRID}/seances/pause-2", {"add_name": "Une autre"}, ROW).status_code == 303
    assert row(app, "pause-2")["contributors"] == ["Une autre"]


@pytest.mark.parametrize("since", ["removed", "taken up and undone"])
def test_contributor_who_is_no_more_is_named_and_not_kept_as_a_code(
    app: Flask, organiser: FlaskClient, since: str
) -> None:
    with app.app_context():
        code = desk.create({"name": "Maya Diop"}, table="contributor")
        if since != "removed":
            desk.release()
        seen = fingerprint(desk.row(code, "contributor"))
        drafting.remove("contributor", code, seen=seen, now=desk.LATER, actor=desk.SOMEBODY)
        db.session.commit()
        if since != "removed":
            desk.release()
            desk.take_up(2)
            desk.undo()
    answer = submit(organiser, NEW, WORKSHOP | {"contributors": [code]}, ROW)
    assert answer.status_code == 422
    assert "« Maya Diop » n’est plus dans la liste des intervenants" in said(parsed(answer))


def test_too_many_contributors_are_said_to_be_that(organiser: FlaskClient) -> None:
    answer = submit(organiser, NEW, WORKSHOP | {"contributors": [f"Nom {n}" for n in range(51)]}, ROW)
    assert said(parsed(answer), "#contributors-error") == "Une séance a 50 intervenants au plus."


def test_missing_french_title_is_kept_and_said(app: Flask, organiser: FlaskClient) -> None:
    submit(organiser, NEW, WORKSHOP | {"title_fr": ""}, ROW)
    assert row(app, "atelier-8")["title"] == {"en": "Workshop 8: the coast"}
    assert "Sans titre français (Workshop 8: the coast)" in card(organiser, "atelier-8", "2026-03-04").text
    beside = parsed(organiser.get(f"{GRID}/seances/atelier-8")).select(".clash-note")
    assert ["Le titre français manque" in note.text for note in beside] == [True]


def test_order_of_contributors_without_script(app: Flask, organiser: FlaskClient) -> None:
    submit(organiser, f"{GRID}/intervenants", {"name": "Maya Diop", "organisation": "I4CE"})
    page = f"{GRID}/seances/atelier-2"
    values = form_values(parsed(organiser.get(page)), ROW)
    values["title_fr"] = "Un titre en cours"

    def press(button: str, **more: str) -> None:
        answer = organiser.post(page, data=values.to_dict(flat=False) | {"do": [button]} | more)
        assert answer.status_code == 200
        shown = form_values(parsed(answer), ROW)
        values.clear()
        values.update(shown)

    press("up-1")
    press("down-3")
    press("remove-2")
    press("add", add_person="maya-diop")
    press("add", add_name="  Les   auditeurs ")
    assert values.getlist("contributors") == ["Paris", "NetZeroCities", "Lyon", "maya-diop", "Les auditeurs"]
    assert values["title_fr"] == "Un titre en cours", "nothing typed is lost"
    assert steps(app) == [drafting.CREATED], "and nothing saved yet"
    organiser.post(page, data=values)
    assert row(app, "atelier-2")["contributors"] == values.getlist("contributors")
    listed = parsed(organiser.get(f"{GRID}/intervenants")).select("tbody td a")
    assert [link.text for link in listed] == ["Un titre en cours"]


def test_overtaken_form_shows_both_versions_and_saves_knowingly(app: Flask, organiser: FlaskClient) -> None:
    page = f"{GRID}/seances/atelier-3"
    values = form_values(parsed(organiser.get(page)), ROW)
    submit(signed_in(app, "admin"), page, {"title_fr": "Le titre du collègue"}, ROW)
    values["title_fr"], values["capacity"] = "Mon titre", "30"
    told = organiser.post(page, data=values)
    shown = parsed(told)
    assert told.status_code == 409
    assert "admin@example.org" in said(shown, ".notice-warning")
    lines = [[cell.text for cell in line.select("th, td")] for line in shown.select(".versus tbody tr")]
    assert [line[0] for line in lines] == ["Titre", "Places"]
    assert ("Le titre du collègue" in lines[0][1], "Mon titre" in lines[0][2]) == (True, True)
    assert row(app, "atelier-3")["title"]["fr"] == "Le titre du collègue"
    mine = form_values(shown, ROW)
    assert (mine["title_fr"], mine["capacity"]) == ("Mon titre", "30")
    assert organiser.post(page, data=mine).status_code == 303
    assert row(app, "atelier-3")["title"]["fr"] == "Mon titre"
    assert steps(app) == [drafting.EDITED, drafting.EDITED]


def test_saving_what_somebody_took_out_offers_to_add_it_again(app: Flask, organiser: FlaskClient) -> None:
    submit(organiser, NEW, WORKSHOP, ROW)
    page = f"{GRID}/seances/atelier-8"
    values = form_values(parsed(organiser.get(page)), ROW)
    submit(signed_in(app, "admin"), page, selector="form[action$='/retirer']")
    told = organiser.post(page, data=values)
    assert told.status_code == 409
    action = str(one(parsed(told), ROW)["action"])
    assert organiser.post(action, data=form_values(parsed(told), ROW)).status_code == 303
    assert row(app, "atelier-8")["title"]["fr"] == WORKSHOP["title_fr"]


def test_cancelling_asks_for_those_who_hold_seats(app: Flask, organiser: FlaskClient) -> None:
    with app.app_context():
        registered(slots={MORNING: SlotChoice("atelier-1")})
    page = f"{GRID}/seances/atelier-1"
    asked = submit(organiser, page, {"state": "cancelled"}, ROW)
    assert asked.status_code == 409
    assert "passera en priorité" in said(parsed(asked), ".notice-warning")
    assert steps(app) == []
    assert organiser.post(page, data=form_values(parsed(asked), ROW)).status_code == 303
    assert row(app, "atelier-1")["status"] == "cancelled"


def test_nobody_is_promised_another_lunch(app: Flask, organiser: FlaskClient) -> None:
    """Only workshops have others beside them in which people come first."""
    with app.app_context():
        registered(meals=("dejeuner-1",))
    page = f"{GRID}/seances/dejeuner-1"
    asked = submit(organiser, page, {"state": "cancelled"}, ROW)
    told = said(parsed(asked), ".notice-warning")
    assert "À la publication, elle en sera informée." in told
    organiser.post(page, data=form_values(parsed(asked), ROW))
    publishing = said(parsed(organiser.get(f"{GRID}/publier")))
    assert "1 personne concernée, dont 1 perd sa place" in publishing
    assert "priorité" not in told + publishing


def test_counting_the_seats_of_a_lunch_asks_for_those_who_ticked_it(
    app: Flask, organiser: FlaskClient
) -> None:
    with app.app_context():
        for _ in range(2):
            registered(meals=("dejeuner-1",))
    page = f"{GRID}/seances/dejeuner-1"
    asked = submit(organiser, page, {"kind": "workshop", "capacity": "40"}, ROW)
    assert asked.status_code == 409
    told = said(parsed(asked), ".notice-warning")
    assert "2 personnes y perdront leur place à la publication : elles devront la demander à nouveau." in told
    assert steps(app) == []
    assert organiser.post(page, data=form_values(parsed(asked), ROW)).status_code == 303
    assert "dont 2 perdent leur place" in said(parsed(organiser.get(f"{GRID}/publier")))


def test_published_session_is_not_taken_out(app: Flask, organiser: FlaskClient) -> None:
    page = parsed(organiser.get(f"{GRID}/seances/atelier-1"))
    assert not page.select("form[action$='/retirer']")
    values = form_values(page, ROW)
    answer = organiser.post(f"{GRID}/seances/atelier-1/retirer", data=values)
    assert (answer.status_code, "annulez-la" in parsed(answer).text) == (409, True)


def test_drawn_session_that_ends_first_is_answered_in_words(organiser: FlaskClient) -> None:
    times = {"day": "2026-03-03", "starts": "14:00", "ends": "13:00"}
    drawn = times | {"room": "", "kind": "meal", "csrf_token": token(organiser)}
    answer = answered(organiser.post(NEW, data=drawn, headers=JSON))
    assert answer == {"status": "refused", "message": "La fin doit être après le début."}


@pytest.mark.parametrize(
    ("slug", "table", "values", "code", "wanted"),
    [
        (
            "salles", "room",
            {"name_fr": "Salle des fêtes", "name_en": "Ballroom", "capacity": "80", "floor_fr": "1er étage",
             "step_free": "yes"},
            "salle-des-fetes",
            {"name": {"fr": "Salle des fêtes", "en": "Ballroom"}, "capacity": 80, "floor": {"fr": "1er étage"},
             "step_free": True},
        ),
        (
            "intervenants", "contributor",
            {"name": "Maya Diop", "role_fr": "Directrice", "role_en": "Director", "organisation": "I4CE"},
            "maya-diop",
            {"name": "Maya Diop", "role": {"fr": "Directrice", "en": "Director"}, "organisation": "I4CE"},
        ),
        (
            "thematiques", "track", {"name_fr": "Financer", "name_en": "Funding", "tint": "4"},
            "financer", {"name": {"fr": "Financer", "en": "Funding"}, "tint": 4},
        ),
    ],
)  # fmt: skip
def test_each_other_table_is_added_changed_and_taken_out(
    app: Flask, organiser: FlaskClient, slug: str, table: str, values: dict[str, str], code: str, wanted: Any
) -> None:
    page = f"{GRID}/{slug}"
    assert submit(organiser, page, values, "section form").status_code == 303
    assert row(app, code, table) == {"code": code} | wanted
    assert submit(organiser, f"{page}/{code}", selector=ROW).status_code == 303
    assert steps(app) == [drafting.CREATED], "saving it untouched is no step"
    name = "name" if slug == "intervenants" else "name_fr"
    submit(organiser, f"{page}/{code}", {name: "Autrement"}, ROW)
    changed = row(app, code, table)
    assert "Autrement" in str(changed["name"])
    submit(organiser, f"{page}/{code}", selector="form[action$='/retirer']")
    assert found(app, code, table) is None
    submit(organiser, GRID, selector="#undo")
    assert row(app, code, table) == changed


@pytest.mark.parametrize(
    ("slug", "values", "field"),
    [
        ("salles", {"name_fr": ""}, "name_fr"), ("salles", {"name_fr": "A", "capacity": "x"}, "capacity"),
        ("salles", {"name_fr": "A", "floor_en": "1st"}, "floor_fr"),
        ("salles", {"name_fr": "A", "step_free": "maybe"}, "step_free"),
        ("intervenants", {"name": " "}, "name"), ("intervenants", {"name": "A", "role_en": "Director"}, "role_fr"),
        ("thematiques", {"name_fr": "A", "tint": "9"}, "tint"),
    ],
)  # fmt: skip
def test_faults_of_the_other_tables(
    app: Flask, organiser: FlaskClient, slug: str, values: dict[str, str], field: str
) -> None:
    answer = submit(organiser, f"{GRID}/{slug}", values, "section form")
    assert answer.status_code == 422
    assert parsed(answer).select(f".error-summary a[href='#{field}']")
    assert steps(app) == []


def test_room_in_use_is_not_taken_out_and_says_by_what(app: Flask, organiser: FlaskClient) -> None:
    page = parsed(organiser.get(f"{GRID}/salles/salle-3"))
    assert not page.select("form[action$='/retirer']"), "nothing is offered that would be refused"
    answer = organiser.post(f"{GRID}/salles/salle-3/retirer", data=form_values(page, ROW))
    links = [link["href"] for link in parsed(answer).select(".notice-error a")]
    assert (answer.status_code, links) == (409, [f"{GRID}/seances/atelier-5"])
    english = organiser.get(f"{GRID}/salles/salle-3?lang=en", follow_redirects=True).text
    assert ("Name of the room" in english, "Last name" in english) == (True, False)


def test_order_of_rooms_is_that_of_the_columns(app: Flask, organiser: FlaskClient) -> None:
    page = f"{GRID}/salles"
    values = form_values(parsed(organiser.get(page)), "form[action$='/hall/ordre']")
    assert organiser.post(f"{page}/hall/ordre", data=values | {"way": "up"}).status_code == 303
    lanes = parsed(organiser.get(GRID)).select(".lane")
    assert [lane["data-room"] for lane in lanes][:2] == ["hall", "hemicycle"]
    assert organiser.post(f"{page}/hall/ordre", data=values | {"way": "sideways"}).status_code == 422


def test_overtaken_room_shows_both_versions(app: Flask, organiser: FlaskClient) -> None:
    page = f"{GRID}/salles/salle-3"
    values = form_values(parsed(organiser.get(page)), ROW)
    submit(signed_in(app, "admin"), page, {"capacity": "100"}, ROW)
    values["capacity"] = "110"
    told = organiser.post(page, data=values)
    cells = [cell.text for cell in parsed(told).select(".versus td")]
    assert (told.status_code, cells) == (409, ["100", "110"])
    organiser.post(page, data=form_values(parsed(told), ROW))
    assert row(app, "salle-3", "room")["capacity"] == 110


def test_track_tints_its_sessions(app: Flask, organiser: FlaskClient) -> None:
    submit(organiser, f"{GRID}/thematiques", {"name_fr": "Financer", "tint": "5"}, "section form")
    submit(organiser, f"{GRID}/seances/atelier-2", {"track": "financer"}, ROW)
    assert "tint-5" in card(organiser, "atelier-2")["class"]
    place(organiser, app, "atelier-2", room="salle-3")
    assert row(app, "atelier-2")["track"] == "financer"
