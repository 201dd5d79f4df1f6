"""The versions of the programme as an Atom feed (RFC 4287)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from xml.etree import ElementTree as ET

from flask_babel import gettext as _
from markupsafe import escape

NAMESPACE = "http://www.w3.org/2005/Atom"


class Entry(NamedTuple):
    number: int
    released_at: datetime
    note: str
    lines: list[str]
    """What changed, a sentence each; one at least."""


def unseen() -> str:
    """Of a version that changed nothing that is told."""
    return _("Seul l’ordre d’affichage, ou ce qui reste à confirmer, a changé.")


def first() -> str:
    return _("Première version publiée")


def title(event: str) -> str:
    return _("Versions du programme – %(event)s", event=event)


def write(entries: Sequence[Entry], *, title: str, author: str, base: str, lang: str) -> bytes:
    """UTF-8 octets; `entries` newest first, one at least; `base` is the site's address."""
    address = f"{base}/programme/versions"
    feed = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": lang})
    _add(feed, "id", address)
    _add(feed, "title", title)
    _add(feed, "updated", _instant(entries[0].released_at))
    _add(feed, "link", rel="self", type="application/atom+xml", href=f"{address}.atom?lang={lang}")
    _add(feed, "link", rel="alternate", type="text/html", href=address)
    _add(_add(feed, "author"), "name", author)
    for entry in entries:
        _write_entry(feed, entry, address)
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def _write_entry(feed: ET.Element, entry: Entry, address: str) -> None:
    element = _add(feed, "entry")
    page = f"{address}/{entry.number}"
    _add(element, "id", page)
    _add(element, "title", _("Version %(number)s", number=entry.number))
    _add(element, "updated", _instant(entry.released_at))
    _add(element, "link", rel="alternate", type="text/html", href=page)
    if entry.note:
        _add(element, "summary", entry.note)
    content = "".join(f"<li>{escape(line)}</li>" for line in entry.lines)
    _add(element, "content", f"<ul>{content}</ul>", type="html")


def _add(parent: ET.Element, tag: str, content: str | None = None, /, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, tag, attributes)
    element.text = content
    return element


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
