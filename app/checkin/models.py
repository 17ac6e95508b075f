"""Rows of the gate."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.checkin.fold import Kind, Stage, Verdict
from app.db import Owned, enum, owned, ref
from app.directory.models import Category


class DeviceState(StrEnum):
    ACTIVE = "active"
    REVOKED = "revoked"
    LOST = "lost"


class Method(StrEnum):
    QR = "qr"
    SEARCH = "search"
    KEYBOARD = "keyboard"
    WALK_IN = "walk_in"
    PAPER = "paper"
    HANDOVER = "handover"
    DESK = "desk"


class Right(StrEnum):
    """What a grant may carry besides scanning."""

    WALK_IN = "walk_in"
    VOID = "void"
    BOARD = "board"
    MUSTER = "muster"


class ConflictState(StrEnum):
    """`lapsed`: the scans no longer disagree, and nobody had decided."""

    OPEN = "open"
    SEEN = "seen"
    VOIDED = "voided"
    LAPSED = "lapsed"


class QuarantineReason(StrEnum):
    ID_CONFLICT = "id_conflict"
    UNREADABLE = "unreadable"
    DEVICE_REVOKED = "device_revoked"
    UNKNOWN_GATE = "unknown_gate"
    FOREIGN_GUEST = "foreign_guest"


class Gate(Owned):
    __tablename__ = "gate"
    __table_args__ = owned(
        ref("event_id", "event"),
        Index("uq_gate_name", "mission_id", "event_id", "name", unique=True),
    )

    event_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(100))
    stage: Mapped[Stage] = mapped_column(enum(Stage, "stage"), default=Stage.ADMIT)
    position: Mapped[int] = mapped_column(default=0)


class EnrolCode(Owned):
    """A code of ten characters that makes a phone a device of one gate. Of it stand here the first four, by
    which wrong tries are counted, and the hash of the whole.
    """

    __tablename__ = "enrol_code"
    __table_args__ = owned(
        ref("gate_id", "gate", ondelete="CASCADE"),
        Index(None, "code_hash", unique=True),
        Index(None, "opening"),
    )

    gate_id: Mapped[UUID]
    opening: Mapped[str] = mapped_column(String(4))
    code_hash: Mapped[str] = mapped_column(String(64))
    caps: Mapped[list[str]] = mapped_column(JSON, default=list)
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))


class Device(Owned):
    """A phone. `expected_seq`: the first number of its scans that has not arrived; `last_seq`: the highest that
    has.
    """

    __tablename__ = "device"
    __table_args__ = owned(Index("uq_device_credential", "credential_hash", unique=True))

    name: Mapped[str] = mapped_column(String(100))
    credential_hash: Mapped[str] = mapped_column(String(64))
    state: Mapped[DeviceState] = mapped_column(enum(DeviceState, "state"), default=DeviceState.ACTIVE)
    app_build: Mapped[str] = mapped_column(String(40), default="")
    expected_seq: Mapped[int] = mapped_column(BigInteger, default=1)
    last_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    known_rev: Mapped[int] = mapped_column(BigInteger, default=0)
    waiting: Mapped[int] = mapped_column(default=0)
    last_contact: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Grant(Owned):
    """What a device may do: at one gate of one event, until a time."""

    __tablename__ = "device_grant"
    __table_args__ = owned(
        ref("device_id", "device", ondelete="CASCADE"),
        ref("event_id", "event"),
        ref("gate_id", "gate"),
        Index(
            "uq_device_grant",
            "mission_id",
            "device_id",
            "event_id",
            "gate_id",
            unique=True,
        ),
    )

    device_id: Mapped[UUID]
    event_id: Mapped[UUID]
    gate_id: Mapped[UUID]
    operator: Mapped[str] = mapped_column(String(100), default="")
    caps: Mapped[list[str]] = mapped_column(JSON, default=list)
    valid_until: Mapped[datetime]


class Scan(Owned):
    """One fact at a gate, in the device's words: never changed, never deleted but by retention. Only
    `verdict` follows from all scans of the guest; where there is none it is "noted". A scan without device was
    made at the desk; `flags` were fixed at receipt.
    """

    __tablename__ = "scan"
    __table_args__ = owned(
        ref("event_id", "event"),
        ref("device_id", "device"),
        Index(None, "mission_id", "event_id", "rev"),
        Index(None, "mission_id", "guest_id"),
        Index(None, "mission_id", "ref_id"),
        Index(None, "device_id", "seq"),
    )

    event_id: Mapped[UUID]
    device_id: Mapped[UUID | None]
    seq: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[Kind] = mapped_column(enum(Kind, "kind"))
    guest_id: Mapped[UUID | None]
    badge_hash: Mapped[str] = mapped_column(String(32), default="")
    walk_in: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    shown_name: Mapped[str] = mapped_column(String(200), default="")
    gate_id: Mapped[UUID]
    stage: Mapped[Stage] = mapped_column(enum(Stage, "stage"), default=Stage.ADMIT)
    operator: Mapped[str] = mapped_column(String(100), default="")
    method: Mapped[Method] = mapped_column(enum(Method, "method"))
    device_time: Mapped[datetime]
    mono_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    received_at: Mapped[datetime]
    t_eff: Mapped[datetime]
    known_rev: Mapped[int] = mapped_column(BigInteger, default=0)
    known_epoch: Mapped[UUID | None]
    advice: Mapped[str] = mapped_column(String(40), default="")
    override_reason: Mapped[str] = mapped_column(String(280), default="")
    ref_id: Mapped[UUID | None]
    note: Mapped[str] = mapped_column(String(280), default="")
    may_void: Mapped[bool] = mapped_column(default=False)
    canonical_hash: Mapped[str] = mapped_column(String(64))
    verdict: Mapped[str] = mapped_column(String(40), default=Verdict.NOTED.value)
    flags: Mapped[list[str]] = mapped_column(JSON, default=list)
    rev: Mapped[int]


class Quarantined(Owned):
    """A scan that could not be taken in as it came: kept whole until an officer decides, with what the device
    said of its clock and whether it came late, which are fixed at first receipt.
    """

    __tablename__ = "quarantine"
    __table_args__ = owned(
        ref("event_id", "event"),
        ref("device_id", "device"),
        Index(None, "mission_id", "event_id"),
        Index("uq_quarantine_content", "device_id", "content_hash", unique=True),
        Index(None, "device_id", "seq"),
    )

    event_id: Mapped[UUID]
    device_id: Mapped[UUID]
    scan_id: Mapped[UUID | None]
    seq: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[QuarantineReason] = mapped_column(enum(QuarantineReason, "reason"))
    content: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    sample: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    late: Mapped[bool] = mapped_column(default=False)
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))


class Presence(Owned):
    """What follows from the scans of one guest; rebuilt from them at will. `last_at` and `last_gate_id`
    belong to the entry that brought him in or, when he is outside, to the exit that led him out.
    """

    __tablename__ = "presence"
    __table_args__ = owned(
        ref("event_id", "event"),
        Index("uq_presence_guest", "mission_id", "event_id", "guest_id", unique=True),
        Index(None, "mission_id", "event_id", "inside"),
    )

    event_id: Mapped[UUID]
    guest_id: Mapped[UUID]
    inside: Mapped[bool] = mapped_column(default=False)
    first_at: Mapped[datetime | None]
    first_gate_id: Mapped[UUID | None]
    last_at: Mapped[datetime | None]
    last_gate_id: Mapped[UUID | None]
    seen_at: Mapped[datetime | None]
    flags: Mapped[list[str]] = mapped_column(JSON, default=list)


class Conflict(Owned):
    """Two entries of one guest of which nobody knew of the other."""

    __tablename__ = "conflict"
    __table_args__ = owned(
        ref("event_id", "event"),
        Index("uq_conflict_cid", "mission_id", "event_id", "cid", unique=True),
    )

    event_id: Mapped[UUID]
    cid: Mapped[str] = mapped_column(String(64))
    guest_id: Mapped[UUID]
    first_scan_id: Mapped[UUID]
    second_scan_id: Mapped[UUID]
    state: Mapped[ConflictState] = mapped_column(enum(ConflictState, "state"), default=ConflictState.OPEN)
    note: Mapped[str] = mapped_column(String(280), default="")
    resolved_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    resolved_at: Mapped[datetime | None]
    rev: Mapped[int] = mapped_column(default=0)


class OthersInside(Owned):
    """People in the house who are on no list, by hand: drivers and guards, staff and caterers."""

    __tablename__ = "others_inside"
    __table_args__ = owned(
        ref("event_id", "event"), Index("uq_others_inside_event", "mission_id", "event_id", unique=True)
    )

    event_id: Mapped[UUID]
    drivers: Mapped[int] = mapped_column(default=0)
    staff: Mapped[int] = mapped_column(default=0)


class Claim(Owned):
    """A reservation of one guest by one device for thirty seconds; records no admission."""

    __tablename__ = "claim"
    __table_args__ = owned(
        ref("event_id", "event"),
        ref("device_id", "device"),
        Index("uq_claim_live", "mission_id", "event_id", "guest_id", unique=True),
    )

    event_id: Mapped[UUID]
    guest_id: Mapped[UUID]
    device_id: Mapped[UUID]
    gate_id: Mapped[UUID]
    claim_until: Mapped[datetime]


class Gone(Owned):
    """A guest who left the list altogether: what devices must delete."""

    __tablename__ = "gone_guest"
    __table_args__ = owned(ref("event_id", "event"), Index(None, "mission_id", "event_id", "rev"))

    event_id: Mapped[UUID]
    guest_id: Mapped[UUID]
    rev: Mapped[int]


class ListCut(Owned):
    """A version of the guest list as somebody cut it, for those who guard the house."""

    __tablename__ = "list_cut"
    __table_args__ = owned(
        ref("event_id", "event"),
        Index("uq_list_cut_version", "mission_id", "event_id", "version", unique=True),
    )

    event_id: Mapped[UUID]
    version: Mapped[int]
    rev: Mapped[int]
    cut_at: Mapped[datetime]
    cut_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))


class ListLine(Owned):
    """A guest on a version of the list, in the words of that moment; no vehicle and no identity number. A guest
    who was deleted leaves his number alone.
    """

    __tablename__ = "list_line"
    __table_args__ = owned(
        ref("cut_id", "list_cut", ondelete="CASCADE"),
        Index("uq_list_line_guest", "cut_id", "guest_id", unique=True),
        Index(None, "guest_id"),
    )

    cut_id: Mapped[UUID]
    guest_id: Mapped[UUID]
    number: Mapped[int | None]
    sort_key: Mapped[str] = mapped_column(String(300), default="")
    name: Mapped[str] = mapped_column(String(200), default="")
    office: Mapped[str] = mapped_column(String(300), default="")
    organisation: Mapped[str] = mapped_column(String(300), default="")
    category: Mapped[Category] = mapped_column(enum(Category, "category"), default=Category.OTHER)
