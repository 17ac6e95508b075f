"""Rows of the outbox. Foreign keys by table name only: this package knows no slice."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, Owned, enum, new_id, owned


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


class Security(StrEnum):
    """How the talk with a mail server is kept secret: not at all, from STARTTLS on, or from the start."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class SignIn(StrEnum):
    """How we show a mail server who we are; the last two by OAuth 2."""

    NONE = "none"
    PASSWORD = "password"  # noqa: S105 - the name of a way, no password
    MICROSOFT = "microsoft"
    GOOGLE = "google"


class ReturnedKind(StrEnum):
    """What came back: a refusal, news of a delay, an automatic answer, or something for a person to read."""

    BOUNCE = "bounce"
    DELAY = "delay"
    AUTO_REPLY = "auto_reply"
    OTHER = "other"


class SuppressionReason(StrEnum):
    """Why nobody writes to an address: letters came back, or its owner asked for it."""

    CAME_BACK = "came_back"
    ASKED = "asked"


class Outbox(Model):
    """One letter to one recipient, rendered and frozen. `mission_id` is empty for the installation's own."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("dedupe_key"),
        UniqueConstraint("message_id"),
        Index(None, "state", "mission_id", "priority", "next_at", "id"),
        Index(None, "state", "lease_until"),
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
    domain: Mapped[str] = mapped_column(String(255), default="")
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
    """One way out and whether it is open. The row without a mission is the installation's.

    A mission whose row names a `host` has a mail server of its own; its row's id is the mission's. `secret`
    is encrypted (see `sealing`). `rate` and `domain_rate` are letters a minute, 0 for no limit; from `free_at`
    on the next one may leave. `return_address` is where letters come back to; `box_…` is its mailbox (IMAP).
    """

    __tablename__ = "transport"
    __table_args__ = (
        UniqueConstraint("mission_id"),
        CheckConstraint("rate >= 0 AND domain_rate >= 0", name="rates"),
        CheckConstraint("port BETWEEN 1 AND 65535 AND box_port BETWEEN 1 AND 65535", name="ports"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    mission_id: Mapped[UUID | None] = mapped_column(ForeignKey("mission.id"))
    host: Mapped[str] = mapped_column(String(255), default="")
    port: Mapped[int] = mapped_column(default=587)
    security: Mapped[Security] = mapped_column(enum(Security, "security"), default=Security.STARTTLS)
    sign_in: Mapped[SignIn] = mapped_column(enum(SignIn, "sign_in"), default=SignIn.PASSWORD)
    username: Mapped[str] = mapped_column(String(320), default="")
    tenant: Mapped[str] = mapped_column(String(100), default="")
    client_id: Mapped[str] = mapped_column(String(200), default="")
    secret: Mapped[str] = mapped_column(Text, default="")
    rate: Mapped[int] = mapped_column(default=0)
    domain_rate: Mapped[int] = mapped_column(default=0)
    return_address: Mapped[str] = mapped_column(String(320), default="")
    box_host: Mapped[str] = mapped_column(String(255), default="")
    box_port: Mapped[int] = mapped_column(default=993)
    box_username: Mapped[str] = mapped_column(String(320), default="")
    box_folder: Mapped[str] = mapped_column(String(100), default="INBOX")
    box_trouble: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[TransportState] = mapped_column(enum(TransportState, "state"), default=TransportState.OPEN)
    reason: Mapped[str] = mapped_column(String(500), default="")
    since: Mapped[datetime | None]
    until: Mapped[datetime | None]
    pauses: Mapped[int] = mapped_column(default=0)
    free_at: Mapped[datetime | None]


class TransportPace(Model):
    """When the next letter to a domain may leave, where letters to one domain are counted."""

    __tablename__ = "transport_pace"

    transport_id: Mapped[UUID] = mapped_column(
        ForeignKey("transport.id", ondelete="CASCADE"), primary_key=True
    )
    domain: Mapped[str] = mapped_column(String(255), primary_key=True)
    free_at: Mapped[datetime]


class Returned(Model):
    """A message that came to the return address. `digest` keeps one message from counting twice."""

    __tablename__ = "returned"
    __table_args__ = (
        UniqueConstraint("digest"),
        Index(None, "mission_id", "at"),
        Index(None, "outbox_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    mission_id: Mapped[UUID | None] = mapped_column(ForeignKey("mission.id"))
    outbox_id: Mapped[UUID | None] = mapped_column(ForeignKey("outbox.id", ondelete="SET NULL"))
    kind: Mapped[ReturnedKind] = mapped_column(enum(ReturnedKind, "kind"))
    digest: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(20), default="")
    sender: Mapped[str] = mapped_column(String(320), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]


class Suppression(Owned):
    """An address (lower case) to which the mission does not write; lifted by an officer."""

    __tablename__ = "suppression"
    __table_args__ = owned(Index("uq_suppression_address", "mission_id", "address", unique=True))

    address: Mapped[str] = mapped_column(String(320))
    reason: Mapped[SuppressionReason] = mapped_column(enum(SuppressionReason, "reason"))
    words: Mapped[str] = mapped_column(String(500), default="")
    since: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
