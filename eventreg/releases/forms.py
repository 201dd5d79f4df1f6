"""What organisers say when they publish."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField

from eventreg.event.fields import LINE_LENGTH
from eventreg.registration import fields


class PublishingForm(FlaskForm):
    note_fr = fields.text(_("Note de version, en français"), LINE_LENGTH)
    note_en = fields.text(_("Note de version, en anglais"), LINE_LENGTH)
    at_once = BooleanField(_("Prévenir les personnes tout de suite"))
    seen = HiddenField()

    @property
    def note(self) -> dict[str, str]:
        given = {"fr": self.note_fr.data, "en": self.note_en.data}
        return {lang: said for lang, said in given.items() if said}
