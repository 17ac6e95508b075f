"""Rows of the guest list."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Owned, enum, owned, ref
from app.directory.models import Category, InvitationRoute, Person


class AddresseeKind(StrEnum):
    PERSON = "person"
    OFFICE = "office"
    OFFICE_HOLDER = "office_holder"
    COUPLE = "couple"
    QUOTA = "quota"
    WALK_IN = "walk_in"


class InvitationStatus(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    WITHDRAWN = "withdrawn"


class GuestRole(StrEnum):
    PRINCIPAL = "principal"
    SPOUSE = "spouse"
    COMPANION = "companion"
    REPRESENTATIVE = "representative"
    WALK_IN = "walk_in"


class GuestStatus(StrEnum):
    """`awaiting`: a representative or a late request on which the embassy has not decided."""

    UNANSWERED = "unanswered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REPRESENTED = "represented"
    AWAITING = "awaiting"
    REVOKED = "revoked"


class Channel(StrEnum):
    """How a document left the building."""

    EMAIL = "email"
    HAND = "hand"
    POST = "post"
    NOTE_VERBALE = "note_verbale"
    SHARE_LINK = "share_link"
    PHONE = "phone"


class Purpose(StrEnum):
    """What a letter to many is for. `NEW_DATE`: the event was postponed, and its new day is known."""

    INVITATION = "invitation"
    SAVE_THE_DATE = "save_the_date"
    REMINDER = "reminder"
    PRACTICAL = "practical"
    POSTPONEMENT = "postponement"
    NEW_DATE = "new_date"
    RECALL = "recall"


class Invitation(Owned):
    """One act of inviting: one addressee, one or more guests.

    `addressee` names whom no person of the directory stands for (an editorial office). `email` is filled when
    this invitation goes elsewhere than the person's letters do. `lines` are its words by language, as sent.
    `district` is where a driver takes it, where that is not to be read from the postal address.
    """

    __tablename__ = "invitation"
    __table_args__ = owned(
        ref("event_id", "event"),
        ref("person_id", "person"),
        ref("office_id", "office"),
        Index(None, "mission_id", "event_id", "sort_key"),
        Index("ix_invitation_counted", "mission_id", "event_id", "kind", "status", "answered_at"),
        Index(
            "uq_invitation_person",
            "event_id",
            "person_id",
            unique=True,
            sqlite_where=text("person_id IS NOT NULL AND status <> 'withdrawn'"),
            postgresql_where=text("person_id IS NOT NULL AND status <> 'withdrawn'"),
        ),
    )

    event_id: Mapped[UUID]
    kind: Mapped[AddresseeKind] = mapped_column(enum(AddresseeKind, "kind"), default=AddresseeKind.PERSON)
    person_id: Mapped[UUID | None]
    office_id: Mapped[UUID | None]
    addressee: Mapped[str] = mapped_column(String(300), default="")
    status: Mapped[InvitationStatus] = mapped_column(
        enum(InvitationStatus, "status"), default=InvitationStatus.DRAFT
    )
    language: Mapped[str] = mapped_column(String(16), default="en")
    channel: Mapped[Channel] = mapped_column(enum(Channel, "channel"), default=Channel.EMAIL)
    route: Mapped[InvitationRoute] = mapped_column(
        enum(InvitationRoute, "route"), default=InvitationRoute.DIRECT
    )
    email: Mapped[str] = mapped_column(String(320), default="")
    via_assistant: Mapped[bool] = mapped_column(default=False)
    district: Mapped[str] = mapped_column(String(100), default="")
    sort_key: Mapped[str] = mapped_column(String(300), default="")
    lines: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    note: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by the mapper when the class is made

    guests: Mapped[list["Guest"]] = relationship(
        back_populates="invitation",
        primaryjoin="Guest.invitation_id == Invitation.id",
        foreign_keys="Guest.invitation_id",
        order_by="Guest.position",
        cascade="all, delete-orphan",
        lazy="selectin",
    )
    links: Mapped[list["ReplyLink"]] = relationship(
        primaryjoin="ReplyLink.invitation_id == Invitation.id",
        foreign_keys="ReplyLink.invitation_id",
        order_by="ReplyLink.copy",
        cascade="all, delete-orphan",
    )
    person: Mapped[Person | None] = relationship(
        primaryjoin="Invitation.person_id == Person.id", foreign_keys="Invitation.person_id", viewonly=True
    )


class Guest(Owned):
    """One place: named, or to be named. Its id stays through every change of name; a badge belongs to it."""

    __tablename__ = "guest"
    __table_args__ = owned(
        ref("event_id", "event"),
        ref("invitation_id", "invitation", ondelete="CASCADE"),
        ref("person_id", "person"),
        ref("represents_id", "guest"),
        Index(None, "mission_id", "event_id", "rev"),
        Index(None, "mission_id", "event_id", "status"),
        Index(None, "invitation_id"),
        Index(None, "person_id"),
        Index("uq_guest_badge_number", "event_id", "badge_number", unique=True),
        Index(None, "badge_hash"),
        CheckConstraint("represents_id IS NULL OR represents_id <> id", name="not_own_representative"),
    )

    event_id: Mapped[UUID]
    invitation_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    represents_id: Mapped[UUID | None]
    position: Mapped[int] = mapped_column(default=0)
    role: Mapped[GuestRole] = mapped_column(enum(GuestRole, "role"), default=GuestRole.PRINCIPAL)
    status: Mapped[GuestStatus] = mapped_column(enum(GuestStatus, "status"), default=GuestStatus.UNANSWERED)
    name: Mapped[str] = mapped_column(String(200), default="")
    office: Mapped[str] = mapped_column(String(300), default="")
    organisation: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[str] = mapped_column(String(8), default="")
    category: Mapped[Category] = mapped_column(enum(Category, "category"), default=Category.OTHER)
    sort_key: Mapped[str] = mapped_column(String(300), default="")
    vouched_by: Mapped[str] = mapped_column(String(200), default="")
    badge_number: Mapped[int | None]
    badge_generation: Mapped[int] = mapped_column(default=1)
    badge_hash: Mapped[str] = mapped_column(String(64), default="")
    precedence_override: Mapped[float | None]
    rev: Mapped[int] = mapped_column(default=0)
    revoked_rev: Mapped[int | None]
    created_at: Mapped[datetime]

    invitation: Mapped[Invitation] = relationship(
        back_populates="guests",
        primaryjoin="Guest.invitation_id == Invitation.id",
        foreign_keys="Guest.invitation_id",
    )
    person: Mapped[Person | None] = relationship(
        primaryjoin="Guest.person_id == Person.id", foreign_keys="Guest.person_id", viewonly=True
    )


class ReplyLink(Owned):
    """A copy of an invitation's personal link. The token is derived; only its SHA-256 stands here."""

    __tablename__ = "reply_link"
    __table_args__ = owned(
        ref("invitation_id", "invitation", ondelete="CASCADE"),
        Index("uq_reply_link_copy", "mission_id", "invitation_id", "copy", unique=True),
        Index("uq_reply_link_token", "token_hash", unique=True),
    )

    invitation_id: Mapped[UUID]
    copy: Mapped[int]
    channel: Mapped[Channel] = mapped_column(enum(Channel, "channel"))
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class NoteVerbale(Owned):
    """A numbered note to an authority, with the list annexed to it as it left.

    `annex` holds {"invitation": id, "number", "name", "office"} a guest. A number is given once a year and never again.
    """

    __tablename__ = "note_verbale"
    __table_args__ = owned(
        ref("event_id", "event"),
        Index("uq_note_verbale_number", "mission_id", "year", "number", unique=True),
        Index(None, "mission_id", "event_id"),
    )

    event_id: Mapped[UUID]
    year: Mapped[int]
    number: Mapped[int]
    addressed_to: Mapped[str] = mapped_column(String(300))
    language: Mapped[str] = mapped_column(String(16))
    body: Mapped[str] = mapped_column(Text)
    annex: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]


class Dispatch(Owned):
    """How and when a document left: one row per handing over.

    `document` is the purpose of the letter; `document_version` that of its text, or of the event's hour.
    """

    __tablename__ = "dispatch"
    __table_args__ = owned(
        ref("invitation_id", "invitation", ondelete="CASCADE"),
        ref("note_id", "note_verbale"),
        Index(None, "mission_id", "invitation_id"),
    )

    invitation_id: Mapped[UUID]
    channel: Mapped[Channel] = mapped_column(enum(Channel, "channel"))
    document: Mapped[str] = mapped_column(String(40))
    document_version: Mapped[int] = mapped_column(default=1)
    outbox_id: Mapped[UUID | None]
    note_id: Mapped[UUID | None]
    at: Mapped[datetime]
    by_id: Mapped[UUID | None]
    handed_to: Mapped[str] = mapped_column(String(200), default="")


class Campaign(Owned):
    """One sending to many invitations: whom it was meant for, and how far it got.

    `waiting` holds the ids of invitations not yet written to, `submission` the form that asked for it.
    """

    __tablename__ = "campaign"
    __table_args__ = owned(
        ref("event_id", "event"),
        Index("uq_campaign_submission", "mission_id", "event_id", "submission", unique=True),
        Index(None, "finished_at"),
    )

    event_id: Mapped[UUID]
    purpose: Mapped[Purpose] = mapped_column(enum(Purpose, "purpose"), default=Purpose.INVITATION)
    submission: Mapped[str] = mapped_column(String(64))
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime]
    total: Mapped[int]
    waiting: Mapped[list[str]] = mapped_column(JSON, default=list)
    skipped: Mapped[int] = mapped_column(default=0)
    stopped_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class Selection(Owned):
    """Persons of the directory by a filter that has a name: category, tag, state; an empty field narrows nothing."""

    __tablename__ = "selection"
    __table_args__ = owned(Index("uq_selection_name", "mission_id", "name", unique=True))

    name: Mapped[str] = mapped_column(String(100))
    category: Mapped[str] = mapped_column(String(20), default="")
    tag: Mapped[str] = mapped_column(String(60), default="")
    state: Mapped[str] = mapped_column(String(8), default="")
    created_at: Mapped[datetime]
