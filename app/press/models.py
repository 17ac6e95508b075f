"""Rows of press releases: its text per language in versions, approvals bound to a hash, pictures."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Owned, Texts, enum, owned, ref


class ReleaseStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHHELD = "withheld"
    WITHDRAWN = "withdrawn"


class TextState(StrEnum):
    """How far a text has come; it follows from the row and is stored nowhere."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"


class PressRelease(Owned):
    """One release under one number and one permanent address, in one or more languages.

    `notices` say by language why it is withheld or was withdrawn.
    """

    __tablename__ = "press_release"
    __table_args__ = owned(
        ref("event_id", "event"),
        Index("uq_press_release_number", "mission_id", "year", "number", unique=True),
        Index(None, "mission_id", "status", "published_at"),
    )

    event_id: Mapped[UUID | None]
    number: Mapped[int | None]
    year: Mapped[int]
    status: Mapped[ReleaseStatus] = mapped_column(enum(ReleaseStatus, "status"), default=ReleaseStatus.DRAFT)
    zone: Mapped[str] = mapped_column(String(60))
    notices: Mapped[Texts] = mapped_column(JSON, default=dict)
    published_at: Mapped[datetime | None]
    changed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))

    versions: Mapped[list["ReleaseVersion"]] = relationship(
        back_populates="release",
        primaryjoin="ReleaseVersion.release_id == PressRelease.id",
        foreign_keys="ReleaseVersion.release_id",
        order_by="ReleaseVersion.language, ReleaseVersion.number",
        cascade="all, delete-orphan",
    )


class ReleaseVersion(Owned):
    """The text in one language at one time. Frozen once published; a correction is the next version.

    `writers` are the ids of all who wrote it, none of whom may approve it; `review_note` says why it
    was sent back; `change_note` tells the public what a correction changed.
    """

    __tablename__ = "release_version"
    __table_args__ = owned(
        ref("release_id", "press_release", ondelete="CASCADE"),
        Index("uq_release_version", "mission_id", "release_id", "language", "number", unique=True),
    )

    release_id: Mapped[UUID]
    language: Mapped[str] = mapped_column(String(16))
    number: Mapped[int] = mapped_column(default=1)
    headline: Mapped[str] = mapped_column(String(200))
    deck: Mapped[str] = mapped_column(String(300), default="")
    place: Mapped[str] = mapped_column(String(100), default="")
    dated: Mapped[date]
    blocks: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    content_hash: Mapped[str] = mapped_column(String(64))
    change_note: Mapped[str] = mapped_column(Text, default="")
    review_note: Mapped[str] = mapped_column(Text, default="")
    writers: Mapped[list[str]] = mapped_column(JSON, default=list)
    drafted_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    drafted_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]

    release: Mapped[PressRelease] = relationship(
        back_populates="versions",
        primaryjoin="ReleaseVersion.release_id == PressRelease.id",
        foreign_keys="ReleaseVersion.release_id",
    )
    approvals: Mapped[list["Approval"]] = relationship(
        primaryjoin="Approval.version_id == ReleaseVersion.id",
        foreign_keys="Approval.version_id",
        order_by="Approval.at",
        cascade="all, delete-orphan",
    )

    @property
    def approved(self) -> bool:
        """Whether somebody approved exactly this text."""
        return any(approval.content_hash == self.content_hash for approval in self.approvals)

    @property
    def state(self) -> TextState:
        if self.published_at is not None:
            return TextState.PUBLISHED
        if self.submitted_at is None:
            return TextState.DRAFT
        return TextState.APPROVED if self.approved else TextState.SUBMITTED


class Approval(Owned):
    """One person's consent to one exact text."""

    __tablename__ = "approval"
    __table_args__ = owned(
        ref("version_id", "release_version", ondelete="CASCADE"),
        Index("uq_approval", "mission_id", "version_id", "content_hash", "by_id", unique=True),
    )

    version_id: Mapped[UUID]
    content_hash: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
    sole_officer: Mapped[bool] = mapped_column(default=False)


class ReleasePicture(Owned):
    """A picture of a release as it is served: JPEG without metadata. An id means one picture for good."""

    __tablename__ = "release_picture"
    __table_args__ = owned(
        ref("release_id", "press_release", ondelete="CASCADE"), Index(None, "mission_id", "release_id")
    )

    release_id: Mapped[UUID]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    width: Mapped[int]
    height: Mapped[int]
    added_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    added_at: Mapped[datetime]
