"""Headers of every answer, and rate limits."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from flask import Flask, Response, current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from eventreg.db import SAFE_METHODS

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

# The door reads QR codes: by the camera, and with a reader in WebAssembly where the browser has none of its own.
READER_HEADERS = {
    "Content-Security-Policy": POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'"),
    "Permissions-Policy": HEADERS["Permissions-Policy"].replace("camera=()", "camera=(self)"),
}

# The programme stands in frames of any site, where it neither sends anything nor asks for anything.
EMBEDDED = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors *",
    # For a page that is isolated from other origins, whose frames must say so of themselves.
    "Cross-Origin-Embedder-Policy": "credentialless",
    "X-Robots-Tag": "noindex",
}

# Thirty colleagues behind one address register within a minute, some of them with a correction; a script does more.
REGISTRATION_LIMIT = "75 per minute; 600 per hour"
SIGN_IN_LIMIT = "10 per minute; 60 per hour"
# A token has 128 bits or more; this only keeps a script from asking the database all day.
LINK_LIMIT = "240 per minute"

limiter = Limiter(key_func=get_remote_address, default_limits=[], headers_enabled=False)


def init_app(app: Flask) -> None:
    app.config["RATELIMIT_STORAGE_URI"] = app.config["REDIS_URL"] or "memory://"
    app.config["RATELIMIT_HEADERS_ENABLED"] = False
    limiter.init_app(app)
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def private(response: Response) -> Response:
    """An answer about one person, or behind a secret address: not kept, not indexed, not told to other sites."""
    response.headers["Cache-Control"] = "private, no-store"
    return unlisted(response)


def unlisted(response: Response) -> Response:
    """An answer at an address that was given to one person: neither indexed nor told to other sites."""
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def with_camera(response: Response) -> Response:
    """A page that reads codes; no other may use the camera."""
    response.headers.update(READER_HEADERS)
    return response


def for_other_sites(response: Response) -> Response:
    """What a page of any other site may load."""
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def embeddable(response: Response) -> Response:
    """A page that any site may show in a frame; no other page may be."""
    response.headers.update(EMBEDDED)
    return for_other_sites(response)


View = TypeVar("View", bound=Callable[..., Any])


@limiter.request_filter
def _merely_looks() -> bool:
    """Most requests read a page that has no limit: they are spared the search for one."""
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method in SAFE_METHODS and not getattr(view, "looking_is_limited", False)


def limit(rule: str, methods: Sequence[str] = ("POST",)) -> Callable[[View], View]:
    """Guard of a view, counted by the visitor's address."""

    def guard(view: View) -> View:
        guarded = limiter.limit(rule, methods=list(methods))(view)
        guarded.looking_is_limited = bool(SAFE_METHODS.intersection(methods))  # type: ignore[attr-defined]
        return cast(View, guarded)

    return guard
