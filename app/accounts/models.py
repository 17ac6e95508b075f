"""Rows of users and memberships. The columns beginning with fs_, mf_ and tf_ are Flask-Security's."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from flask_security import RoleMixin, UserMixin
from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, text
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, enum, new_id
from app.i18n import N_


class Role(StrEnum):
    """What a person does in a mission; the last two are roles in the installation."""

    ADMINISTRATOR = "administrator"
    SOCIAL_SECRETARY = "social_secretary"
    PROTOCOL_OFFICER = "protocol_officer"
    GATE_OFFICER = "gate_officer"
    PRESS_OFFICER = "press_officer"
    HEAD_OF_MISSION = "head_of_mission"
    AUDITOR = "auditor"
    INSTALLATION_ADMINISTRATOR = "installation_administrator"
    INSTALLATION_AUDITOR = "installation_auditor"


INSTALLATION_ROLES = frozenset({Role.INSTALLATION_ADMINISTRATOR, Role.INSTALLATION_AUDITOR})

ROLE_NAMES = {
    Role.ADMINISTRATOR: N_("administrator"),
    Role.SOCIAL_SECRETARY: N_("social secretary"),
    Role.PROTOCOL_OFFICER: N_("protocol officer"),
    Role.GATE_OFFICER: N_("gate officer"),
    Role.PRESS_OFFICER: N_("press officer"),
    Role.HEAD_OF_MISSION: N_("head of mission"),
    Role.AUDITOR: N_("auditor"),
    Role.INSTALLATION_ADMINISTRATOR: N_("installation administrator"),
    Role.INSTALLATION_AUDITOR: N_("installation auditor"),
}


class NoRole(RoleMixin):
    """Flask-Security asks for a role model; roles here are memberships, checked by the guard."""


class User(Model, UserMixin):
    """Somebody who signs in."""

    __tablename__ = "user_account"

    # UserMixin declares its columns with types of its own; ours are the true ones.
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)  # type: ignore[assignment]
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(16), default="en")
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(String(64), unique=True)  # type: ignore[assignment]
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON()))
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    # The step of the last code that was taken: a code is good once.
    tf_last_step: Mapped[int | None] = mapped_column(BigInteger)

    memberships: Mapped[list["Membership"]] = relationship(back_populates="user", order_by="Membership.id")
    roles: ClassVar[tuple[Any, ...]] = ()  # type: ignore[assignment,misc]


class Membership(Model):
    """One role of a user in one mission, or in the installation where `mission_id` is empty."""

    __tablename__ = "membership"
    __table_args__ = (
        Index("uq_membership_mission", "user_id", "mission_id", "role", unique=True),
        Index(
            "uq_membership_installation",
            "user_id",
            "role",
            unique=True,
            sqlite_where=text("mission_id IS NULL"),
            postgresql_where=text("mission_id IS NULL"),
        ),
        Index(None, "mission_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    mission_id: Mapped[UUID | None] = mapped_column(ForeignKey("mission.id"))
    role: Mapped[Role] = mapped_column(enum(Role, "role"))
    created_at: Mapped[datetime]

    user: Mapped[User] = relationship(back_populates="memberships")
