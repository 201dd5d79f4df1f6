"""The form of a row of the draft, and of a session. `seen` says which state of the row it shows."""

import re
from collections.abc import Mapping
from datetime import time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from eventreg.agenda.tables import Row, fingerprint
from eventreg.event.fields import MOST_PEOPLE
from eventreg.i18n import LANGUAGES
from eventreg.registration import fields, typed
from eventreg.registration.strict import Sent, StrictForm

_DIGITS = re.compile(r"[0-9]{1,9}")
_TIME = re.compile(r"([01]?\d|2[0-4])\s*[:hH]\s*([0-5]\d)?")


def select(label: object) -> SelectField:
    return SelectField(label, choices=[], validate_choice=False, default="")


def number(label: object) -> StringField:
    return StringField(
        label, [_whole], filters=[typed.line], render_kw={"inputmode": "numeric", "autocomplete": "off"}
    )


def _whole(form: Any, field: Any) -> None:
    if field.data and not (_DIGITS.fullmatch(field.data) and int(field.data) <= MOST_PEOPLE):
        raise StopValidation(_("Indiquez un nombre entier, par exemple 60."))


def clock_field(label: object, needed: object) -> StringField:
    """`needed` is said where there is no time."""

    def read(form: Any, field: Any) -> None:
        if moment(field.data) is None:
            raise StopValidation(str(needed))

    return StringField(label, [read], filters=[typed.line], render_kw={"type": "time", "step": "300"})


def moment(text: str | None) -> time | None:
    """« 9:30 », « 9 h 30 », « 9h ». Midnight at the end of a day is « 0:00 »."""
    found = _TIME.fullmatch(text or "")
    return time(int(found[1]) % 24, int(found[2] or 0)) if found else None


def in_languages(row: Row, *names: str) -> dict[str, str]:
    """What the two fields of each of these texts show."""
    return {f"{name}_{lang}": row.get(name, {}).get(lang, "") for name in names for lang in LANGUAGES}


class RowForm(StrictForm):
    """One row of the draft."""

    seen = HiddenField()
    accepted = HiddenField()

    def __init__(self, sent: Sent | None, row: Row | None = None) -> None:
        self.row = row
        super().__init__(sent, data={**self.shown(row or {}), "seen": fingerprint(row) if row else ""})

    def shown(self, row: Row) -> dict[str, Any]:
        """The row as its fields show it."""
        raise NotImplementedError

    def values(self) -> Row:
        """The row as its fields say; keys that say nothing are empty."""
        raise NotImplementedError

    def texts(self, name: str) -> dict[str, str]:
        """What its two fields say, by language."""
        return {lang: self[f"{name}_{lang}"].data for lang in LANGUAGES}

    def one_of(self, name: str, choices: Mapping[str, object], *, empty: object = None) -> None:
        offered = {"": empty} | dict(choices) if empty is not None else dict(choices)
        self[name].choices = [SelectChoice(code, word) for code, word in offered.items()]
        self[name].validators = [fields.Chosen(offered, _l("Choisissez dans la liste."))]
