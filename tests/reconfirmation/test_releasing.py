"""Organisers see who has not answered, and give back those places; or that of somebody absent."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from typing import TypeVar

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from eventreg.accounts.staff import add
from eventreg.audit import AuditEntry
from eventreg.checkin.models import CheckIn
from eventreg.db import db
from eventreg.mail.models import BOUNCED, OutboxMail
from eventreg.reconfirmation import queries
from eventreg.reconfirmation.answering import confirm
from eventreg.reconfirmation.errors import EventBegun
from eventreg.reconfirmation.releasing import release
from eventreg.registration import bookings, changing
from eventreg.registration.choices import Choices, SlotChoice
from eventreg.registration.models import Registration
from tests.mail.letters import html, text
from tests.organisation.desk import PASSWORD
from tests.reconfirmation.journey import QUESTION, REMINDER, attendee, planned, received, subjects
from tests.registration.answers import FIRST
from tests.registration.test_services import seats
from tests.support.pages import parsed, submit
from tests.support.people import OPEN

HOUR = timedelta(hours=1)
LATER = QUESTION + HOUR
MIDNIGHT = REMINDER.replace(day=3, hour=0)
"""With which the event's first day begins."""
LIST, SILENT = "/organisation/inscriptions", "/organisation/sans-reponse"
T = TypeVar("T")


def person(given_name: str) -> Registration:
    return db.session.scalars(select(Registration).filter_by(given_name=given_name)).one()


def held(given_name: str) -> dict[str, str]:
    return bookings.states_by_code(person(given_name).id)


@dataclass
class Desk:
    """The organisers' pages, and the database behind them. A context each: a request leaves its own in `g`."""

    app: Flask
    client: FlaskClient

    def do(self, act: Callable[[], T]) -> T:
        """Something done in the database, and committed."""
        with self.app.app_context():
            done = act()
            db.session.commit()
            return done

    def sign_in(self) -> None:
        submit(self.client, "/connexion", {"email": "organiser@example.org", "password": PASSWORD})

    def page(self, address: str) -> BeautifulSoup:
        return parsed(self.client.get(address))

    def reference(self, given_name: str) -> str:
        return self.do(lambda: person(given_name).reference)

    def names(self, answer: str) -> list[str]:
        return [row.text for row in self.page(f"{LIST}?reponse={answer}").select("tbody th a")]

    def post(self, address: str, **fields: object) -> TestResponse:
        token = self.page(LIST + f"/{self.reference('Bruno')}").select_one('input[name="csrf_token"]')
        assert token is not None
        return self.client.post(address, data={"csrf_token": token["value"], **fields})

    def said(self, answer: TestResponse) -> str:
        return " ".join(self.page(answer.location).text.split())

    def last_mail(self, given_name: str) -> EmailMessage:
        return self.do(lambda: received(self.app, LATER + 90 * HOUR * 2, person(given_name))[-1])


@pytest.fixture
def desk(app: Flask) -> Iterator[Desk]:
    with time_machine.travel(LATER, tick=False):
        yield _asked(app)


@pytest.fixture
def desk_each_db(app_each_db: Flask) -> Iterator[Desk]:
    with time_machine.travel(LATER, tick=False):
        yield _asked(app_each_db)


def _asked(app: Flask) -> Desk:
    """An hour after everybody was asked: Anne and Eva said yes, Bruno and Chloé nothing, David cancelled.

    Bruno and Chloé have the two seats of atelier 1; Anne and Eva wait for one.
    """
    desk = Desk(app, app.test_client())
    with time_machine.travel(OPEN, tick=False):
        desk.do(_people)
    desk.do(lambda: received(desk.app, QUESTION, person("Anne")))
    desk.do(_answers)
    desk.do(lambda: add("organiser@example.org", "organiser", PASSWORD, now=LATER))
    desk.sign_in()
    return desk


def _people() -> None:
    seats(2, "atelier-1")
    for name in ("Bruno", "Chloé"):
        attendee(name, "Petit", slots={FIRST: SlotChoice("atelier-1")})
    for name in ("Anne", "Eva"):
        attendee(name, "Martin", slots={FIRST: SlotChoice("atelier-2", "atelier-1")})
    attendee("David", "Blanc")


def _answers() -> None:
    for name in ("Anne", "Eva"):
        confirm(person(name).id, now=LATER)
    changing.cancel(person("David").id, now=LATER)


def figures(page: BeautifulSoup) -> list[tuple[str, ...]]:
    """Of the preview: what, how many are freed, how many go to people who wait."""
    rows = page.select("section:has(> #freed) tbody tr")
    return [tuple(cell.text.split(":")[0].strip() for cell in row.select("th, td")) for row in rows]


def test_answers_are_counted_and_filter_the_list(desk_each_db: Desk) -> None:
    desk = desk_each_db
    assert [option.text for option in desk.page(LIST).select("#reponse option")][1:] == [
        "Oui (2)", "Sans réponse (2)", "Annulée après la question (1)", "Question non remise (0)",
    ]  # fmt: skip
    assert desk.names("yes") == ["Martin Anne", "Martin Eva"]
    assert desk.names("silent") == ["Petit Bruno", "Petit Chloé"]
    assert desk.names("withdrawn") == ["Blanc David"]
    assert len(desk.names("other")) == 5


def test_question_that_came_back_is_no_missing_answer(desk: Desk) -> None:
    """Nobody loses a place by a question that never reached them."""

    def came_back() -> None:
        rows = update(OutboxMail).filter_by(kind="reconfirmation", registration_id=person("Bruno").id)
        db.session.execute(rows.values(state=BOUNCED))

    desk.do(came_back)
    assert desk.names("silent") == ["Petit Chloé"]
    assert desk.names("unreached") == ["Petit Bruno"]
    assert desk.do(lambda: release([person("Bruno").reference], now=LATER, actor="staff:1")) == []


def test_before_the_question_there_is_nothing_to_filter(desk: Desk) -> None:
    with time_machine.travel(QUESTION - HOUR, tick=False):
        desk.sign_in()
        assert not desk.page(LIST).select("#reponse")
        assert desk.page(LIST).select("#statut")


def test_preview_tells_who_which_seats_and_who_would_get_them_and_changes_nothing(desk_each_db: Desk) -> None:
    desk = desk_each_db
    page = desk.page(SILENT)
    boxes = [box["value"] for box in page.select("input[name=reference]")]
    assert boxes == [desk.reference("Bruno"), desk.reference("Chloé")]
    assert "Petit Chloé" in page.text
    assert figures(page) == [("L’évènement", "2", "0"), ("Atelier 1", "2", "2")]
    assert desk.do(lambda: held("Bruno")) == {"atelier-1": "booked"}


def test_preview_counts_places_at_the_event_and_only_seats_that_are_really_free(desk: Desk) -> None:
    """A lowered capacity: of two seats given back one makes up for what is over."""
    desk.do(lambda: seats(1, "atelier-1"))
    assert figures(desk.page(SILENT))[1] == ("Atelier 1", "2", "1")


def test_release_cancels_tells_why_and_gives_the_seats_to_those_who_wait(desk_each_db: Desk) -> None:
    desk = desk_each_db
    answer = submit(desk.client, SILENT)
    assert "2 inscriptions sont annulées" in desk.said(answer)
    for name, seats_held in (
        ("Bruno", {}),
        ("Anne", {"atelier-1": "booked"}),
        ("Eva", {"atelier-1": "booked"}),
    ):
        assert desk.do(lambda name=name: held(name)) == seats_held  # type: ignore[misc]
    assert "Sans réponse" in desk.page(f"{LIST}/{desk.reference('Bruno')}").text
    assert desk.do(lambda: planned(person("Bruno")))[1][1] == "dropped"
    assert desk.do(queries.counts) == {"yes": 2, "silent": 0, "withdrawn": 3, "unreached": 0}
    told = desk.last_mail("Bruno")
    assert subjects([told]) == ["Inscription annulée :"]
    for content in (text(told), html(told)):
        assert "Sans réponse de votre part, les organisateurs ont rendu votre place." in content
        assert "écrivez aux organisateurs" in content


def test_each_release_is_in_the_trail_with_its_reason_and_who_did_it(desk: Desk) -> None:
    submit(desk.client, SILENT)

    def trail() -> list[tuple[str, str]]:
        entries = db.session.scalars(select(AuditEntry).filter_by(action="cancelled").order_by(AuditEntry.id))
        return [(entry.actor.partition(":")[0], entry.data.get("reason", "")) for entry in entries]

    assert desk.do(trail) == [("participant", ""), ("staff", "no_answer"), ("staff", "no_answer")]


def test_who_answers_or_is_spared_between_preview_and_release_keeps_the_place(desk_each_db: Desk) -> None:
    desk = desk_each_db
    named = [desk.reference("Bruno"), desk.reference("Anne"), "\0", "STO-X"]
    desk.do(lambda: confirm(person("Bruno").id, now=LATER))
    said = desk.said(desk.post(SILENT, reference=named))
    assert "3 inscriptions ne sont pas concernées : réponse reçue" in said
    assert "0 inscription" not in said
    for name in ("Bruno", "Anne", "Chloé"):
        assert desk.do(lambda name=name: person(name).living)  # type: ignore[misc]


def test_the_same_list_sent_twice_says_that_the_second_changed_nothing(desk: Desk) -> None:
    named = [desk.reference("Bruno"), desk.reference("Chloé")]
    assert "2 inscriptions sont annulées" in desk.said(desk.post(SILENT, reference=named))
    said = desk.said(desk.post(SILENT, reference=named))
    assert "2 inscriptions ne sont pas concernées" in said
    assert "ont répondu" not in said
    assert "annulées, les personnes" not in said


def test_no_box_ticked_is_said(desk: Desk) -> None:
    assert "Aucune case n’était cochée" in desk.said(desk.post(SILENT))


def test_empty_list_tells_whether_anybody_was_asked(desk: Desk) -> None:
    submit(desk.client, SILENT)
    assert "Plus aucune réponse n’est attendue." in desk.page(SILENT).text
    desk.do(lambda: db.session.execute(update(OutboxMail).values(kind="reminder")))
    assert "La question n’a encore été posée à personne." in desk.page(SILENT).text


def test_release_of_many_gives_none_of_them_the_seat_of_another(desk: Desk) -> None:
    """Chloé waits for a seat like the one that Bruno gives back: both leave in one go, she is not moved first."""

    def chloe_waits() -> None:
        seats(1, "atelier-1")
        slots = {FIRST: SlotChoice("atelier-2", "atelier-1")}
        changing.change_choices(person("Chloé").id, Choices((), slots), now=OPEN)

    def moved() -> list[int | None]:
        entries = select(AuditEntry.registration_id).filter_by(action="promoted").order_by(AuditEntry.id)
        return list(db.session.scalars(entries))

    desk.do(chloe_waits)
    before = desk.do(moved)
    submit(desk.client, SILENT)
    assert desk.do(moved)[len(before) :] == [desk.do(lambda: person("Anne").id)]
    assert desk.do(lambda: held("Chloé")) == {}


def test_nothing_is_released_together_once_the_event_has_begun(desk: Desk) -> None:
    bruno = desk.reference("Bruno")
    with pytest.raises(EventBegun):
        desk.do(lambda: release([bruno], now=MIDNIGHT, actor="staff:1"))
    with time_machine.travel(MIDNIGHT, tick=False):
        desk.sign_in()
        page = desk.page(SILENT)
        assert "L’évènement a commencé" in page.text
        assert not page.select("input[name=reference], main form button")
        assert desk.post(SILENT, reference=bruno).status_code == 403
    assert len(desk.do(lambda: release([bruno], now=MIDNIGHT - HOUR, actor="staff:1"))) == 1


def test_absent_person_is_removed_on_the_day_and_not_before(desk: Desk) -> None:
    page = f"{LIST}/{desk.reference('Bruno')}"
    assert "Retirer une personne absente" not in desk.page(page).text
    assert desk.post(f"{page}/absente").status_code == 403
    with time_machine.travel(MIDNIGHT + HOUR, tick=False):
        desk.sign_in()
        answer = submit(desk.client, page, selector='form[action$="/absente"]')
        assert "La personne est retirée" in desk.said(answer)
    assert desk.do(lambda: held("Anne")) == {"atelier-1": "booked"}
    assert "Nous n’avons pas enregistré votre venue" in text(desk.last_mail("Bruno"))


def test_who_has_entered_is_not_absent(desk: Desk) -> None:
    page = f"{LIST}/{desk.reference('Bruno')}"

    def enters() -> None:
        entry = CheckIn(
            registration_id=person("Bruno").id, list="j1", number=1, kind="entry", at=MIDNIGHT,
            recorded_at=MIDNIGHT, gate="A", operator="o",
        )  # fmt: skip
        db.session.add(entry)

    desk.do(enters)
    with time_machine.travel(MIDNIGHT + HOUR, tick=False):
        desk.sign_in()
        assert "Retirer une personne absente" not in desk.page(page).text
        assert desk.post(f"{page}/absente").status_code == 403
    assert desk.do(lambda: person("Bruno").living)


def test_pages_are_for_organisers(desk: Desk) -> None:
    visitor = desk.app.test_client()
    assert visitor.get(SILENT).status_code == 303
    assert visitor.post(SILENT).status_code in (303, 400)
    assert desk.do(lambda: person("Bruno").living)
