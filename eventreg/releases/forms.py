"""What organisers say when they publish."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import Length

from eventreg.event.fields import LINE_LENGTH
from eventreg.registration.typed import line

_TOO_LONG = Length(max=LINE_LENGTH, message=_("Ce texte est trop long : 300 caractères au plus."))


class PublishingForm(FlaskForm):
    note_fr = StringField(_("Note de version, en français"), [_TOO_LONG])
    note_en = StringField(_("Note de version, en anglais"), [_TOO_LONG])
    at_once = BooleanField(_("Prévenir les personnes tout de suite"))
    seen = HiddenField()

    @property
    def note(self) -> dict[str, str]:
        given = {"fr": line(self.note_fr.data), "en": line(self.note_en.data)}
        return {lang: said for lang, said in given.items() if said}
