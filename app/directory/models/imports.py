"""An import: its file as it was read, a verdict per row, and what it takes to undo it."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Owned, enum, owned, ref


class ImportState(StrEnum):
    """`READING`: a long list of which the first rows are shown already, the others being judged."""

    READING = "reading"
    PREVIEWED = "previewed"
    APPLYING = "applying"
    APPLIED = "applied"
    STOPPED = "stopped"
    UNDONE = "undone"


class Verdict(StrEnum):
    """What an import will do with a row. `same` is a person already here whom the row changes in nothing."""

    NEW = "new"
    UPDATE = "update"
    SAME = "same"
    DUPLICATE = "duplicate"
    PROBLEM = "problem"
    SKIPPED = "skipped"


class Import(Owned):
    """`options` are the encoding and delimiter of text; `mappings` what each column of each sheet holds."""

    __tablename__ = "import_run"
    __table_args__ = owned(Index(None, "mission_id", "created_at"))

    filename: Mapped[str] = mapped_column(String(255))
    data: Mapped[bytes] = mapped_column(LargeBinary)
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    mappings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[ImportState] = mapped_column(enum(ImportState, "state"), default=ImportState.PREVIEWED)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    rows: Mapped[list["ImportRow"]] = relationship(
        primaryjoin="ImportRow.import_id == Import.id",
        foreign_keys="ImportRow.import_id",
        order_by="ImportRow.position",
        cascade="all, delete-orphan",
    )


class ImportRow(Owned):
    """One row of a file. `changes` is what it will do, field by field; `before` what it takes to undo it.

    `chosen` is what a person decided against the proposal: apply a possible duplicate, leave a row out.
    """

    __tablename__ = "import_row"
    __table_args__ = owned(
        ref("import_id", "import_run", ondelete="CASCADE"),
        Index(None, "mission_id", "import_id", "position"),
        Index(None, "mission_id", "import_id", "applied", "position"),
    )

    import_id: Mapped[UUID]
    position: Mapped[int]
    sheet: Mapped[str] = mapped_column(String(200))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    verdict: Mapped[Verdict] = mapped_column(enum(Verdict, "verdict"))
    reason: Mapped[str] = mapped_column(String(500), default="")
    person_id: Mapped[UUID | None]
    changes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    chosen: Mapped[str] = mapped_column(String(10), default="")
    applied: Mapped[bool] = mapped_column(default=False)
