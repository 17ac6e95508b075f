"""Records that may be of one person, and what it takes to split two that were merged."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Owned, enum, owned, ref
from app.directory.models.persons import Person


class Likeness(StrEnum):
    """What the names of two records say, once something else brought them together."""

    SURE = "sure"
    POSSIBLE = "possible"


class Ground(StrEnum):
    """What brought two records together."""

    EMAIL = "email"
    PHONE = "phone"
    ORGANISATION = "organisation"
    NAME = "name"


class DuplicatePair(Owned):
    """Two records to compare. With `different_at` somebody said that they are two persons: never ask again."""

    __tablename__ = "duplicate_pair"
    __table_args__ = owned(
        ref("first_id", "person", ondelete="CASCADE"),
        ref("second_id", "person", ondelete="CASCADE"),
        Index("uq_duplicate_pair", "first_id", "second_id", unique=True),
        Index(None, "second_id"),
        Index(None, "mission_id", "different_at"),
        CheckConstraint("first_id <> second_id", name="two_records"),
    )

    first_id: Mapped[UUID]
    second_id: Mapped[UUID]
    likeness: Mapped[Likeness] = mapped_column(enum(Likeness, "likeness"))
    grounds: Mapped[list[str]] = mapped_column(JSON)
    found_at: Mapped[datetime]
    different_at: Mapped[datetime | None]
    different_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))

    first: Mapped[Person] = relationship(
        primaryjoin="DuplicatePair.first_id == Person.id",
        foreign_keys="DuplicatePair.first_id",
        viewonly=True,
    )
    second: Mapped[Person] = relationship(
        primaryjoin="DuplicatePair.second_id == Person.id",
        foreign_keys="DuplicatePair.second_id",
        viewonly=True,
    )


class PersonMerge(Owned):
    """Two records made one. `snapshot` holds both as they stood, what was moved, and the record that came of it.

    It goes with the person: who is forgotten is forgotten here, too.
    """

    __tablename__ = "person_merge"
    __table_args__ = owned(ref("person_id", "person", ondelete="CASCADE"), Index(None, "person_id"))

    person_id: Mapped[UUID]
    gone_id: Mapped[UUID]
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON)
    merged_at: Mapped[datetime]
    merged_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
