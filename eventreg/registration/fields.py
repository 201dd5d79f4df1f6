"""Fields of the participants' forms: what each accepts, and the sentence that says what to do otherwise."""

from collections.abc import Iterable, Mapping
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import (
    BooleanField,
    EmailField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from eventreg.registration import typed
from eventreg.registration.states import ORGANISATION_KINDS
from eventreg.registration.vocabulary import ORGANISATION_WORDS

NAME, EMAIL, LINE, PROSE = 100, 254, 200, 500


class Typed:
    """Validator of a text: something visible where it is `needed` (the sentence that asks for it), not too long."""

    def __init__(self, longest: int, needed: object = None) -> None:
        self.longest, self.needed = longest, needed
        self.field_flags = {"required": True} if needed else {}

    def __call__(self, form: Any, field: Any) -> None:
        if not typed.shows(field.data):
            if self.needed:
                raise StopValidation(str(self.needed))
            field.data = ""
        elif (over := len(field.data) - self.longest) > 0:
            raise StopValidation(
                ngettext(
                    "« %(label)s » est trop long d’un caractère : raccourcissez votre réponse.",
                    "« %(label)s » est trop long de %(num)s caractères : raccourcissez votre réponse.",
                    over,
                    label=field.label.text,
                )
            )


def text(label: object, longest: int, needed: object = None, **attributes: object) -> StringField:
    return StringField(label, [Typed(longest, needed)], filters=[typed.line], render_kw=attributes)


def prose(label: object, longest: int = PROSE, *, rows: int = 3) -> TextAreaField:
    return TextAreaField(label, [Typed(longest)], filters=[typed.prose], render_kw={"rows": rows})


def email() -> EmailField:
    needed = _l("Indiquez votre adresse électronique : la confirmation et votre badge y seront envoyés.")
    return EmailField(
        _l("Adresse électronique"), [Typed(EMAIL, needed), _deliverable], filters=[typed.line],
        render_kw={"spellcheck": "false", "autocapitalize": "none"},
    )  # fmt: skip


def canonical_address(address: str) -> str:
    """The one spelling that every mail server takes, and by which addresses are compared. Raises ValueError.

    Its shape only: asking the DNS would make the page wait for others. Reserved test domains are let in.
    """
    # Without DNS, test_environment does nothing but let "…@example.test" pass.
    found = validate_email(address, check_deliverability=False, allow_smtputf8=False, test_environment=True)
    written = found.ascii_email
    assert written is not None  # noqa: S101 - allow_smtputf8 is off
    return written


def _deliverable(form: Any, field: Any) -> None:
    local = field.data.rpartition("@")[0]
    if not local.isascii():
        raise StopValidation(
            _("La partie de votre adresse avant « @ » ne peut pas contenir d’accent. Vérifiez-la.")
        )
    try:
        field.data = canonical_address(field.data)
    except EmailNotValidError:
        raise StopValidation(
            _("Indiquez une adresse électronique complète, par exemple prenom.nom@ville.fr.")
        ) from None


def box(label: object, needed: object = None) -> BooleanField:
    """One box; `needed` is the sentence where it must be ticked."""
    validators = [Ticked(needed)] if needed else []
    return BooleanField(label, validators, false_values=FALSE, render_kw={"value": "y"})


FALSE = (False, "", "0", "false", "no", "off")


class Ticked:
    field_flags = {"required": True}  # noqa: RUF012 - WTForms reads the flags of a validator from this name

    def __init__(self, needed: object) -> None:
        self.needed = needed

    def __call__(self, form: Any, field: Any) -> None:
        if not field.data:
            raise StopValidation(str(self.needed))


def organisation_kind() -> SelectField:
    unknown = _l("Choisissez le type d’organisme dans la liste.")
    choices = [
        SelectChoice("", _l("Choisir")),
        *(SelectChoice(k, ORGANISATION_WORDS[k]) for k in ORGANISATION_KINDS),
    ]
    return SelectField(
        _l("Type d’organisme"), [Offered({"", *ORGANISATION_KINDS}, unknown)],
        choices=choices, default="", validate_choice=False,
    )  # fmt: skip


class Offered:
    """Validator of choices: only values that the page offers. An empty one stands for “none of this group”."""

    def __init__(self, values: Iterable[str], unknown: object) -> None:
        self.values, self.unknown = frozenset(values), unknown

    def __call__(self, form: Any, field: Any) -> None:
        many = isinstance(field.data, list)
        given = field.data if many else [field.data or ""]
        if not self.values.issuperset(filter(None, given)):
            raise StopValidation(str(self.unknown))


def offered(label: object, words: Mapping[str, object], default: str) -> SelectField:
    """One of a short list, in which something is always chosen."""
    unknown = _l("Choisissez dans la liste.")
    choices = [SelectChoice(code, word) for code, word in words.items()]
    return SelectField(
        label, [Chosen(words, unknown)], choices=choices, default=default, validate_choice=False
    )


def one_of(label: object, words: Mapping[str, object], needed: object) -> RadioField:
    """One of a short list, of which nothing is chosen yet; `needed` is the sentence that asks for it."""
    choices = [SelectChoice(code, word) for code, word in words.items()]
    return RadioField(label, [Chosen(words, needed)], choices=choices, default="", validate_choice=False)


class Chosen:
    """Validator of one choice that must be made."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms reads the flags of a validator from this name

    def __init__(self, values: Iterable[str], needed: object) -> None:
        self.values, self.needed = frozenset(values), needed

    def __call__(self, form: Any, field: Any) -> None:
        if field.data not in self.values:
            raise StopValidation(str(self.needed))


def several(label: object, values: list[str], unknown: object) -> SelectMultipleField:
    return SelectMultipleField(
        label, [Offered(values, unknown)], filters=[_once],
        choices=[SelectChoice(value) for value in values], validate_choice=False, default=(),
    )  # fmt: skip


def _once(values: Iterable[str] | None) -> list[str]:
    """Each value once; the empty marker of the group is not one."""
    return [value for value in dict.fromkeys(values or ()) if value]


def code(label: object, values: list[str]) -> RadioField:
    """One session of a slot, or none. Whether it may be chosen is decided with the days: see `programme_fields`."""
    choices = [SelectChoice("", _l("Aucun")), *(SelectChoice(value) for value in values)]
    return RadioField(label, choices=choices, validate_choice=False, default="")
