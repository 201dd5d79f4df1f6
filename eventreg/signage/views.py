"""Displays for televisions: one room, all rooms, and the list of them for whoever sets them up."""

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventreg import clock
from eventreg.agenda import programme as agenda
from eventreg.agenda.programme import Programme
from eventreg.feeds.answers import public
from eventreg.i18n import LANGUAGES
from eventreg.signage import boards, shown, words
from eventreg.signage.changes import Change
from eventreg.signage.halves import half, lunches
from eventreg.signage.poster import FORMATS, posters
from eventreg.signage.queries import changes_today
from eventreg.web import base_url

blueprint = Blueprint("signage", __name__)

SCREENS = frozenset({"signage.room", "signage.hall", "signage.short"})
MOST_ROWS, MOST_LATER, MOST_CHANGES = 8, 4, 2
"""What stands on a screen at once. More rooms of the hall take turns, and more changes."""
TURN = 20  # seconds of each turn
WAIT = 30  # seconds until a display that could not be shown tries again


@blueprint.get("/ecran")
def screens() -> ResponseReturnValue:
    """For who sets up the televisions; in the reader's language, unlike what they show."""
    g.programme = agenda.current() or abort(404)
    return render_template("signage/list.html", rooms=g.programme.edition.rooms, base=base_url())


@blueprint.get("/ecran/hall")
def hall() -> ResponseReturnValue:
    programme = g.programme = agenda.current()
    if programme is None:
        return _absent("absent_event")
    now = clock.now().astimezone(programme.zone)
    found = boards.hall(programme.edition.rooms, programme.sessions, now)
    changed = changes_today(programme, now)
    most = MOST_ROWS - 2 * bool(changed)
    turns = max(1, -(-len(found.rows) // most))
    turn = int(now.timestamp()) // TURN % turns
    wait = boards.seconds_to_next_minute(now)
    return _screen(
        "signage/hall.html", programme, now, min(wait, TURN - now.second % TURN) if turns > 1 else wait,
        changed, rows=found.rows[turn * most : (turn + 1) * most], turn=turn + 1, turns=turns,
        today=found.day == now.date(), day=words.day(found.day) if found.day else None,
    )  # fmt: skip


@blueprint.get("/ecran/salles/<code>")
def room(code: str) -> ResponseReturnValue:
    programme = g.programme = agenda.current()
    spec = next((room for room in programme.edition.rooms if room.code == code), None) if programme else None
    if programme is None or spec is None:
        return _absent("absent_room" if programme else "absent_event")
    now = clock.now().astimezone(programme.zone)
    lunch = lunches(programme.sessions)
    board = boards.board([one for one in programme.sessions if one.room == spec], lunch, now)
    first = board.next[0] if board.next else None
    return _screen(
        "signage/room.html", programme, now, boards.seconds_to_next_minute(now),
        [one for one in changes_today(programme, now) if one.concerns(code)],
        room=shown.shown(programme).rooms[code], board=board, most_later=MOST_LATER,
        beside=bool(board.later or (board.present and board.next)),
        later=words.later(half(first, lunch)) if first else None,
        next_day=words.day(first.starts_at) if first and first.starts_at.date() != now.date() else None,
    )  # fmt: skip


@blueprint.get("/ecran/<code>")
def short(code: str) -> ResponseReturnValue:
    """A room's address as one would type it. A room may be called `hall`, so it is not the room's own."""
    programme = g.programme = agenda.current()
    if programme is not None and code in {room.code for room in programme.edition.rooms}:
        return redirect(url_for("signage.room", code=code, fond=request.args.get("fond")), 302)
    return _absent("absent_room" if programme else "absent_event")


@blueprint.get("/programme/affiche.pdf")
def poster() -> ResponseReturnValue:
    """`?format=a3` or `a4`; French unless the address asks for English, so that any cache may keep it."""
    g.programme = agenda.current() or abort(404)
    sheet = request.args.get("format", "a3").lower()
    lang = request.args.get("lang", "fr")
    if sheet not in FORMATS:
        abort(422, _("L’affiche existe en A3 et en A4 : ajoutez ?format=a3 ou ?format=a4 à l’adresse."))
    if lang not in LANGUAGES:
        abort(422, _("L’affiche existe en français et en anglais : ajoutez lang=fr ou lang=en à l’adresse."))
    made = posters(g.programme, lang, base_url()).sheets[sheet]
    return public(made, None, f"programme-{sheet}-{lang}.pdf", "application/pdf")


@blueprint.after_request
def _come_again(response: Response) -> Response:
    """A television has nobody to press a key: whatever it shows, an error too, it asks again."""
    if request.endpoint != "signage.poster":
        response.headers["X-Robots-Tag"] = "noindex"
    if request.endpoint in SCREENS and response.status_code != 302:
        response.headers.setdefault("Refresh", str(WAIT))
        response.headers["Cache-Control"] = "no-store"
    return response


def _screen(
    template: str, programme: Programme, now: datetime, wait: int, changed: Sequence[Change], **more: object
) -> Response:
    """`wait`: seconds until the display asks again."""
    made = shown.shown(programme)
    page = render_template(
        template, said=made, words=made.words, at=now, clock=words.clock(now), date=words.day(now),
        lost=words.lost(now),
        bright=request.args.get("fond") == "clair", wait=wait, version=words.version(programme.version),
        changes=[shown.change(programme, one) for one in _turn(changed, now)], **more,
    )  # fmt: skip
    return _again(page, wait)


def _turn(changed: Sequence[Change], now: datetime) -> Sequence[Change]:
    """Those of this minute, where there are more than find room."""
    turns = max(1, -(-len(changed) // MOST_CHANGES))
    first = now.minute % turns * MOST_CHANGES
    return changed[first : first + MOST_CHANGES]


def _absent(why: str) -> ResponseReturnValue:
    """Also for a display that is set up before there is a programme: it will show it."""
    said = words.constants()
    return _again(render_template("signage/absent.html", words=said, why=said[why], wait=WAIT), WAIT), 404


def _again(page: str, wait: int) -> Response:
    response = Response(page, content_type="text/html; charset=utf-8")
    response.headers["Refresh"] = str(wait)
    return response
