"""The page of the event."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from eventreg import clock
from eventreg.feeds.heads import heads
from eventreg.registration import rules, seats
from eventreg.registration.sentences import deadline_sentence

blueprint = Blueprint("event", __name__)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    g.programme, counts = seats.programme_and_seats()
    if g.programme is None:
        return render_template("event/empty.html"), 404
    now = clock.now()
    state = rules.registration_state(g.programme, now)
    if state == rules.OPEN and counts[seats.EVENT].full:
        state = "full_waitlist"
    return render_template(
        "event/index.html",
        head=heads(g.programme).event,
        registration_state=state,
        deadline_sentence=deadline_sentence(g.programme, now),
        days_left=rules.days_left(g.programme, now),
        seats=counts,
    )
