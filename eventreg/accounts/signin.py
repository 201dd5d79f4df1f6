"""Staff sessions and the guard of staff pages.

The cookie holds a random key, the database its hash: so signing out ends that session also for whoever copied the
cookie, and no other. A new password and `staff remove` end all of them.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import ParamSpec

from flask import Flask, Response, abort, g, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy import delete, select

from eventreg.accounts.models import SignIn, Staff
from eventreg.db import db
from eventreg.security import private
from eventreg.tokens import sha256
from eventreg.web import error_response, wants_json

IDLE = timedelta(hours=2)
FORGOTTEN = timedelta(days=30)
"""A session of which nobody signed out has long ended of itself by then; its record is swept."""
ASIDE = "aside"


class _Manager(LoginManager):
    def _update_remember_cookie(self, response: Response) -> Response:
        """Nobody is remembered. Looking for that cookie would open the session on every page, and so add
        `Vary: Cookie` to what is public."""
        return response


manager = _Manager()
P = ParamSpec("P")


class SignedIn(UserMixin):
    """The member of staff of this session, as Flask-Login wants it."""

    def __init__(self, staff: Staff, key: str) -> None:
        self.staff = staff
        self.id = f"{key}.{_fingerprint(staff)}"


def init_app(app: Flask) -> None:
    app.config |= {
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": IDLE,
        "SESSION_REFRESH_EACH_REQUEST": True,
    }
    manager.session_protection = None
    manager.init_app(app, add_context_processor=False)
    manager.user_loader(_load)


def _load(name: str) -> SignedIn | None:
    key, _, fingerprint = name.partition(".")
    opened = select(Staff).join(SignIn).where(SignIn.key_hash == sha256(key), Staff.active)
    staff = db.session.scalars(opened).first()
    return SignedIn(staff, key) if staff is not None and _fingerprint(staff) == fingerprint else None


def _fingerprint(staff: Staff) -> str:
    """Changes with the password, so that a new password ends every session that the old one opened."""
    return sha256(staff.password_hash)[:16]


def sign_in(staff: Staff, *, now: datetime) -> None:
    """A fresh session: nothing from before the sign-in survives it (session fixation)."""
    sign_out()
    key = secrets.token_urlsafe(32)
    db.session.execute(delete(SignIn).where(SignIn.created_at < now - FORGOTTEN))
    db.session.add(SignIn(key_hash=sha256(key), staff_id=staff.id, created_at=now))
    session.permanent = True  # PERMANENT_SESSION_LIFETIME counts from the last request: an idle session ends
    login_user(SignedIn(staff, key))


def sign_out() -> None:
    name = current_user.get_id() if current_user.is_authenticated else session.get(ASIDE)
    if name:
        key = name.partition(".")[0]
        db.session.execute(delete(SignIn).where(SignIn.key_hash == sha256(key)))
    logout_user()
    session.clear()


def set_aside() -> None:
    """Leave this browser to others: nobody is signed in any more, but `aside` still says who has left it there.

    The sign-in itself stays, so that a new password and `staff remove` end this too.
    """
    name = current_user.get_id()
    logout_user()
    session.clear()
    session.permanent = True
    session[ASIDE] = name


def aside() -> Staff | None:
    """Who left this browser to others; they may do nothing with it before they have typed their password."""
    left = _load(session.get(ASIDE, ""))
    return left.staff if left is not None else None


def staff() -> Staff | None:
    """Who is signed in; reading this touches the session, so public pages do not."""
    user = current_user
    return user.staff if user.is_authenticated else None


def requires(role: str) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Guard of a view: signs in first, or answers 401 (JSON) and 403. Sets `g.staff`; answers are private."""

    def guard(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            person = staff()
            if person is None:
                return error_response(401) if wants_json() else redirect(_sign_in_address(), 303)
            if not person.may(role):
                abort(403)
            g.staff = person
            return private(make_response(view(*args, **kwargs)))

        return guarded

    return guard


def _sign_in_address() -> str:
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return url_for("accounts.sign_in", suite=back)
