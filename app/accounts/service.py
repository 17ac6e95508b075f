"""Opening accounts, giving and taking roles, setting passwords."""

import uuid
from datetime import datetime
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from flask_security.utils import hash_password

from app.accounts import queries
from app.accounts.errors import LastAdministrator, NotAnAddress, WeakPassword, WrongRole
from app.accounts.models import INSTALLATION_ROLES, Membership, Role, User
from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db

SHORTEST_PASSWORD = 12


def open_account(
    email: str, *, name: str, password: str, actor: Actor, now: datetime, demo: bool = False
) -> User:
    """A new user, or the one who already has this address. Raises NotAnAddress, WeakPassword."""
    try:
        email = validate_email(email, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        raise NotAnAddress(email=email) from None
    if user := queries.by_email(email):
        return user
    user = User(
        email=email, name=name, created_at=now, demo=demo, fs_uniquifier=uuid.uuid4().hex, active=True
    )
    user.password = _hashed(password)
    db.session.add(user)
    db.session.flush()
    audit.record(
        "user.open", "user", user.id, actor=actor, now=now, mission_id=None, fields=["email", "name"]
    )
    return user


def set_password(user: User, *, password: str, actor: Actor, now: datetime) -> None:
    """A new password; every session of the user ends. Raises WeakPassword."""
    user.password = _hashed(password)
    end_sessions(user)
    audit.record("user.password", "user", user.id, actor=actor, now=now, mission_id=None, fields=["password"])


def forget_second_factor(user: User, *, actor: Actor, now: datetime) -> None:
    """For whoever lost telephone and recovery codes: the password alone opens again; every session ends."""
    user.tf_primary_method = user.tf_totp_secret = user.tf_last_step = user.mf_recovery_codes = None
    end_sessions(user)
    audit.record(
        "user.second_factor_forget",
        "user",
        user.id,
        actor=actor,
        now=now,
        mission_id=None,
        fields=["tf_totp_secret"],
    )


def disable(user: User, *, actor: Actor, now: datetime) -> None:
    user.active = False
    end_sessions(user)
    audit.record("user.disable", "user", user.id, actor=actor, now=now, mission_id=None, fields=["active"])


def give_role(user: User, *, role: Role, mission_id: UUID | None, actor: Actor, now: datetime) -> Membership:
    """A role in a mission, or in the installation. Raises WrongRole when the two do not fit."""
    if (role in INSTALLATION_ROLES) != (mission_id is None):
        raise WrongRole
    for membership in user.memberships:
        if membership.mission_id == mission_id and membership.role is role:
            return membership
    membership = Membership(user=user, mission_id=mission_id, role=role, created_at=now)
    db.session.add(membership)
    db.session.flush()
    end_sessions(user)
    audit.record(
        "role.give", "user", user.id, actor=actor, now=now, mission_id=mission_id, fields=[role.value]
    )
    return membership


def take_role(membership: Membership, *, actor: Actor, now: datetime) -> None:
    """Raises LastAdministrator."""
    mission_id = membership.mission_id
    if membership.role is Role.ADMINISTRATOR and mission_id:
        if queries.count_role(mission_id, Role.ADMINISTRATOR) == 1:
            raise LastAdministrator
    user, role = membership.user, membership.role
    user.memberships.remove(membership)
    db.session.delete(membership)
    end_sessions(user)
    audit.record(
        "role.take", "user", user.id, actor=actor, now=now, mission_id=mission_id, fields=[role.value]
    )


def end_sessions(user: User) -> None:
    """Flask-Security ties every session to this value (its documentation, fs_uniquifier)."""
    user.fs_uniquifier = uuid.uuid4().hex


def _hashed(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise WeakPassword(length=SHORTEST_PASSWORD)
    return str(hash_password(password))
