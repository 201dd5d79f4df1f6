"""What was published, for everybody: each version, the difference between any two, and a feed of them."""

from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.agenda import programme as agenda
from eventreg.agenda.models import Release
from eventreg.agenda.programme import Programme
from eventreg.agenda.tables import Row, Tables, parsed
from eventreg.agenda.vocabulary import name
from eventreg.feeds.answers import asked_language, public, readable_anywhere
from eventreg.feeds.files import file
from eventreg.i18n import localised, speaking, text
from eventreg.releases import atom, queries, words
from eventreg.releases.words import Told
from eventreg.web import base_url

blueprint = Blueprint("releases", __name__)

NUMBER = "int(max=2147483647)"  # what a column holds
MOST_IN_FEED = 20
MOST_TOLD = 30
"""Versions whose changes stand on one page; those before are named, and tell theirs on their own."""


class Version(NamedTuple):
    number: int
    released_at: datetime
    """In the event's zone."""
    note: str
    returned_to: int | None
    first: bool
    told: list[Told]
    """Since the version before; nothing of the first."""


@blueprint.get("/programme/versions")
def versions() -> ResponseReturnValue:
    programme = _programme()
    asked = [request.args.get(name, type=int) for name in ("de", "a")]
    if all(asked):
        return redirect(url_for("releases.difference", older=asked[0], newer=asked[1]), 303)
    newest, listed = _newest(programme, MOST_TOLD), queries.listed()
    return render_template(
        "releases/versions.html",
        versions=newest,
        earlier=listed[len(newest) :],
        zone=programme.zone,
        numbers=[release.number for release in listed],
        current=programme.version,
    )


@blueprint.get(f"/programme/versions/<{NUMBER}:number>")
def version(number: int) -> ResponseReturnValue:
    programme = _programme()
    release = queries.of(number) or abort(404)
    return render_template(
        "releases/version.html",
        version=_version(release, queries.before(release), programme),
        days=_days(release.document),
        room=lambda row: name(release.document, "room", row.get("room")),
        people=lambda row: words.people(row.get("contributors"), release.document),
        name=lambda row: words.name_of("session", row),
        current=programme.version,
    )


@blueprint.get(f"/programme/versions/<{NUMBER}:older>/<{NUMBER}:newer>")
def difference(older: int, newer: int) -> ResponseReturnValue:
    programme = _programme()
    one, other = (queries.of(number) or abort(404) for number in (older, newer))
    return render_template(
        "releases/difference.html",
        older=_version(one, None, programme),
        newer=_version(other, None, programme),
        told=words.told(one.document, other.document),
        numbers=[release.number for release in queries.listed()],
        current=programme.version,
    )


@blueprint.get("/programme/versions.atom")
def feed() -> ResponseReturnValue:
    programme, lang = _programme(), asked_language()
    with speaking(lang):
        data = atom.write(
            [_entry(one) for one in _newest(programme, MOST_IN_FEED)],
            title=atom.title(text(programme.edition.event.title)),
            author=text(programme.edition.event.service),
            base=base_url(),
            lang=lang,
        )
    return readable_anywhere(public(file(data), None, "versions.atom", "application/atom+xml; charset=utf-8"))


def _newest(programme: Programme, most: int) -> list[Version]:
    """Newest first, each with its difference from the one before."""
    releases = queries.newest_first(most + 1)
    pairs = zip(releases, [*releases[1:], None], strict=True)
    return [_version(one, before, programme) for one, before in pairs][:most]


def _version(release: Release, before: Release | None, programme: Programme) -> Version:
    note = localised(release.note)
    return Version(
        release.number,
        release.released_at.astimezone(programme.zone),
        note,
        release.returned_to,
        before is None,
        words.told(before.document, release.document) if before else [],
    )


def _entry(version: Version) -> atom.Entry:
    lines = [f"{told.title} – {sentence}" for told in version.told for sentence in told.sentences]
    lines = lines or [atom.first() if version.first else atom.unseen()]
    return atom.Entry(version.number, version.released_at, version.note, lines)


def _days(document: Tables) -> list[tuple[date, list[Row]]]:
    """The sessions of each day, by start."""
    sessions = sorted(map(parsed, document["session"]), key=lambda row: row["starts_at"])
    return [(day, list(rows)) for day, rows in groupby(sessions, key=lambda row: row["starts_at"].date())]


def _programme() -> Programme:
    return agenda.current() or abort(404)
