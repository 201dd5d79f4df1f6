"""What a partner's webmaster copies to show the programme."""

from datetime import date
from typing import NamedTuple
from urllib.parse import urlsplit

from flask_babel import gettext as _
from markupsafe import Markup

TAG = Markup(
    '<script src="{site}/integrer/programme.js" async data-lang="{lang}" data-theme="light"></script>\n'
    '<noscript><a href="{site}/programme?lang={lang}">{title}</a></noscript>'
)
FRAME = Markup(
    '<iframe src="{site}/integrer/programme?lang={lang}&amp;theme=light" title="{title}" '
    'width="100%" height="900" loading="lazy"></iframe>'
)


class Snippets(NamedTuple):
    tag: str
    frame: str
    tag_policy: str
    """What a content security policy has to allow for it."""
    frame_policy: str
    settings: tuple[tuple[str, str, str], ...]
    """What each is for, in the tag, and in the frame's address."""


def snippets(site: str, lang: str, title: str, day: date) -> Snippets:
    """HTML as text: a page that shows it escapes it. `site` is the address without a final slash."""
    said = {"site": site, "lang": lang, "title": title}
    parts = urlsplit(site)
    origin = f"{parts.scheme}://{parts.netloc}"
    return Snippets(
        str(TAG.format(**said)),
        str(FRAME.format(**said)),
        f"script-src {origin}; frame-src {origin}",
        f"frame-src {origin}",
        (
            (_("Langue : fr ou en"), f'data-lang="{lang}"', f"lang={lang}"),
            (_("Un seul jour"), f'data-day="{day}"', f"jour={day}"),
            (
                _("Couleurs claires (light) ou sombres (dark) ; sinon celles que préfère chaque lecteur"),
                'data-theme="light"',
                "theme=light",
            ),
        ),
    )
