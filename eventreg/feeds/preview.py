"""The picture that is shown beside a link to the event (1200 × 630, as OpenGraph's readers cut it)."""

from pathlib import Path

from eventreg import typesetting
from eventreg.feeds.files import File, file
from eventreg.feeds.texts import line

SOURCE = Path(__file__).parent / "preview.typ"
WIDTH, HEIGHT = 1200, 630


def draw(*, title: str, when: str, where: str, lang: str) -> File:
    data = {"title": line(title), "when": line(when), "where": line(where), "lang": lang}
    return file(typesetting.picture(SOURCE, data))
