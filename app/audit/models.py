"""Rows of the audit trail and of the log of who looked at sensitive data."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, enum, new_id


class ActorKind(StrEnum):
    STAFF = "staff"
    GUEST = "guest"
    DEVICE = "device"
    SYSTEM = "system"


class AuditEntry(Model):
    """One act. `mission_id` is empty for acts on the installation itself."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "mission_id", "at"), Index(None, "record_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    mission_id: Mapped[UUID | None] = mapped_column(ForeignKey("mission.id"))
    event_id: Mapped[UUID | None]
    at: Mapped[datetime]
    actor_kind: Mapped[ActorKind] = mapped_column(enum(ActorKind, "actor_kind"))
    actor_id: Mapped[UUID | None]
    verb: Mapped[str] = mapped_column(String(60))
    record_type: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[UUID | None]
    fields: Mapped[list[str]] = mapped_column(default=list)
    seal_number: Mapped[int | None]
    seal: Mapped[str | None] = mapped_column(String(64))
