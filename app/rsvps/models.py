"""Rows of replies and of sensitive answers."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.audit.models import ActorKind
from app.db import Owned, enum, owned, ref


class ReplyChannel(StrEnum):
    WEB = "web"
    PHONE = "phone"
    EMAIL = "email"
    CALENDAR = "calendar"
    NOTE = "note"
    IN_PERSON = "in_person"


class Standing(StrEnum):
    """What became of an answer: applied; waiting for the embassy; granted, refused, or overtaken."""

    APPLIED = "applied"
    REQUEST = "request"
    CONTRADICTION = "contradiction"
    GRANTED = "granted"
    REFUSED = "refused"
    SUPERSEDED = "superseded"


class Reason(StrEnum):
    """Why an answer waits for the embassy."""

    NONE = ""
    LATE = "late"
    FULL = "full"
    STAFF_RECORDED = "staff_recorded"


class Outcome(StrEnum):
    """What a telephone call brought. `WILL_COME` and `DECLINED` recorded a reply."""

    REACHED = "reached"
    WILL_COME = "will_come"
    DECLINED = "declined"
    CALL_AGAIN = "call_again"
    NO_ANSWER = "no_answer"


class SensitiveKind(StrEnum):
    FOOD = "food"
    ACCESS = "access"
    PLATE = "plate"
    DRIVER = "driver"
    IDENTITY = "identity"


class Reply(Owned):
    """One answer as it came.

    `answers` maps a guest's id to accepted, declined or represented, `before` to the status it found;
    `representative` says who comes instead: {"name", "office"}.
    """

    __tablename__ = "reply"
    __table_args__ = owned(
        ref("event_id", "event"),
        ref("invitation_id", "invitation", ondelete="CASCADE"),
        Index(None, "mission_id", "event_id", "at"),
        Index(None, "invitation_id", "at"),
        Index("uq_reply_submission", "invitation_id", "submission", unique=True),
    )

    event_id: Mapped[UUID]
    invitation_id: Mapped[UUID]
    submission: Mapped[str] = mapped_column(String(64))
    channel: Mapped[ReplyChannel] = mapped_column(enum(ReplyChannel, "channel"))
    at: Mapped[datetime]
    actor_kind: Mapped[ActorKind] = mapped_column(enum(ActorKind, "actor_kind"))
    actor_id: Mapped[UUID | None]
    link_id: Mapped[UUID | None]
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    representative: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    names: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    on_behalf_by: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(320), default="")
    remark: Mapped[str] = mapped_column(Text, default="")
    standing: Mapped[Standing] = mapped_column(enum(Standing, "standing"), default=Standing.APPLIED)
    reason: Mapped[Reason] = mapped_column(enum(Reason, "reason"), default=Reason.NONE)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))


class SensitiveAnswer(Owned):
    """What a guest told the embassy for one evening only; deleted when its time has come."""

    __tablename__ = "sensitive_answer"
    __table_args__ = owned(
        ref("guest_id", "guest", ondelete="CASCADE"),
        Index("uq_sensitive_answer", "mission_id", "guest_id", "kind", unique=True),
        Index(None, "delete_at"),
    )

    guest_id: Mapped[UUID]
    kind: Mapped[SensitiveKind] = mapped_column(enum(SensitiveKind, "kind"))
    text: Mapped[str] = mapped_column(String(300))
    given_at: Mapped[datetime]
    delete_at: Mapped[datetime]


class SensitiveAccess(Owned):
    """Who looked at sensitive answers, of which guest (or of all guests of an event), when."""

    __tablename__ = "sensitive_access"
    __table_args__ = owned(ref("event_id", "event"), Index(None, "mission_id", "at"))

    event_id: Mapped[UUID]
    guest_id: Mapped[UUID | None]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
    purpose: Mapped[str] = mapped_column(String(100), default="")
    rows: Mapped[int] = mapped_column(default=1)


class Call(Owned):
    """One telephone call after an answer."""

    __tablename__ = "call"
    __table_args__ = owned(
        ref("event_id", "event"),
        ref("invitation_id", "invitation", ondelete="CASCADE"),
        Index(None, "mission_id", "event_id"),
        Index(None, "invitation_id"),
    )

    event_id: Mapped[UUID]
    invitation_id: Mapped[UUID]
    at: Mapped[datetime]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    outcome: Mapped[Outcome] = mapped_column(enum(Outcome, "outcome"))
    note: Mapped[str] = mapped_column(String(300), default="")
