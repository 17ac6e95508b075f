"""Flask-Security in this house: its views write inside our transaction, its datastore never commits."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask, request
from flask_security import Security, SQLAlchemyUserDatastore
from flask_security.forms import LoginForm

from app.accounts import second_factor
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
    # argon2 salts each hash itself; a pepper of the signing key would lock all out when that key changes.
    "SECURITY_PASSWORD_SINGLE_HASH": True,
    "SECURITY_TWO_FACTOR": True,
    "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
    "SECURITY_TWO_FACTOR_SETUP_URL": "/second-factor",
    "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/sign-in/code",
    "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "/second-factor",
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 8,
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/second-factor/recovery-codes",
    "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/sign-in/recovery-code",
    "SECURITY_TOTP_ISSUER": "Chancery",
    # Keys come from the key file when they are needed (second_factor.py); the setting must not be empty.
    "SECURITY_TOTP_SECRETS": {"0": "kept in the key file"},
    "SECURITY_MSG_TWO_FACTOR_INVALID_TOKEN": (lazy("That code is not right, or was used before."), "error"),
    "SECURITY_MSG_INVALID_RECOVERY_CODE": (lazy("That is none of the codes that are left."), "error"),
    "SECURITY_MSG_TWO_FACTOR_LOGIN_SUCCESSFUL": (lazy("You are signed in."), "success"),
    "SECURITY_MSG_TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (
        lazy("From now on signing in asks for a code."),
        "success",
    ),
    "SECURITY_MSG_TWO_FACTOR_DISABLED": (lazy("Signing in asks for the password alone."), "success"),
    "SECURITY_MSG_TWO_FACTOR_PERMISSION_DENIED": (lazy("Please sign in first."), "error"),
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
LIMITED = ("security.login", "security.two_factor_token_validation", "security.mf_recovery")


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
    Security(
        app,
        datastore,
        login_form=SignInForm,
        totp_cls=second_factor.Codes,
        mf_recovery_codes_util_cls=second_factor.RecoveryCodes,
    )
    second_factor.init()
    for endpoint in [name for name in app.view_functions if name.startswith("security.")]:
        app.view_functions[endpoint] = _within_transaction(app.view_functions[endpoint])
    for endpoint in LIMITED:
        view: Callable[..., Any] = app.view_functions[endpoint]
        app.view_functions[endpoint] = limiter.limit(SIGN_IN_LIMIT, methods=["POST"])(view)


def _within_transaction(view: Callable[..., Any]) -> Callable[..., Any]:
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return view(*args, **kwargs)
        with transaction():
            return view(*args, **kwargs)

    wrapped.__name__ = view.__name__
    return wrapped
