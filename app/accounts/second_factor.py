"""The second factor: codes of an authenticator (RFC 6238), each good once, and recovery codes for a lost telephone.

Seeds and recovery codes are sealed under the installation's key in the key file: a dump of the database
makes no code.
"""

import base64
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from flask import Flask, current_app
from flask_security import MfRecoveryCodesUtil, tf_disabled, tf_profile_changed
from flask_security.totp import Totp
from passlib.totp import TOTP, TotpMatch

from app import clock
from app.accounts.models import User
from app.audit import service as audit
from app.audit.actor import Actor
from app.tokens import HOUSE, KeyRing

PURPOSE = "second_factor"


def keys() -> list[bytes]:
    """The installation's keys, the newest first."""
    ring: KeyRing = current_app.extensions["keys"]
    return ring.keys(HOUSE, PURPOSE)


class Codes(Totp):
    """Takes each code once: the step of the last one is kept with the user."""

    def __init__(self, _secrets: dict[str, str], issuer: str) -> None:
        self.issuer = issuer

    @property
    def _totp(self) -> Any:
        known = {str(number): key.hex() for number, key in enumerate(reversed(keys()), start=1)}
        return TOTP.using(issuer=self.issuer, secrets=known)

    def get_last_counter(self, user: Any) -> int | None:
        return user.tf_last_step  # type: ignore[no-any-return]

    def set_last_counter(self, user: Any, tmatch: TotpMatch) -> None:
        user.tf_last_step = tmatch.counter


class RecoveryCodes(MfRecoveryCodesUtil):
    """Recovery codes, each good once."""

    def __init__(self, _app: Flask) -> None:
        pass

    @property
    def cryptor(self) -> MultiFernet:  # type: ignore[override]
        return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys()])


def init() -> None:
    tf_profile_changed.connect(_switched_on)
    tf_disabled.connect(_switched_off)


def _switched_on(_app: Flask, user: User, **_more: Any) -> None:
    _record("user.second_factor_on", user)


def _switched_off(_app: Flask, user: User, **_more: Any) -> None:
    user.mf_recovery_codes = None
    user.tf_last_step = None
    _record("user.second_factor_off", user)


def _record(verb: str, user: User) -> None:
    audit.record(
        verb,
        "user",
        user.id,
        actor=Actor.staff(user.id),
        now=clock.now(),
        mission_id=None,
        fields=["tf_totp_secret"],
    )
