"""Invitations that the embassy received, so that it knows whom it owes one."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Owned, enum, owned, ref


class Outcome(StrEnum):
    """What came of an invitation to us."""

    OPEN = "open"
    WENT = "went"
    REGRETTED = "regretted"


class ReceivedInvitation(Owned):
    """A person or an organisation invited us. `by` names who went for the embassy."""

    __tablename__ = "received_invitation"
    __table_args__ = owned(
        ref("person_id", "person", ondelete="CASCADE"),
        ref("organisation_id", "organisation", ondelete="CASCADE"),
        Index(None, "person_id"),
        Index(None, "organisation_id"),
        CheckConstraint("(person_id IS NULL) <> (organisation_id IS NULL)", name="from_one"),
    )

    person_id: Mapped[UUID | None]
    organisation_id: Mapped[UUID | None]
    on: Mapped[date]
    occasion: Mapped[str] = mapped_column(String(300))
    outcome: Mapped[Outcome] = mapped_column(enum(Outcome, "outcome"), default=Outcome.OPEN)
    by: Mapped[str] = mapped_column(String(200), default="")
    noted_at: Mapped[datetime]
    noted_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
