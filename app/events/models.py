"""Rows of an event, its texts by language and its programme."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Owned, Texts, WallTime, enum, new_id, owned, ref


class EventStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    CLOSED = "closed"


class FunctionType(StrEnum):
    RECEPTION = "reception"
    DINNER = "dinner"
    LUNCHEON = "luncheon"
    BREAKFAST = "breakfast"
    CONCERT = "concert"
    EXHIBITION = "exhibition"
    CEREMONY = "ceremony"
    CONFERENCE = "conference"
    AT_HOME = "at_home"
    OTHER = "other"


class DressCode(StrEnum):
    WHITE_TIE = "white_tie"
    BLACK_TIE = "black_tie"
    MORNING_DRESS = "morning_dress"
    LOUNGE_SUIT = "lounge_suit"
    BUSINESS = "business"
    COCKTAIL = "cocktail"
    SMART_CASUAL = "smart_casual"
    CASUAL = "casual"
    NATIONAL_DRESS = "national_dress"
    UNIFORM = "uniform"


class ReplyMode(StrEnum):
    """What silence means: `rsvp` no answer, `regrets_only` presumed coming, `to_remind` accepted before."""

    RSVP = "rsvp"
    REGRETS_ONLY = "regrets_only"
    TO_REMIND = "to_remind"
    NONE = "none"


class Event(Owned):
    """One function. Wall times stand beside their zone; `starts_at`, `ends_at`, `reply_until` are derived UTC."""

    __tablename__ = "event"
    __table_args__ = owned(
        ref("chief_guest_id", "person"),
        ref("previous_id", "event"),
        Index(None, "mission_id", "starts_at"),
        CheckConstraint("ends_local IS NULL OR ends_local > starts_local", name="ends_after_start"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),
    )

    status: Mapped[EventStatus] = mapped_column(enum(EventStatus, "status"), default=EventStatus.DRAFT)
    title: Mapped[str] = mapped_column(String(200))
    function_type: Mapped[FunctionType] = mapped_column(
        enum(FunctionType, "function_type"), default=FunctionType.RECEPTION
    )
    starts_local: Mapped[datetime] = mapped_column(WallTime)
    ends_local: Mapped[datetime | None] = mapped_column(WallTime)
    zone: Mapped[str] = mapped_column(String(60))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(300), default="")
    map_url: Mapped[str] = mapped_column(String(500), default="")
    host_state: Mapped[str] = mapped_column(String(8), default="")
    city: Mapped[str] = mapped_column(String(100), default="")
    chief_guest_id: Mapped[UUID | None]
    previous_id: Mapped[UUID | None]
    officer_in_charge_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    dress_code: Mapped[DressCode | None] = mapped_column(enum(DressCode, "dress_code"))
    or_national_dress: Mapped[bool] = mapped_column(default=True)
    reply_mode: Mapped[ReplyMode] = mapped_column(enum(ReplyMode, "reply_mode"), default=ReplyMode.RSVP)
    reply_until_local: Mapped[datetime | None] = mapped_column(WallTime)
    reply_until: Mapped[datetime | None]
    reply_telephone: Mapped[str] = mapped_column(String(40), default="")
    reply_email: Mapped[str] = mapped_column(String(320), default="")
    may_be_represented: Mapped[bool] = mapped_column(default=True)
    food_served: Mapped[bool] = mapped_column(default=True)
    capacity: Mapped[int | None]
    hard_capacity: Mapped[bool] = mapped_column(default=False)
    languages: Mapped[list[str]] = mapped_column(JSON, default=lambda: ["en"])
    accent_colour: Mapped[str] = mapped_column(String(7), default="")
    rev: Mapped[int] = mapped_column(default=0)
    epoch: Mapped[UUID] = mapped_column(default=new_id)
    list_version: Mapped[int] = mapped_column(default=0)
    list_version_rev: Mapped[int] = mapped_column(default=0)
    list_version_at: Mapped[datetime | None]
    rescheduled_at: Mapped[datetime | None]
    ics_sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    texts: Mapped[list["EventText"]] = relationship(
        primaryjoin="EventText.event_id == Event.id",
        foreign_keys="EventText.event_id",
        order_by="EventText.language",
        cascade="all, delete-orphan",
        lazy="selectin",
    )
    programme: Mapped[list["ProgrammeItem"]] = relationship(
        primaryjoin="ProgrammeItem.event_id == Event.id",
        foreign_keys="ProgrammeItem.event_id",
        order_by="ProgrammeItem.position",
        cascade="all, delete-orphan",
    )

    def text(self, lang: str) -> "EventText":
        """The texts in `lang`, else in English, else in the event's first language."""
        by_language = {text.language: text for text in self.texts}
        for candidate in (lang, "en", *self.languages, *by_language):
            if candidate in by_language:
                return by_language[candidate]
        raise LookupError("an event has texts in at least one language")


class EventText(Owned):
    """What the card and the letter say in one language. `version` rises with every change.

    `other_letters`: the mission's own words for the reminder and the like, by what the letter is for.
    """

    __tablename__ = "event_text"
    __table_args__ = owned(
        ref("event_id", "event", ondelete="CASCADE"),
        Index("uq_event_text_language", "mission_id", "event_id", "language", unique=True),
    )

    event_id: Mapped[UUID]
    language: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(200))
    occasion: Mapped[str] = mapped_column(String(300), default="")
    hosts: Mapped[str] = mapped_column(Text, default="")
    request_line: Mapped[str] = mapped_column(String(200), default="")
    function: Mapped[str] = mapped_column(String(200), default="")
    venue: Mapped[str] = mapped_column(String(300), default="")
    parking: Mapped[str] = mapped_column(String(500), default="")
    dress_note: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    letter_subject: Mapped[str] = mapped_column(String(200), default="")
    letter_body: Mapped[str] = mapped_column(Text, default="")
    other_letters: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column(default=1)


class ProgrammeItem(Owned):
    __tablename__ = "programme_item"
    __table_args__ = owned(
        ref("event_id", "event", ondelete="CASCADE"),
        ref("speaker_id", "person"),
        Index(None, "mission_id", "event_id", "position"),
    )

    event_id: Mapped[UUID]
    position: Mapped[int]
    starts_local: Mapped[datetime | None] = mapped_column(WallTime)
    titles: Mapped[Texts] = mapped_column(JSON)
    speaker: Mapped[str] = mapped_column(String(200), default="")
    speaker_id: Mapped[UUID | None]
