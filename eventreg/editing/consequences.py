"""What a change of the draft would do to those who hold seats, before it is made. Reads only."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from eventreg.agenda.drafting import Draft
from eventreg.agenda.programme import Programme
from eventreg.agenda.sketching import sketched
from eventreg.agenda.tables import Row, Tables, find
from eventreg.db import db
from eventreg.editing import words
from eventreg.registration.foreseeing import Effect, foresee
from eventreg.registration.models import Booking
from eventreg.registration.states import BOOKED


@dataclass(frozen=True, slots=True)
class Consequence:
    effect: Effect
    others: tuple[str, ...] = ()
    """Codes of the sessions in which those who lose their seat have another one at that time."""

    @property
    def harmed(self) -> int:
        """How many people lose their seat, or have it on a day on which they do not come."""
        return self.effect.harmed


def worse(programme: Programme, draft: Draft, row: Row) -> Consequence:
    """What publishing would do to the holders of this session, were it `row`; nothing where the draft does as much
    to people already."""
    code = row["code"]
    tables = draft.tables | {
        "session": [row if one["code"] == code else one for one in draft.tables["session"]]
    }
    now = foresee(programme, sketched(programme, draft.tables)).of(code)
    after = sketched(programme, tables)
    effect = foresee(programme, after).of(code)
    return Consequence(Effect()) if now.harmed >= effect.harmed else _with_others(effect, after, code)


def everywhere(programme: Programme, draft: Draft) -> dict[str, Consequence]:
    """Of each session whose holders would lose a seat, or have it on a day on which they do not come."""
    after = sketched(programme, draft.tables)
    effects = foresee(programme, after).sessions
    return {code: _with_others(effect, after, code) for code, effect in effects.items() if effect.harmed}


def question(one: Consequence, tables: Tables) -> str:
    """What will happen to people, before the organiser says yes."""
    held = ngettext(
        "Une personne a une place dans cette séance.",
        "%(num)s personnes ont une place dans cette séance.",
        one.effect.seated,
    )
    return f"{held} {_called_off(one) if one.effect.called_off else _harm(one, tables)}"


def shown(one: Consequence, tables: Tables) -> str:
    """Beside the session, once the draft has it so."""
    if one.effect.called_off:
        return ngettext(
            "Annulée alors qu’une personne y a une place.",
            "Annulée alors que %(num)s personnes y ont une place.",
            one.effect.lose,
        )
    return _harm(one, tables)


def _called_off(one: Consequence) -> str:
    if not one.effect.priority:
        return ngettext(
            "À la publication, elle en sera informée.",
            "À la publication, elles en seront informées.",
            one.effect.seated,
        )
    return ngettext(
        "À la publication, elle en sera informée et passera en priorité dans les autres séances du créneau.",
        "À la publication, elles en seront informées et passeront en priorité dans les autres séances du créneau.",
        one.effect.seated,
    )


def _harm(one: Consequence, tables: Tables) -> str:
    if one.effect.anew:
        return _anew(one.effect.lose)
    said = [_lost(one, tables)] if one.effect.lose else []
    return " ".join([*said, _absent(one.effect.absent)] if one.effect.absent else said)


def _anew(people: int) -> str:
    return ngettext(
        "Une personne y perdra sa place à la publication : elle devra la demander à nouveau.",
        "%(num)s personnes y perdront leur place à la publication : elles devront la demander à nouveau.",
        people,
    )


def _absent(people: int) -> str:
    return ngettext(
        "Une personne n’a pas annoncé sa venue ce jour-là : elle garde sa place et en sera avertie à la publication.",
        "%(num)s personnes n’ont pas annoncé leur venue ce jour-là : elles gardent leur place et en seront averties "
        "à la publication.",
        people,
    )


def _lost(one: Consequence, tables: Tables) -> str:
    rows = [find(tables["session"], code) for code in one.others]
    others = _(" ou ").join(_("« %(title)s »", title=words.title(row)) for row in rows if row)
    return ngettext(
        "Une personne y perdra sa place à la publication, car elle est inscrite au même moment à %(others)s.",
        "%(num)s personnes y perdront leur place à la publication, car elles sont inscrites au même moment à "
        "%(others)s.",
        one.effect.lose,
        others=others,
    )


def short(one: Consequence) -> str:
    if not one.effect.lose:
        return ngettext(
            "Une personne absente ce jour-là", "%(num)s personnes absentes ce jour-là", one.effect.absent
        )
    return ngettext("Une place perdue", "%(num)s places perdues", one.effect.lose)


def _with_others(effect: Effect, after: Programme, code: str) -> Consequence:
    if effect.called_off or not effect.lose:
        return Consequence(effect)
    moved = after.by_code[code]
    seated = select(Booking.registration_id).filter_by(session_id=moved.id, state=BOOKED)
    met = select(Booking.session_id).where(
        Booking.session_id.in_(after.beside(moved)),
        Booking.state == BOOKED,
        Booking.registration_id.in_(seated),
    )
    return Consequence(effect, tuple(sorted(after.by_id[key].code for key in set(db.session.scalars(met)))))
