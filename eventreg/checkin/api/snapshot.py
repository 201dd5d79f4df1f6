"""`GET /porte/api/snapshot`: what a phone keeps to decide without network, whole or what has changed."""

import gzip

from flask import Response, g, request
from flask.typing import ResponseReturnValue

from eventreg import clock
from eventreg.checkin.api import callers
from eventreg.checkin.snapshot import snapshot
from eventreg.security import private


@callers.known
def give() -> ResponseReturnValue:
    """Kept by nobody on the way, the browser's own cache included: the phone keeps it itself, encrypted."""
    made = snapshot(g.operator, g.programme, request.args.get("since"), clock.now())
    response = private(_compressed(made.json, made.etag))
    response.headers["Vary"] = "Accept-Encoding, Authorization, Cookie, X-Door"
    return response.make_conditional(request)


def _compressed(body: str, etag: str) -> Response:
    if not request.accept_encodings.quality("gzip"):
        response = Response(body, mimetype="application/json")
        response.set_etag(etag)
        return response
    # Level 5: as small as 9 within a hundredth, in half the time.
    response = Response(gzip.compress(body.encode(), 5, mtime=0), mimetype="application/json")
    response.headers["Content-Encoding"] = "gzip"
    response.set_etag(f"{etag}-gzip")
    return response
