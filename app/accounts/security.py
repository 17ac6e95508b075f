"""Flask-Security in this house: its views write inside our transaction, its datastore never commits."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask, request
from flask_security import Security, SQLAlchemyUserDatastore
from flask_security.forms import LoginForm

from app.accounts.errors import DemoOutsideDemo
from app.accounts.models import NoRole, User
from app.db import db, in_transaction, transaction
from app.i18n import gettext, lazy
from app.web.limits import limiter
from app.web.urls import settings

SETTINGS: dict[str, Any] = {
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_DEPRECATED_PASSWORD_SCHEMES": [],
    "SECURITY_PASSWORD_LENGTH_MIN": 12,
    "SECURITY_DATETIME_FACTORY": lambda: datetime.now(UTC),
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_CLI_USERS_NAME": False,
    "SECURITY_CLI_ROLES_NAME": False,
    "SECURITY_API_ENABLED_METHODS": ["session"],
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_LOGOUT_METHODS": ["POST"],
    "SECURITY_CHANGEABLE": True,
    "SECURITY_CHANGE_URL": "/password",
    "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
    "SECURITY_RECOVERABLE": False,
    "SECURITY_REGISTERABLE": False,
    "SECURITY_TRACKABLE": False,
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_POST_LOGIN_VIEW": "/",
    "SECURITY_POST_LOGOUT_VIEW": "/sign-in",
    "SECURITY_POST_CHANGE_VIEW": "/",
    "SECURITY_MSG_GENERIC_AUTHN_FAILED": (lazy("The address or the password is not right."), "error"),
    "SECURITY_USE_REGISTER_V2": True,
    "SECURITY_FLASH_MESSAGES": True,
}
SIGN_IN_LIMIT = "10 per minute; 60 per hour"


class Datastore(SQLAlchemyUserDatastore):
    """Writes stand in the transaction of the wrapped view; a write outside one is a mistake."""

    def commit(self) -> None:
        session = db.session()
        if not in_transaction() and (session.new or session.dirty or session.deleted):
            raise RuntimeError("Flask-Security wrote outside transaction()")


class SignInForm(LoginForm):
    """Refuses the demo's accounts where the demo does not run."""

    def validate(self, **kwargs: Any) -> bool:
        if not super().validate(**kwargs):
            return False
        if isinstance(self.user, User) and self.user.demo and not settings().demo:
            self.form_errors.append(gettext(DemoOutsideDemo.sentence))
            return False
        return True


def init_app(app: Flask) -> None:
    app.config.update(SETTINGS)
    app.config["SECURITY_PASSWORD_SALT"] = app.config["SECRET_KEY"]
    datastore = Datastore(db, User, NoRole)
    app.extensions["user_datastore"] = datastore
    Security(app, datastore, login_form=SignInForm)
    for endpoint in [name for name in app.view_functions if name.startswith("security.")]:
        app.view_functions[endpoint] = _within_transaction(app.view_functions[endpoint])
    sign_in: Callable[..., Any] = app.view_functions["security.login"]
    app.view_functions["security.login"] = limiter.limit(SIGN_IN_LIMIT, methods=["POST"])(sign_in)


def _within_transaction(view: Callable[..., Any]) -> Callable[..., Any]:
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return view(*args, **kwargs)
        with transaction():
            return view(*args, **kwargs)

    wrapped.__name__ = view.__name__
    return wrapped
