"""The fields of a programme: days, meals, and for each slot a seat and a wish. The class is made once per programme."""

from collections.abc import Iterator
from datetime import date
from typing import Any, TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eventreg.agenda.programme import Programme, SessionEntry, Slot
from eventreg.i18n import date_short, text, time_range
from eventreg.registration import fields
from eventreg.registration.choices import Choices, SlotChoice
from eventreg.registration.strict import StrictForm

F = TypeVar("F", bound="ProgrammeForm")
SEAT, WISH = "slot-", "wish-"


class ProgrammeForm(StrictForm):
    """Base of the forms that hold the fields of a programme: see `of`."""

    programme: Programme
    several = frozenset({"days", "meals"})

    @classmethod
    def fields(cls, programme: Programme) -> dict[str, Any]:
        """By name, in the order of the page: the summary of faults follows it."""
        days = [day.isoformat() for day in programme.dates]
        meals = [session.code for session in programme.ticked]
        return {
            "days": fields.several(_l("Jours de présence"), days, _l("Choisissez parmi les jours proposés.")),
            **dict(_slot_fields(programme)),
            "meals": fields.several(_l("Repas et soirée"), meals, _l("Choisissez parmi les repas proposés.")),
        }

    def choices(self) -> Choices:
        """Call it on a valid form."""
        return Choices(
            tuple(date.fromisoformat(day) for day in sorted(self["days"].data)),
            {slot.name: self._choice(slot) for slot in self.programme.bookable_slots},
            tuple(self["meals"].data),
        )

    def _choice(self, slot: Slot) -> SlotChoice:
        seat, wish = self[SEAT + slot.name].data or None, self[WISH + slot.name].data or None
        return SlotChoice(seat, wish if wish != seat else None)

    def _check_together(self) -> None:
        if not self["days"].data and not self["days"].errors:
            self.blame("days", _("Cochez au moins un jour de présence."))
        self._check_names()
        for slot in self.programme.bookable_slots:
            for prefix in (SEAT, WISH):
                self._check_session(prefix + slot.name, slot)
        self._check_meals()

    def _check_names(self) -> None:
        """A slot that there is not: said at the first one there is, where choosing again begins."""
        slots = self.programme.bookable_slots
        first = SEAT + slots[0].name if slots else None
        if any(name.startswith((SEAT, WISH)) and name not in self for name in self.sent):
            self.blame(first, _("Le programme a changé : choisissez à nouveau vos ateliers."))

    def _check_session(self, name: str, slot: Slot) -> None:
        code = self[name].data
        if not code or self[name].errors:
            return
        session = next((session for session in slot.sessions if session.code == code), None)
        if session is None:
            where = time_range(slot.starts_at, slot.ends_at)
            self.blame(name, _("Choisissez l’un des ateliers proposés pour %(slot)s.", slot=where))
        elif session.cancelled:
            self.blame(name, _("Cet atelier est annulé : choisissez-en un autre."))
        elif (missing := self._day_missing(session)) is not None:
            self.blame(
                name,
                _("Cochez aussi le %(day)s dans vos jours de présence, ou choisissez « Aucun atelier ».",
                  day=missing),
            )  # fmt: skip

    def _check_meals(self) -> None:
        for code in self["meals"].data if not self["meals"].errors else ():
            missing = self._day_missing(self.programme.by_code[code])
            if missing is not None:
                title = text(self.programme.by_code[code].title)
                sentence = _("« %(title)s » a lieu le %(day)s : cochez aussi ce jour, ou retirez ce choix.",
                             title=title, day=missing)  # fmt: skip
                self.blame("meals", sentence)

    def _day_missing(self, session: SessionEntry) -> str | None:
        day = session.starts_at.date()
        # Where a day itself is wrong, its own sentence is enough.
        if day.isoformat() in self["days"].data or self["days"].errors:
            return None
        return date_short(day)


_made: dict[type, tuple[Programme, Any]] = {}


def of(base: type[F], programme: Programme) -> type[F]:
    """`base` with the fields of this programme; the class is kept until the programme changes."""
    kept = _made.get(base)
    if kept is None or kept[0] is not programme:
        attributes = {"programme": programme, **base.fields(programme)}
        kept = _made[base] = (programme, type(base.__name__, (base,), attributes))
    made: type[F] = kept[1]
    return made


def _slot_fields(programme: Programme) -> Iterator[tuple[str, Any]]:
    for slot in programme.bookable_slots:
        codes = [session.code for session in slot.sessions]
        yield SEAT + slot.name, fields.code(_l("Atelier"), codes)
        yield WISH + slot.name, fields.code(_l("Liste d’attente"), codes)
