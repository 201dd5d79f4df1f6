"""What the heads of the public pages tell search engines and whoever is sent a link: one address for each language, a
preview (OpenGraph) and schema.org. Written once per revision, language and address, as a page's texts are."""

import re
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from flask import render_template
from flask_babel import gettext as _
from markupsafe import Markup

from eventreg.agenda.programme import Programme, SessionEntry
from eventreg.feeds import linked_data, preview
from eventreg.feeds.files import File, Keeper
from eventreg.feeds.linked_data import Node
from eventreg.feeds.queries import earlier_starts
from eventreg.i18n import LANGUAGES, date_long, date_range, language, sentence, text, time_range
from eventreg.web import base_url

LOCALES = {"fr": "fr_FR", "en": "en_GB"}
DESCRIPTION = 300  # letters: more is cut off wherever previews are shown
WHOLE = ("/", "/programme", "/programme/partager")
"""Pages of the whole programme: their readers are told where to follow it."""


class About(NamedTuple):
    path: str
    title: str
    description: str


class Heads:
    """Each is written when it is first asked for, within a request."""

    def __init__(self, programme: Programme, lang: str, base: str) -> None:
        self.programme, self.lang, self.base = programme, lang, base
        self._sessions: dict[str, Markup] = {}

    @cached_property
    def event(self) -> Markup:
        event = self.programme.edition.event
        about = About("/", text(event.title), f"{self._when}, {self._where}. {text(event.summary)}")
        data = linked_data.of_event(self.programme, self.base, self._earlier, image=self._image)
        return self._written(about, data)

    @cached_property
    def programme_page(self) -> Markup:
        return self._written(About("/programme", _("Programme"), f"{self._when}, {self._where}."))

    @cached_property
    def sharing(self) -> Markup:
        described = _("Le programme dans votre agenda, dans une application ou sur votre site.")
        return self._written(About("/programme/partager", _("Suivre et partager le programme"), described))

    @cached_property
    def picture(self) -> File:
        title = sentence(text(self.programme.edition.event.title))
        return preview.draw(title=title, when=sentence(self._when), where=self._where, lang=self.lang)

    def session(self, session: SessionEntry) -> Markup:
        kept = self._sessions.get(session.code)
        if kept is None:
            data = linked_data.of_session(session, self.programme, self.base, self._earlier)
            kept = self._sessions[session.code] = self._written(self._about(session), data)
        return kept

    def _about(self, session: SessionEntry) -> About:
        when = f"{date_long(session.starts_at)}, {time_range(session.starts_at, session.ends_at)}"
        where = f"{text(session.room.name)}, {self._where}" if session.room else self._where
        said = f"{when}, {where}. {text(session.description)}"
        if session.cancelled:
            said = _("Annulé. %(rest)s", rest=said)
        return About(f"/programme/{session.code}", text(session.title), said)

    def _written(self, about: About, data: Node | None = None) -> Markup:
        addresses = {lang: self._address(about.path, lang) for lang in LANGUAGES}
        return Markup(  # noqa: S704 - a template's own output
            render_template(
                "feeds/_head.html",
                addresses=addresses,
                here=addresses[self.lang],
                title=about.title,
                description=_shortened(sentence(about.description)),
                follows=about.path in WHOLE,
                asked=_asking(self.lang),
                site=text(self.programme.edition.event.title),
                locale=LOCALES[self.lang],
                other_locales=[locale for lang, locale in LOCALES.items() if lang != self.lang],
                image=self._image,
                image_size=(preview.WIDTH, preview.HEIGHT),
                image_alt=f"{text(self.programme.edition.event.title)}. {self._when}, {self._where}.",
                data=linked_data.written(data) if data else None,
            )
        )

    def _address(self, path: str, lang: str) -> str:
        """Of a page in one language: the bare address is French to whoever states no wish, as crawlers do."""
        return f"{self.base}{path}{_asking(lang)}"

    @property
    def _image(self) -> str:
        return self._address("/apercu.png", self.lang)

    @cached_property
    def _earlier(self) -> dict[str, datetime]:
        return earlier_starts(self.programme)

    @property
    def _when(self) -> str:
        event = self.programme.edition.event
        return date_range(event.starts_on, event.ends_on)

    @property
    def _where(self) -> str:
        venue = self.programme.edition.venue
        return f"{text(venue.name)}, {venue.city}"


def _asking(lang: str) -> str:
    return "" if lang == LANGUAGES[0] else f"?lang={lang}"


def _shortened(said: str) -> str:
    """On one line, cut between two words; no-break spaces stay."""
    said = re.sub(r"\s*\n\s*", " ", said).strip()
    cut = said[: DESCRIPTION - 1]
    return said if len(said) <= DESCRIPTION else (cut.rpartition(" ")[0] or cut) + "…"


_heads = Keeper(Heads)


def heads(programme: Programme) -> Heads:
    """In the language being spoken."""
    return _heads(programme, language(), base_url())
