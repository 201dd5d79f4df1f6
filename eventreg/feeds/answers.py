"""How a published file is answered: validators, caches, languages."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from flask import Response, request
from werkzeug.http import is_resource_modified

from eventreg.feeds.files import Published
from eventreg.i18n import LANGUAGES

CALENDAR = "text/calendar; charset=utf-8"
PUBLIC_CACHE = "public, max-age=300"


def asked_language() -> str:
    """French unless the address asks for English: a program's Accept-Language is nobody's wish."""
    asked = request.args.get("lang", "fr")
    return asked if asked in LANGUAGES else "fr"


def conditional(
    etag: str, modified_at: datetime | None, write: Callable[[], bytes], content_type: str = CALENDAR
) -> Response:
    """200, or 304 without writing anything (RFC 9110 13: If-None-Match goes before If-Modified-Since)."""
    if is_resource_modified(request.environ, etag=etag, last_modified=modified_at):
        response = Response(write(), content_type=content_type)
    else:
        response = Response(status=304)
        del response.headers["Content-Type"]
    response.set_etag(etag)
    response.last_modified = modified_at
    return response


def public(
    file: Published,
    modified_at: datetime | None,
    filename: str,
    content_type: str = CALENDAR,
    disposition: Literal["inline", "attachment"] = "inline",
) -> Response:
    """Kept by everybody for five minutes."""
    response = conditional(file.etag, modified_at, lambda: file.data, content_type)
    response.headers["Cache-Control"] = PUBLIC_CACHE
    response.headers["Content-Disposition"] = f'{disposition}; filename="{filename}"'
    return response


def readable_anywhere(response: Response) -> Response:
    """Also by the pages of other sites."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
