"""eventreg: registration, agenda and door check-in of one event."""

import logging
from collections.abc import Mapping
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from eventreg import clock, config, i18n, security, templating, web
from eventreg.accounts import cli as staff_commands
from eventreg.accounts import signin
from eventreg.accounts import views as accounts
from eventreg.agenda import views as agenda
from eventreg.badges import qr
from eventreg.badges import views as badges
from eventreg.checkin import api as door_api
from eventreg.checkin import app as door_app
from eventreg.checkin import cli as device_commands
from eventreg.checkin import desk as door_desk
from eventreg.checkin import enrolling, kiosk
from eventreg.checkin import manage as devices
from eventreg.checkin import views as door
from eventreg.db import db
from eventreg.demo import cli as demo_commands
from eventreg.demo import views as demo
from eventreg.editing import gestures as editing_gestures
from eventreg.editing import manage as editing
from eventreg.editing import sessions as editing_sessions
from eventreg.editing import tables as editing_tables
from eventreg.embed import views as embed
from eventreg.event import cli as event_commands
from eventreg.event import views as event
from eventreg.feeds import api as feeds_api
from eventreg.feeds import calendars
from eventreg.feeds import views as feeds
from eventreg.invitations import mails as invitation_mails
from eventreg.invitations import manage as invitations
from eventreg.invitations import views as invitation
from eventreg.mail import cli as mail_commands
from eventreg.mail import delivery, worker
from eventreg.mail.letters import Composer
from eventreg.operations import cli as operations_commands
from eventreg.operations import views as operations
from eventreg.participant import views as participant
from eventreg.privacy import views as legal
from eventreg.reconfirmation import mails as reminder_mails
from eventreg.reconfirmation import manage as releasing
from eventreg.reconfirmation import views as reconfirmation
from eventreg.registration import addresses, displacements, mails, promotion
from eventreg.registration import desk as organisation_person
from eventreg.registration import manage as organisation
from eventreg.registration import views as registration
from eventreg.registration.enclosures import Drawings
from eventreg.releases import manage as publishing
from eventreg.releases import views as releases
from eventreg.reports import cli as export_commands
from eventreg.signage import manage as door_signs
from eventreg.signage import views as signage

ROOT = Path(__file__).parent.parent
BLUEPRINTS = (
    event.blueprint,
    agenda.blueprint,
    releases.blueprint,
    publishing.blueprint,
    registration.blueprint,
    participant.blueprint,
    reconfirmation.blueprint,
    releasing.blueprint,
    feeds.blueprint,
    feeds_api.blueprint,
    signage.blueprint,
    door_signs.blueprint,
    embed.blueprint,
    badges.blueprint,
    accounts.blueprint,
    staff_commands.blueprint,
    event_commands.blueprint,
    mail_commands.blueprint,
    door.blueprint,
    door_api.blueprint,
    enrolling.blueprint,
    door_app.blueprint,
    device_commands.blueprint,
    devices.blueprint,
    door_desk.blueprint,
    kiosk.blueprint,
    organisation.blueprint,
    organisation_person.blueprint,
    editing.blueprint,
    editing_gestures.blueprint,
    editing_sessions.blueprint,
    editing_tables.blueprint,
    invitations.blueprint,
    invitation.blueprint,
    legal.blueprint,
    operations.blueprint,
    operations_commands.blueprint,
    export_commands.blueprint,
    demo_commands.blueprint,
)
DEMO_BLUEPRINTS = (demo.blueprint,)
"""Of these nothing exists outside a demonstration; `flask demo` is there to refuse."""
DRAWINGS = Drawings(code=qr.mailed, calendar=calendars.mailed)
COMPOSERS: dict[str, Composer] = {
    **mails.composers(DRAWINGS),
    **reminder_mails.composers(DRAWINGS),
    **invitation_mails.composers(),
}


def create_app(overrides: Mapping[str, object] | None = None) -> Flask:
    """The application of one instance; `overrides` are settings without their prefix. Raises SettingError."""
    settings = config.load(overrides)
    app = Flask(
        __name__,
        instance_path=str(settings["INSTANCE"]),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
    )
    app.config |= settings
    _prepare(app)
    for blueprint in (*BLUEPRINTS, *(DEMO_BLUEPRINTS if settings["DEMO"] else ())):
        app.register_blueprint(blueprint)
    return app


def _prepare(app: Flask) -> None:
    clock.start_at(app.config["CLOCK"])
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    app.config |= {
        "SQLALCHEMY_DATABASE_URI": app.config["DATABASE_URL"],
        # A statement that failed is logged without its values: they are people.
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},
        "WTF_CSRF_TIME_LIMIT": None,
        # Private pages send no Referer, so that no secret address travels; the token is what is checked.
        "WTF_CSRF_SSL_STRICT": False,
        "SESSION_COOKIE_SECURE": (app.config["BASE_URL"] or "").startswith("https://"),
        "SEND_FILE_MAX_AGE_DEFAULT": 3600,
    }
    if app.config["TRUSTED_PROXIES"]:
        hops = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.jinja_environment = templating.SpokenEnvironment
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    db.init_app(app)
    Migrate(app, db, directory=str(Path(__file__).parent / "migrations"))
    i18n.init_app(app)
    templating.init_app(app)
    web.init_app(app)
    CSRFProtect(app)
    security.init_app(app)
    signin.init_app(app)
    delivery.init_app(app, COMPOSERS, addresses=addresses, merged=mails.MERGED)
    app.extensions["eventreg-round"] = _round
    app.before_request(lambda: worker.start(app) if not app.testing else None)


def _round() -> int:
    """One round of the worker: what has come due. Answers how many messages were settled."""
    settled = delivery.send_due()
    if displacements.any_expired(clock.now()):
        promotion.release_expired(clock.now())
        db.session.commit()
    return settled
