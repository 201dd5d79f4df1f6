"""The door as an app on an enrolled phone: its page, which holds nobody's data, its service worker, its manifest."""

import hashlib
import json
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventreg.checkin import page, verdicts
from eventreg.i18n import language
from eventreg.security import unlisted, with_camera

blueprint = Blueprint("door_app", __name__)
STYLES = ("tokens", "base", "layout", "components", "forms", "door", "door-app", "print")
IMAGES = ("favicon.svg", "icons.svg", "door-192.png", "door-512.png")


def shell() -> Response:
    """The page of every enrolled phone, the same for all: whom it shows comes by the API, after the PIN."""
    assets = _assets()
    # Those of the camera come when it is opened.
    modules = [path for path in assets.paths if path.startswith("/static/js/") and "camera" not in path]
    response = make_response(
        render_template(
            "checkin/app/shell.html",
            modules=modules,
            verdicts=verdicts.spoken(language()),
            icons=page.ICONS,
            demo_now=None,  # the page is kept: a time in it would be of another day
        )
    )
    response.headers["X-Door-Version"] = assets.version
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Cookie, Accept-Language"
    return unlisted(with_camera(response))


@blueprint.get("/porte/coquille")
def kept_shell() -> ResponseReturnValue:
    """The same page for the service worker, which keeps it; it asks for it in the reader's language."""
    return shell()


@blueprint.get("/porte/sw.js")
def service_worker() -> ResponseReturnValue:
    """The worker carries the version and the list of what it keeps, so that another version is another worker."""
    assets = _assets()
    head = f"const VERSION = {json.dumps(assets.version)};\nconst FILES = {json.dumps(assets.paths)};\n"
    body = head + (_static() / "sw.js").read_text("utf-8")
    response = Response(body, mimetype="text/javascript")
    response.headers["Service-Worker-Allowed"] = "/"
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/porte/app.webmanifest")
def manifest() -> ResponseReturnValue:
    response = jsonify(
        {
            "name": _("Contrôle des entrées"),
            "short_name": _("Porte"),
            "lang": language(),
            "start_url": "/porte",
            "scope": "/",
            "display": "standalone",
            "orientation": "portrait",
            "background_color": "#fbfaf6",
            "theme_color": "#0e4a38",
            "icons": [
                {"src": f"/static/img/door-{size}.png", "sizes": f"{size}x{size}", "type": "image/png",
                 "purpose": "any maskable"}
                for size in (192, 512)
            ],
        }
    )  # fmt: skip
    response.mimetype = "application/manifest+json"
    return response


class _Assets:
    def __init__(self, static: Path, templates: Path) -> None:
        vendor = sorted(path for path in (static / "vendor").rglob("*") if path.suffix in (".js", ".wasm"))
        files = [
            *(static / "css" / f"{name}.css" for name in STYLES),
            *(static / "img" / name for name in IMAGES),
            static / "js" / "texts.js",
            *sorted((static / "js" / "door").glob("*.js")),
            *vendor,
        ]
        shells = [*sorted((templates / "checkin" / "app").glob("*.html")), templates / "base.html"]
        digest = hashlib.sha256()
        for path in (*files, *shells, static / "sw.js"):
            digest.update(path.read_bytes())
        self.version = digest.hexdigest()[:16]
        self.paths = [f"/static/{path.relative_to(static).as_posix()}" for path in files]


def _static() -> Path:
    return Path(str(current_app.static_folder))


def _assets() -> _Assets:
    return _made(_static(), Path(str(current_app.root_path), str(current_app.template_folder)))


@cache
def _made(static: Path, templates: Path) -> _Assets:
    """Once per process: what is served changes with the next start."""
    return _Assets(static, templates)
