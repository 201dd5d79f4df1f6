"""The form of a session of the draft."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField

from eventreg.agenda.drafting import Draft
from eventreg.agenda.models import BOOKABLE_KIND
from eventreg.agenda.tables import Row
from eventreg.agenda.vocabulary import KIND_WORDS
from eventreg.editing import rows, words
from eventreg.editing.forms import RowForm, clock_field, in_languages, moment, number, select
from eventreg.event.fields import LINE_LENGTH, PROSE_LENGTH
from eventreg.i18n import date_long, language_name, localised
from eventreg.registration import fields, typed
from eventreg.registration.strict import Sent

MOST_CONTRIBUTORS = 50


class SessionForm(RowForm):
    several = frozenset({"contributors", "interpretation"})

    kind = select(words.FIELDS["kind"])
    title_fr = fields.text(_l("Titre français"), LINE_LENGTH, autocomplete="off")
    title_en = fields.text(_l("Titre anglais"), LINE_LENGTH, autocomplete="off", lang="en")
    description_fr = fields.prose(_l("Description en français"), PROSE_LENGTH, rows=4)
    description_en = fields.prose(_l("Description en anglais"), PROSE_LENGTH, rows=4)
    day = select(_l("Jour"))
    starts = clock_field(words.FIELDS["starts_at"], _l("Indiquez l’heure du début, par exemple 9:30."))
    ends = clock_field(words.FIELDS["ends_at"], _l("Indiquez l’heure de la fin, par exemple 11:00."))
    room = select(words.FIELDS["room"])
    capacity = number(words.FIELDS["capacity"])
    state = select(words.FIELDS["status"])
    """Its status; a form's own is that of its answer."""
    language = select(words.FIELDS["language"])
    interpretation = SelectMultipleField(words.FIELDS["interpretation"], validate_choice=False, default=())
    track = select(words.FIELDS["track"])
    contributors = SelectMultipleField(words.FIELDS["contributors"], validate_choice=False, default=())
    add_person = select(_l("Ajouter un intervenant"))
    add_name = fields.text(_l("Ou un nom qui n’est pas dans la liste"), LINE_LENGTH, autocomplete="off")

    def __init__(self, sent: Sent | None, draft: Draft, days: Iterable[date], row: Row | None = None) -> None:
        tables = draft.tables
        self.former = {code: localised(name) for code, name in draft.former("contributor").items()}
        super().__init__(sent, row)
        rooms, tracks = (_named(tables[name]) for name in ("room", "track"))
        self.people = _named(tables["contributor"])
        known = (row["language"],) if row and "language" in row else ()
        self.one_of("kind", KIND_WORDS)
        self.one_of("day", {day.isoformat(): date_long(day) for day in days})
        self.one_of("room", rooms, empty=_l("Sans salle"))
        self.one_of("state", words.STATUSES)
        self.one_of("language", {code: language_name(code) for code in (*known, *words.LANGUAGES)})
        self.one_of("track", tracks, empty=_l("Aucune"))
        self.one_of("add_person", self.people, empty=_l("Choisir"))
        for name, usual in (("kind", BOOKABLE_KIND), ("state", "provisional"), ("language", "fr")):
            self[name].data = self[name].data or usual

    def shown(self, row: Row) -> dict[str, Any]:
        starts, ends = (
            row[key][:16].split("T") if key in row else ("", "") for key in ("starts_at", "ends_at")
        )
        return {
            **{key: row.get(key, "") for key in ("kind", "room", "language", "track")},
            "state": row.get("status", ""),
            **in_languages(row, "title", "description"),
            "day": starts[0], "starts": starts[1], "ends": ends[1], "capacity": str(row.get("capacity", "")),
            "interpretation": row.get("interpretation", []), "contributors": row.get("contributors", []),
        }  # fmt: skip

    def values(self) -> Row:
        starts_at, ends_at = self._instants()
        return {
            "kind": self.kind.data, "title": self.texts("title"), "description": self.texts("description"),
            "starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat(), "room": self.room.data,
            "capacity": int(self.capacity.data) if self.capacity.data else None, "status": self.state.data,
            "track": self.track.data, "contributors": self.contributors.data or [],
            "language": self.language.data, "interpretation": self.interpretation.data or [],
        }  # fmt: skip

    def _instants(self) -> tuple[datetime, datetime]:
        starts, ends = moment(self.starts.data), moment(self.ends.data)
        assert starts is not None and ends is not None  # noqa: S101, PT018 - the form is valid
        return rows.instants(date.fromisoformat(self.day.data), starts, ends)

    def add_what_was_typed(self) -> None:
        """A contributor chosen or typed, whether or not the button that adds them was pressed."""
        if self.add_person.data or self.add_name.data:
            self.rearrange("add")

    def rearrange(self, order: str) -> None:
        """`up-2`, `down-2`, `remove-2`, `add`: what a button of the list of contributors says."""
        people = [line for line in (typed.line(one) for one in self.contributors.data or ()) if line]
        what, _dash, place = order.partition("-")
        index = int(place) if place.isdigit() and int(place) < len(people) else None
        if what == "add":
            new = [one for one in (self.add_person.data, typed.line(self.add_name.data)) if one]
            people += [one for one in new if one not in people]
            self.add_person.data = self.add_name.data = ""
        elif index is not None:
            people = _rearranged(people, what, index)
        self.contributors.data = people

    def said(self, line: str) -> str:
        """A contributor's name, or the name that stands for itself."""
        return (self.former | self.people).get(line, line)

    def _check_together(self) -> None:
        if not self.day.errors and not self.starts.errors and not self.ends.errors:
            starts_at, ends_at = self._instants()
            if ends_at <= starts_at:
                self.blame("ends", _("La fin doit être après le début."))
        if self.capacity.data and self.kind.data != BOOKABLE_KIND:
            self.blame("capacity", _("Seuls les ateliers ont un nombre de places : laissez ce champ vide."))
        if self.description_en.data and not self.description_fr.data:
            self.blame("description_fr", _("Écrivez aussi la description en français."))
        if not set(self.interpretation.data or ()) <= set(words.LANGUAGES):
            self.blame("interpretation", _("Choisissez dans la liste."))
        self._check_people(self.contributors.data or [])

    def _check_people(self, people: list[str]) -> None:
        for code in self.former.keys() & set(people):
            self.blame(
                "contributors",
                _(
                    "« %(name)s » n’est plus dans la liste des intervenants : retirez ce nom.",
                    name=self.said(code),
                ),
            )
        if len(people) > MOST_CONTRIBUTORS:
            self.blame(
                "contributors", _("Une séance a %(most)s intervenants au plus.", most=MOST_CONTRIBUTORS)
            )
        if not all(typed.shows(one) and len(one) <= LINE_LENGTH for one in people):
            self.blame(
                "contributors", _("Un nom est vide ou trop long : retirez-le et ajoutez-le à nouveau.")
            )


def _rearranged(people: list[str], what: str, index: int) -> list[str]:
    if what == "remove":
        return people[:index] + people[index + 1 :]
    return rows.shifted(people, people[index], {"up": -1, "down": 1}.get(what, 0))


def _named(table: Iterable[Row]) -> dict[str, str]:
    return {row["code"]: localised(row.get("name")) for row in table}
