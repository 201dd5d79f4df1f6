"""Whether this deployment is fit to open: one sentence for each thing that is not."""

import smtplib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from eventreg import clock
from eventreg.accounts.models import ADMIN, ORGANISER, Staff
from eventreg.agenda import programme as agenda
from eventreg.db import db
from eventreg.mail.models import DEAD, OutboxMail
from eventreg.operations.schema import at_head
from eventreg.reports.assumptions import assumptions

SHORTEST_KEY = 32
SMTP_TIMEOUT = 10
DRIFT = timedelta(seconds=60)


def problems() -> list[str]:
    return [*_settings(), *_mail(), *_database()]


def hints() -> Iterator[str]:
    """What to think of; none of it keeps a deployment from opening."""
    yield from _operation()
    try:
        yield from _open_points()
    except SQLAlchemyError:
        db.session.rollback()  # problems() says why


def _operation() -> Iterator[str]:
    config = current_app.config
    instance = Path(config["INSTANCE"])
    if config["DATABASE_URL"].startswith("sqlite"):
        yield f"Back up {db.engine.url.database} with sqlite3's .backup, and {instance / 'secret_key'}, daily."
    else:
        yield f"Back up the database with pg_dump, and {instance / 'secret_key'}, daily."
    if not config["REDIS_URL"]:
        yield "Rate limits count per process: with several processes set EVENTREG_REDIS_URL."
    if not config["TRUSTED_PROXIES"]:
        yield "Behind a reverse proxy set EVENTREG_TRUSTED_PROXIES, or all visitors share one rate limit."
    if not config["MAIL_WORKER"]:
        yield "EVENTREG_MAIL_WORKER=0: mail leaves only while flask mail send --watch runs."
    if config["MAIL_SERVER"] and not config["MAIL_BOUNCES"]:
        yield (
            "Returned mail goes to EVENTREG_MAIL_DEFAULT_SENDER: see EVENTREG_MAIL_BOUNCES in docs/operating.md."
        )


def _settings() -> Iterator[str]:
    config = current_app.config
    if config["DEMO"]:
        yield "EVENTREG_DEMO is on: this is a demonstration."
    if not config["RATELIMIT_ENABLED"]:
        yield "EVENTREG_RATELIMIT_ENABLED is 0: nothing slows a script down."
    if not (config["BASE_URL"] or "").startswith("https://"):
        yield "EVENTREG_BASE_URL is not an https:// address: links and sign-ins would travel in clear."
    if len(config["SECRET_KEY"]) < SHORTEST_KEY:
        yield f"EVENTREG_SECRET_KEY is shorter than {SHORTEST_KEY} characters."
    kept = Path(config["INSTANCE"]) / "secret_key"
    if kept.exists() and kept.stat().st_mode & 0o077:
        yield f"{kept} can be read by others: chmod 600."


def _mail() -> Iterator[str]:
    config = current_app.config
    if not config["MAIL_SERVER"]:
        yield "EVENTREG_MAIL_SERVER is not set: every message is written to a file and nobody gets it."
        return
    try:
        with smtplib.SMTP(config["MAIL_SERVER"], config["MAIL_PORT"], timeout=SMTP_TIMEOUT) as server:
            if config["MAIL_USE_TLS"]:
                server.starttls()
            if config["MAIL_USERNAME"]:
                server.login(config["MAIL_USERNAME"], config["MAIL_PASSWORD"] or "")
    except (OSError, smtplib.SMTPException) as error:
        yield f"EVENTREG_MAIL_SERVER does not take mail from us: {type(error).__name__}."


def _database() -> Iterator[str]:
    try:
        if not at_head():
            yield "The database has not the newest schema: flask db upgrade."
            return
        yield from _clock()
        yield from _content()
    except SQLAlchemyError as error:
        db.session.rollback()
        yield f"EVENTREG_DATABASE_URL: the database does not answer ({type(error).__name__})."


def _clock() -> Iterator[str]:
    """The deadline is decided by this machine's clock; a database elsewhere is a second opinion."""
    if db.engine.dialect.name != "postgresql":
        return
    theirs = db.session.scalars(select(func.clock_timestamp())).one()
    if isinstance(theirs, datetime) and abs(theirs - clock.now()) > DRIFT and not current_app.config["DEMO"]:
        yield "The clock differs from the database server's by more than a minute: set both by NTP."


def _content() -> Iterator[str]:
    programme = agenda.current()
    if programme is None:
        yield "No edition is loaded: flask event load FILE.toml."
    people = select(Staff.id).where(Staff.active, Staff.email.endswith("@example.org"))
    if db.session.scalars(people).first():
        yield "The demonstration's staff can sign in: start from an empty instance folder."
    dead = db.session.scalars(select(func.count()).where(OutboxMail.state == DEAD)).one() or 0
    if dead:
        yield f"{dead} messages could not be delivered."


def _open_points() -> Iterator[str]:
    programme = agenda.current()
    points = assumptions(programme.edition) if programme else []
    if points:
        number = sum(len(point.keys) for point in points)
        yield f"The edition holds {number} assumptions to be confirmed; /organisation/ lists them."
    people = select(Staff.id).where(Staff.active, Staff.role.in_((ADMIN, ORGANISER)))
    if db.session.scalars(people).first() is None:
        yield "No organiser can sign in: flask staff add EMAIL --role organiser."
