"""What a change of the draft would do to those who hold seats, before it is made. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Select, func, select

from eventreg.agenda.clashes import overlap
from eventreg.agenda.drafting import Draft
from eventreg.agenda.models import BOOKABLE_KIND, CHOOSABLE_KINDS, Session
from eventreg.agenda.tables import Row, Tables, find
from eventreg.db import db
from eventreg.editing import words
from eventreg.registration.models import Booking
from eventreg.registration.states import BOOKED


@dataclass(frozen=True, slots=True)
class Consequence:
    """In numbers of people."""

    seated: int = 0
    lose: int = 0
    others: tuple[str, ...] = ()
    """Codes of the sessions in which those who lose have another seat at that time."""
    called_off: bool = False


NOTHING = Consequence()


def of(draft: Draft, row: Row) -> Consequence:
    """What publishing the draft would do to the holders of this session, were it `row`."""
    published = find(draft.published["session"], row["code"])
    if published is None or published["kind"] not in CHOOSABLE_KINDS or published["status"] == "cancelled":
        return NOTHING
    if row["status"] == "cancelled":
        return _counted(row, (), called_off=True)
    same = all(row[key] == published[key] for key in ("starts_at", "ends_at"))
    if same or row["kind"] != BOOKABLE_KIND:
        return NOTHING
    return _counted(row, _meanwhile(draft.tables, row), called_off=False)


def worse(draft: Draft, row: Row) -> Consequence:
    """Of this change alone: nothing where the draft does as much to people already."""
    now = find(draft.tables["session"], row["code"])
    after = of(draft, row)
    return NOTHING if now is not None and of(draft, now).lose >= after.lose else after


def everywhere(draft: Draft) -> dict[str, Consequence]:
    """Of each session whose holders would lose a seat."""
    found = {row["code"]: of(draft, row) for row in draft.tables["session"] if _altered(draft, row)}
    return {code: one for code, one in found.items() if one.lose}


def question(one: Consequence, tables: Tables) -> str:
    """What will happen to people, before the organiser says yes."""
    return f"{_held(one.seated)} {sentence(one, tables)}"


def sentence(one: Consequence, tables: Tables) -> str:
    if one.called_off:
        return ngettext(
            "Elle la perdra, en sera informée et se verra proposer les places qui restent.",
            "Elles la perdront, en seront informées et se verront proposer les places qui restent.",
            one.lose,
        )
    rows = [find(tables["session"], code) for code in one.others]
    others = ", ".join(f"« {words.title(row)} »" for row in rows if row)
    return ngettext(
        "Une personne perdra la sienne à la publication, car elle est inscrite au même moment à %(others)s.",
        "%(num)s personnes perdront la leur à la publication, car elles sont inscrites au même moment à %(others)s.",
        one.lose, others=others,
    )  # fmt: skip


def _held(seated: int) -> str:
    if not seated:
        return ""
    return ngettext(
        "Une personne a une place dans cette séance.",
        "%(num)s personnes ont une place dans cette séance.",
        seated,
    )


def shown(one: Consequence, tables: Tables) -> str:
    """Beside the session, once it is so."""
    if one.called_off:
        return ngettext(
            "Annulée : une personne perdra sa place.",
            "Annulée : %(num)s personnes perdront leur place.",
            one.lose,
        )
    return _("Inscriptions incompatibles : %(sentence)s", sentence=sentence(one, tables))


def short(one: Consequence) -> str:
    return ngettext("Une place perdue", "%(num)s places perdues", one.lose)


def _altered(draft: Draft, row: Row) -> bool:
    return find(draft.published["session"], row["code"]) not in (None, row)


def _meanwhile(tables: Tables, row: Row) -> list[str]:
    return [
        other["code"]
        for other in tables["session"]
        if other["code"] != row["code"] and other["kind"] == BOOKABLE_KIND
        and other["status"] != "cancelled" and overlap(other, row)
    ]  # fmt: skip


def _counted(row: Row, others: Iterable[str], *, called_off: bool) -> Consequence:
    seated = _people(Session.code == row["code"])
    total = _number(seated)
    if called_off:
        return Consequence(total, total, called_off=True)
    elsewhere = {code: _number(seated, _people(Session.code == code)) for code in others}
    met = tuple(code for code, number in elsewhere.items() if number)
    lose = _number(seated, _people(Session.code.in_(met))) if met else 0
    return Consequence(total, lose, met)


def _people(which: ColumnElement[bool]) -> Select[int]:
    return select(Booking.registration_id).join(Session).where(which, Booking.state == BOOKED)


def _number(seated: Select[int], among: Select[int] | None = None) -> int:
    people = seated.subquery()
    of_these = select(func.count(func.distinct(people.c.registration_id)))
    if among is not None:
        of_these = of_these.where(people.c.registration_id.in_(among))
    return db.session.scalars(of_these).one()
