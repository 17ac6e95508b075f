"""Rows of a mission, and the list of states that all missions share."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, Owned, Texts, enum, new_id, owned


class DatelineStyle(StrEnum):
    """How a release names place and day: "Islamabad, 8 November –", "ISLAMABAD, Nov. 8, 2026 –", "ISLAMABAD:"."""

    HOUSE = "house"
    AGENCY = "agency"
    DAILY = "daily"


class Mission(Model):
    """An embassy, high commission or consulate. `names` and `cities` are texts by language."""

    __tablename__ = "mission"
    __table_args__ = (CheckConstraint("attendance_rounding >= 1", name="attendance_rounding"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    names: Mapped[Texts] = mapped_column(JSON)
    sending_state: Mapped[str] = mapped_column(String(8), default="")
    host_state: Mapped[str] = mapped_column(String(8), default="")
    cities: Mapped[Texts] = mapped_column(JSON, default=dict)
    zone: Mapped[str] = mapped_column(String(60), default="UTC")
    languages: Mapped[list[str]] = mapped_column(JSON, default=lambda: ["en"])
    accent_colour: Mapped[str] = mapped_column(String(7), default="#0B5D4E")
    emblem: Mapped[bytes | None] = mapped_column(LargeBinary)
    dateline_style: Mapped[DatelineStyle] = mapped_column(
        enum(DatelineStyle, "dateline_style"), default=DatelineStyle.HOUSE
    )
    attendance_rounding: Mapped[int] = mapped_column(default=10)
    sole_press_officer: Mapped[bool] = mapped_column(default=False)
    identity_numbers: Mapped[bool] = mapped_column(default=False)
    mail_from: Mapped[str] = mapped_column(String(320), default="")
    reply_to: Mapped[str] = mapped_column(String(320), default="")
    telephone: Mapped[str] = mapped_column(String(40), default="")
    phone_region: Mapped[str] = mapped_column(String(2), default="")
    press_contact: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime]


class State(Model):
    """A state as a mission writes it. The code is ISO 3166-1 alpha-2, or one that the mission adds."""

    __tablename__ = "state"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    names: Mapped[Texts] = mapped_column(JSON)


class Counter(Owned):
    """The last human number given out, per subject (an event, or a year) and series."""

    __tablename__ = "counter"
    __table_args__ = owned(Index("uq_counter_series", "mission_id", "series", "subject", unique=True))

    series: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(40))
    value: Mapped[int] = mapped_column(default=0)
