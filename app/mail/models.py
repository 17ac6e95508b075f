"""Rows of the outbox. Foreign keys by table name only: this package knows no slice."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, enum, new_id


class LetterState(StrEnum):
    HELD = "held"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    SUPPRESSED = "suppressed"
    BOUNCED = "bounced"


class Phase(StrEnum):
    CLAIMED = "claimed"
    CONNECTED = "connected"
    ENVELOPE = "envelope"
    DATA = "data"
    HANDOFF = "handoff"


class UncertainPolicy(StrEnum):
    """What happens when nobody knows whether a letter left: ask the officer, or send once more."""

    ASK = "ask"
    RESEND = "resend"


class TransportState(StrEnum):
    OPEN = "open"
    PAUSED = "paused"
    HALF_OPEN = "half_open"


class Outbox(Model):
    """One letter to one recipient, rendered and frozen. `mission_id` is empty for the installation's own."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("dedupe_key"),
        UniqueConstraint("message_id"),
        Index(None, "state", "priority", "next_at"),
        Index(None, "mission_id", "created_at"),
        Index(None, "recipient_ref"),
        Index(None, "event_id", "state"),
        Index(None, "campaign_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    mission_id: Mapped[UUID | None] = mapped_column(ForeignKey("mission.id"))
    event_id: Mapped[UUID | None]
    campaign_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(String(40))
    dedupe_key: Mapped[str] = mapped_column(String(64))
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    once: Mapped[str] = mapped_column(String(80), default="")
    recipient_ref: Mapped[str] = mapped_column(String(80), default="")
    language: Mapped[str] = mapped_column(String(16), default="en")
    from_addr: Mapped[str] = mapped_column(String(320), default="")
    from_name: Mapped[str] = mapped_column(String(200), default="")
    reply_to: Mapped[str] = mapped_column(String(320), default="")
    to_addr: Mapped[str] = mapped_column(String(320))
    to_name: Mapped[str] = mapped_column(String(200), default="")
    subject: Mapped[str] = mapped_column(String(500))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="")
    ics: Mapped[str] = mapped_column(Text, default="")
    headers: Mapped[dict[str, str]] = mapped_column(default=dict)
    message_id: Mapped[str] = mapped_column(String(200))
    priority: Mapped[int] = mapped_column(default=5)
    state: Mapped[LetterState] = mapped_column(enum(LetterState, "state"))
    phase: Mapped[Phase | None] = mapped_column(enum(Phase, "phase"))
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    lease_token: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    uncertain_policy: Mapped[UncertainPolicy] = mapped_column(
        enum(UncertainPolicy, "uncertain_policy"), default=UncertainPolicy.ASK
    )
    uncertain_resends: Mapped[int] = mapped_column(default=0)
    last_code: Mapped[str] = mapped_column(String(20), default="")
    last_text: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class OutboxAttempt(Model):
    """One try to hand a letter over; append-only."""

    __tablename__ = "outbox_attempt"
    __table_args__ = (Index(None, "outbox_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    outbox_id: Mapped[UUID] = mapped_column(ForeignKey("outbox.id", ondelete="CASCADE"))
    worker: Mapped[str] = mapped_column(String(80))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    phase: Mapped[Phase] = mapped_column(enum(Phase, "phase"), default=Phase.CLAIMED)
    code: Mapped[str] = mapped_column(String(20), default="")
    text: Mapped[str] = mapped_column(String(500), default="")


class Transport(Model):
    """The state of one mission's way out; the row without a mission is the installation's."""

    __tablename__ = "transport"
    __table_args__ = (UniqueConstraint("mission_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    mission_id: Mapped[UUID | None] = mapped_column(ForeignKey("mission.id"))
    state: Mapped[TransportState] = mapped_column(enum(TransportState, "state"), default=TransportState.OPEN)
    reason: Mapped[str] = mapped_column(String(500), default="")
    until: Mapped[datetime | None]
    pauses: Mapped[int] = mapped_column(default=0)
    rate: Mapped[int] = mapped_column(default=0)
