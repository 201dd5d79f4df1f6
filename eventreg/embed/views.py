"""The programme to be embedded: its page, the script that puts it on a page, and its colours."""

from pathlib import Path

from flask import Blueprint, Response, abort, current_app, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventreg import clock, security
from eventreg.agenda import programme as agenda
from eventreg.agenda.programme import Programme
from eventreg.agenda.spoken import spoken
from eventreg.embed import options, themes
from eventreg.embed.snippets import Snippets, snippets
from eventreg.i18n import language, language_by_address, text
from eventreg.registration import rules
from eventreg.web import base_url

blueprint = Blueprint("embed", __name__, url_prefix="/integrer")

PAGE_CACHE = "public, max-age=0, s-maxage=60"
"""A browser asks each time; a cache that many share, once a minute."""
FILE_CACHE = "public, max-age=3600"


@blueprint.app_template_global()
def embed_snippets() -> Snippets:
    """For `embed/_snippet.html`, on whichever page of an event includes it."""
    loaded, lang = g.programme, language()
    title = f"{_('Programme')} – {text(loaded.edition.event.title)}"
    return snippets(base_url(), lang, title, loaded.days[0].date)


@blueprint.get("/programme")
@language_by_address
def programme() -> ResponseReturnValue:
    """The same for everybody at one address, so that it may be kept on the way."""
    return security.embeddable(_page(agenda.current()))


@blueprint.get("/programme.js")
def script() -> ResponseReturnValue:
    written = _static("js/embed/programme.js").read_bytes()
    response = Response(written, content_type="text/javascript; charset=utf-8")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return security.for_other_sites(_kept(response, FILE_CACHE))


@blueprint.get("/<theme>.css")
def theme_css(theme: str) -> ResponseReturnValue:
    if theme not in options.THEMES:
        abort(404)
    written = themes.tokens(_static("css/tokens.css"), theme)
    return _kept(Response(written, content_type="text/css; charset=utf-8"), FILE_CACHE)


def _static(name: str) -> Path:
    return Path(current_app.static_folder or "") / name


def _page(loaded: Programme | None) -> Response:
    g.programme = loaded
    if loaded is None:
        return _fault(404)
    try:
        asked = options.read(request.args, [day.date for day in loaded.days])
    except options.WrongOption as wrong:
        return _fault(400, wrong)
    days = spoken(loaded, language()).days
    page = render_template(
        "embed/programme.html",
        days=[day for day in days if asked.day in (None, day.date)],
        asked=asked,
        now=clock.now(),
        registration_open=rules.registration_state(loaded, clock.now()) == rules.OPEN,
    )
    return _kept(make_response(page), PAGE_CACHE)


def _fault(status: int, wrong: options.WrongOption | None = None) -> Response:
    """Shown in the frame: a page that may not be framed would tell the webmaster nothing."""
    response = make_response(render_template("embed/fault.html", wrong=wrong, asked=None), status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _kept(response: Response, cache: str) -> Response:
    response.headers["Cache-Control"] = cache
    response.add_etag()
    response.make_conditional(request)
    return response
