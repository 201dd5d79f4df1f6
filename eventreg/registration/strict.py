"""A form that reads strictly and answers kindly: whatever is refused, everything typed is still there."""

from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from eventreg.errors import Refusal
from eventreg.registration import typed

Sent = MultiDict[str, str]


class StrictForm(FlaskForm):  # type: ignore[misc]
    """Base of the participants' forms.

    It checks the CSRF token itself (the views are exempt from the check of the whole application), so that a stale
    token costs nobody what they typed.
    """

    several: frozenset[str] = frozenset()
    """Fields that may come more than once."""
    status = 422
    """Of the answer that gives a refused form back; 400 where the CSRF token was missing or of another session."""

    def __init__(self, sent: Sent | None, **given: Any) -> None:
        self.sent: Sent = MultiDict() if sent is None else sent
        super().__init__(formdata=sent, **given)

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        self.form_errors: list[str] = []
        self._check_token()
        for name in self.sent:
            self._check_values(name)
        self._check_together()
        return not self.errors

    def blame(self, name: str | None, sentence: str) -> None:
        """Put a fault beside a field, or above the form when the form shows no such field."""
        field = self._fields.get(name)
        if field is None or isinstance(field, HiddenField):
            self.form_errors.append(sentence)
        elif sentence not in field.errors:
            field.errors = [*field.errors, sentence]

    def refuse(self, refusal: Refusal) -> None:
        """What a service said no to, beside the field that it is about."""
        self.status = refusal.status
        self.blame(refusal.field, refusal.message())

    def _check_together(self) -> None:
        """What only several fields together can tell."""

    def _check_token(self) -> None:
        if not self.csrf_token.errors:
            return
        self.csrf_token.errors = []
        self.status = 400
        self.blame(
            None,
            _("Ce formulaire n’est plus valable, mais vos réponses sont encore là : envoyez-le à nouveau. "
              "Si ce message revient, autorisez les cookies de ce site."),
        )  # fmt: skip

    def _check_values(self, name: str) -> None:
        values = self.sent.getlist(name)
        field = self._fields.get(name)
        if field is not None and len(values) > 1 and name not in self.several:
            self.blame(name, _("Une question a reçu plusieurs réponses : donnez-en une seule."))
        allowed = typed.NEWLINES + "\t" if getattr(field, "type", "") == "TextAreaField" else ""
        bad = typed.holds_control(name) or any(typed.holds_control(value, allowed) for value in values)
        if bad and (field is None or not field.errors):
            self.blame(
                name,
                _("Une réponse contient un caractère invisible interdit : effacez-la et tapez-la à nouveau."),
            )
