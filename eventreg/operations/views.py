"""What machines ask: is it alive, is it ready, how much of everything, what may be indexed."""

import hmac

from flask import Blueprint, Response, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from eventreg.db import db
from eventreg.operations import metrics as measured
from eventreg.operations.schema import at_head

blueprint = Blueprint("operations", __name__)
ROBOTS = """\
User-agent: *
Disallow: /mon-inscription/
Disallow: /inscription/
Disallow: /b/
Disallow: /organisation/
Disallow: /porte
Disallow: /connexion
"""


@blueprint.get("/healthz")
def health() -> ResponseReturnValue:
    """The process answers; nothing else is asked."""
    return _text("ok\n")


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """The database answers and has the newest schema; else 503, and a balancer sends nobody here."""
    try:
        fit = at_head()
    except SQLAlchemyError:
        db.session.rollback()
        return _text("the database does not answer\n", 503)
    return _text("ready\n") if fit else _text("migrations are missing\n", 503)


@blueprint.get("/metrics")
def metrics() -> ResponseReturnValue:
    token: str | None = current_app.config["METRICS_TOKEN"]
    if not token:
        abort(404)
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        response = _text("bearer token required\n", 401)
        response.headers["WWW-Authenticate"] = "Bearer"
        return response
    return Response(measured.text(), content_type="text/plain; version=0.0.4; charset=utf-8")


@blueprint.get("/robots.txt")
def robots() -> ResponseReturnValue:
    response = _text(ROBOTS)
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@blueprint.get("/favicon.ico")
def favicon() -> ResponseReturnValue:
    return redirect(url_for("static", filename="img/favicon.svg"), 308)


def _text(content: str, status: int = 200) -> Response:
    response = Response(content, status, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response
