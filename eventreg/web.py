"""What every page shares: reading requests strictly, refusing kindly, answering errors in the reader's language."""

from collections.abc import Callable, Collection
from typing import Any, TypeVar
from urllib.parse import unquote_to_bytes, urlsplit

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    has_request_context,
    make_response,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from eventreg.db import SAFE_METHODS
from eventreg.errors import Refusal

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
FORM_BYTES = 128 * 1024
DEMO_ADDRESS = "http://127.0.0.1:8000"


def init_app(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = FORM_BYTES
    app.config["MAX_FORM_PARTS"] = 200
    app.before_request(_refuse_unreadable)
    app.register_error_handler(HTTPException, _show_error)
    app.register_error_handler(CSRFError, _show_error)
    app.register_error_handler(RateLimitExceeded, _show_error)
    app.register_error_handler(Refusal, _show_refusal)
    app.register_error_handler(Exception, _show_fault)


def base_url() -> str:
    """The public address without a final slash; in a demonstration the one by which we were asked."""
    configured: str | None = current_app.config["BASE_URL"]
    if configured:
        return configured
    return request.url_root.rstrip("/") if has_request_context() else DEMO_ADDRESS


def wants_json() -> bool:
    return request.path.startswith("/porte/api/") or request.path.endswith(".json")


def repeated(single: Collection[str]) -> list[str]:
    """Of these single-valued fields, those that came more than once."""
    return [name for name in single if len(request.form.getlist(name)) > 1]


def body() -> bytes:
    """What was sent, whole. One that comes without its length is cut off at the limit by the framework: 413."""
    raw = request.get_data(cache=True)
    most = request.max_content_length
    if request.content_length is None and most is not None and len(raw) >= most:
        abort(413)
    return raw


View = TypeVar("View", bound=Callable[..., Any])


def takes_file(most: int) -> Callable[[View], View]:
    """Of a view whose form holds a file of `most` octets at most: it reads them itself, whatever they are."""

    def mark(view: View) -> View:
        view.file_octets = most  # type: ignore[attr-defined]
        return view

    return mark


def _refuse_unreadable() -> None:
    """Refuse a form that is not UTF-8, which the framework would silently repair."""
    if request.method in SAFE_METHODS or request.mimetype not in FORM_TYPES:
        return
    file_octets = getattr(current_app.view_functions.get(request.endpoint or ""), "file_octets", None)
    if file_octets is not None and request.mimetype == FORM_TYPES[1]:
        request.max_content_length = file_octets + FORM_BYTES
        return
    raw = body()
    if request.mimetype == FORM_TYPES[0]:
        raw = unquote_to_bytes(raw)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        abort(422, _("Le formulaire contient des caractères illisibles (il n’est pas en UTF-8)."))


EXPLANATIONS = {
    400: lambda: (_("Demande incomprise"), _("Rechargez la page précédente, puis recommencez.")),
    403: lambda: (_("Accès refusé"), _("Votre compte n’ouvre pas cette page.")),
    404: lambda: (_("Page introuvable"), _("Vérifiez l’adresse, ou repartez de la page de l’évènement.")),
    405: lambda: (_("Action impossible ici"), _("Revenez à la page précédente et utilisez ses boutons.")),
    410: lambda: (_("Ce lien n’est plus valable"), _("L’inscription a été annulée ou le lien remplacé.")),
    413: lambda: (_("Envoi trop volumineux"), _("Raccourcissez vos textes, puis envoyez à nouveau.")),
    422: lambda: (
        _("Envoi refusé"),
        _("Rechargez le formulaire, vérifiez vos réponses, puis envoyez à nouveau."),
    ),
    429: lambda: (
        _("Trop de demandes"),
        _("Patientez une minute, puis recommencez : rien n’a été enregistré."),
    ),
    500: lambda: (_("Une erreur est survenue"), _("Rien n’a été enregistré. Réessayez dans un instant.")),
}


SAID_TO_PROGRAMS = {
    400: lambda: _("Requête incomprise."),
    401: lambda: _("Identifiez-vous d’abord."),
    403: lambda: _("Ce compte ou cet appareil n’a pas accès à cette adresse."),
    404: lambda: _("Rien ne se trouve à cette adresse."),
    405: lambda: _("Cette adresse n’admet pas cette méthode : voir l’en-tête Allow."),
    413: lambda: _("Corps trop volumineux : envoyez moins d’éléments à la fois."),
    422: lambda: _("Corps illisible."),
    429: lambda: _("Trop de requêtes : attendez le nombre de secondes de l’en-tête Retry-After."),
    500: lambda: _("Une erreur est survenue. Renvoyez la même requête dans un instant."),
}
"""The same as one sentence; who reads it has neither buttons nor forms."""


def error_response(status: int, detail: str | None = None) -> Response:
    """The page, or the JSON, of an error; nothing of the request and no trace stands in it."""
    fallback = 400 if status < 500 else 500
    if wants_json():
        message = detail or SAID_TO_PROGRAMS.get(status, SAID_TO_PROGRAMS[fallback])()
        response = make_response({"error": {"status": status, "message": message}})
    else:
        title, advice = EXPLANATIONS.get(status, EXPLANATIONS[fallback])()
        page = render_template(
            "errors/error.html", status=status, title=title, explanation=detail, advice=advice
        )
        response = make_response(page)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def _show_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    ours = error.description if error.code in (403, 410, 422) and _is_ours(error) else None
    if isinstance(error, CSRFError):
        ours = _csrf_refused()
    response = error_response(error.code, ours)
    if isinstance(error, RateLimitExceeded):
        response.headers["Retry-After"] = "60"
    elif error.code == 405 and error.get_response().headers.get("Allow"):
        response.headers["Allow"] = error.get_response().headers["Allow"]
    return response


def _csrf_refused() -> str:
    if wants_json():
        return _("Le jeton de l’en-tête X-CSRFToken manque ou n’est plus valable : rechargez la page.")
    return _("Ce formulaire n’est plus valable : votre session a expiré ou il vient d’un autre site.")


def _is_ours(error: HTTPException) -> bool:
    """Werkzeug's own descriptions are English and technical; ours come through `abort(code, text)`."""
    return error.description != type(error).description


def _show_refusal(refusal: Refusal) -> ResponseReturnValue:
    return error_response(refusal.status, refusal.message())


def _show_fault(error: Exception) -> ResponseReturnValue:
    if current_app.testing and current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    current_app.logger.exception("%s %s", request.method, request.url_rule or "no rule")
    return error_response(InternalServerError.code)


def same_site(target: str | None) -> str | None:
    """`target` when it is a path of this site, for going back after signing in."""
    if (
        not target
        or not target.startswith("/")
        or target.startswith(("//", "/\\"))
        or not target.isprintable()
    ):
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else None
