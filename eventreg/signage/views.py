"""Displays for televisions: one room, all rooms, and the list of them for whoever sets them up."""

from datetime import datetime

from flask import Blueprint, Response, abort, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from eventreg import clock
from eventreg.agenda import programme as agenda
from eventreg.agenda.programme import Programme
from eventreg.signage import boards, reference, shown, words
from eventreg.signage.halves import half, lunches
from eventreg.web import base_url

blueprint = Blueprint("signage", __name__)

SCREENS = frozenset({"signage.room", "signage.hall", "signage.short"})
MOST_ROWS = 8  # of the hall; more take turns
TURN = 20  # seconds of each turn
WAIT = 30  # seconds until a display that could not be shown tries again


@blueprint.get("/ecran")
def screens() -> ResponseReturnValue:
    """For who sets up the televisions; in the reader's language, unlike what they show."""
    g.programme = agenda.current() or abort(404)
    return render_template("signage/list.html", rooms=g.programme.edition.rooms, base=base_url())


@blueprint.get("/ecran/hall")
def hall() -> ResponseReturnValue:
    programme = agenda.current()
    if programme is None:
        return _absent("absent_event")
    now = clock.now().astimezone(programme.zone)
    found = boards.hall(programme.edition.rooms, programme.sessions, now)
    turns = max(1, -(-len(found.rows) // MOST_ROWS))
    turn = now.second // TURN % turns if turns > 1 else 0
    rows = found.rows[turn * MOST_ROWS : (turn + 1) * MOST_ROWS]
    page = render_template(
        "signage/hall.html", hall=found, rows=rows, turn=turn + 1, turns=turns,
        today=found.day == now.date(), day=words.day(found.day) if found.day else None,
        changes=[shown.change(programme, one) for one in reference.changes_today(programme, now)],
        **_frame(programme, now),
    )  # fmt: skip
    wait = boards.seconds_to_next_minute(now)
    return _screen(page, min(wait, TURN - now.second % TURN) if turns > 1 else wait)


@blueprint.get("/ecran/salles/<code>")
def room(code: str) -> ResponseReturnValue:
    programme = agenda.current()
    if programme is None:
        return _absent("absent_event")
    spec = next((room for room in programme.edition.rooms if room.code == code), None)
    if spec is None:
        return _absent("absent_room")
    now = clock.now().astimezone(programme.zone)
    lunch = lunches(programme.sessions)
    held = [session for session in programme.sessions if session.room == spec]
    board = boards.board(held, lunch, now)
    changes = [one for one in reference.changes_today(programme, now) if one.concerns(code)]
    page = render_template(
        "signage/room.html", room=shown.shown(programme).rooms[code], board=board,
        later=words.later(half(board.next[0], lunch)) if board.next else None,
        next_day=words.day(board.next[0].starts_at)
        if board.next and board.next[0].starts_at.date() != now.date() else None,
        changes=[shown.change(programme, one) for one in changes],
        **_frame(programme, now),
    )  # fmt: skip
    return _screen(page, boards.seconds_to_next_minute(now))


@blueprint.get("/ecran/<code>")
def short(code: str) -> ResponseReturnValue:
    """A room's address as one would type it. A room may be called `hall`, so it is not the room's own."""
    programme = agenda.current()
    if programme is not None and code in {room.code for room in programme.edition.rooms}:
        query = f"?{request.query_string.decode()}" if request.query_string else ""
        return redirect(f"/ecran/salles/{code}{query}", 302)
    return _absent("absent_room" if programme else "absent_event")


@blueprint.after_request
def _come_again(response: Response) -> Response:
    """A television has nobody to press a key: whatever it shows, an error too, it asks again."""
    response.headers["X-Robots-Tag"] = "noindex"
    if request.endpoint in SCREENS and response.status_code != 302:
        response.headers.setdefault("Refresh", str(WAIT))
        response.headers["Cache-Control"] = "no-store"
    return response


def _frame(programme: Programme, now: datetime) -> dict[str, object]:
    """What every display shows."""
    made = shown.shown(programme)
    return {
        "said": made, "words": made.words, "at": now, "clock": words.clock(now), "date": words.day(now),
        "bright": request.args.get("fond") == "clair", "base": base_url(),
    }  # fmt: skip


def _screen(page: str, seconds: int) -> Response:
    response = Response(page, content_type="text/html; charset=utf-8")
    response.headers["Refresh"] = str(seconds)
    return response


def _absent(why: str) -> ResponseReturnValue:
    said = words.constants()
    return render_template("signage/absent.html", words=said, why=said[why], bright=False), 404
