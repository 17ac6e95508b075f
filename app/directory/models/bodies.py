"""Organisations, their offices, who holds them and when, and the order of precedence."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, Numeric, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Owned, Texts, enum, owned, ref

if TYPE_CHECKING:
    from app.directory.models.persons import Person


class OrganisationKind(StrEnum):
    DIPLOMATIC_MISSION = "diplomatic_mission"
    MINISTRY = "ministry"
    PARLIAMENT = "parliament"
    ARMED_FORCES = "armed_forces"
    INTERNATIONAL = "international"
    MEDIA = "media"
    BUSINESS = "business"
    ACADEMIC = "academic"
    OTHER = "other"


class InvitationRoute(StrEnum):
    """How an office is asked: by letter, through the foreign ministry, or through the holder's own office."""

    DIRECT = "direct"
    VIA_MFA = "via_mfa"
    VIA_OWN_OFFICE = "via_own_office"


class SeniorityBasis(StrEnum):
    CREDENTIALS_PRESENTED = "credentials_presented"
    ARRIVAL_NOTIFIED = "arrival_notified"
    APPOINTED = "appointed"
    PROMOTED = "promoted"
    ELECTED = "elected"


class SortWithin(StrEnum):
    SENIORITY = "seniority"
    ALPHABETICAL = "alphabetical"
    MANUAL = "manual"


class Organisation(Owned):
    """A body. `name` is as the embassy writes it; `names` holds it by language.

    One organisation of a mission has no name: it keeps the posts whose body is not known.
    """

    __tablename__ = "organisation"
    __table_args__ = owned(ref("parent_id", "organisation"), Index(None, "mission_id", "folded_name"))

    kind: Mapped[OrganisationKind] = mapped_column(
        enum(OrganisationKind, "kind"), default=OrganisationKind.OTHER
    )
    name: Mapped[str] = mapped_column(String(300))
    folded_name: Mapped[str] = mapped_column(String(300))
    names: Mapped[Texts] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(8), default="")
    city: Mapped[str] = mapped_column(String(100), default="")
    parent_id: Mapped[UUID | None]

    offices: Mapped[list["Office"]] = relationship(back_populates="organisation", order_by="Office.title")


class PrecedenceList(Owned):
    """An order of precedence as a body published it, or as the embassy keeps it."""

    __tablename__ = "precedence_list"
    __table_args__ = owned()

    name: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(300), default="")
    position: Mapped[int] = mapped_column(default=0)
    valid_from: Mapped[date | None]


class PrecedenceCategory(Owned):
    """One article of a list."""

    __tablename__ = "precedence_category"
    __table_args__ = owned(ref("list_id", "precedence_list", ondelete="CASCADE"))

    list_id: Mapped[UUID]
    article: Mapped[Decimal] = mapped_column(Numeric(6, 2))
    labels: Mapped[Texts] = mapped_column(JSON, default=dict)
    scope_note: Mapped[str] = mapped_column(String(200), default="")
    sort_within: Mapped[SortWithin] = mapped_column(
        enum(SortWithin, "sort_within"), default=SortWithin.SENIORITY
    )


class Office(Owned):
    """A position in an organisation, which passes from holder to holder.

    Without a title it says only that its holder belongs to the organisation.
    """

    __tablename__ = "office"
    __table_args__ = owned(
        ref("organisation_id", "organisation"),
        ref("precedence_category_id", "precedence_category"),
        Index("uq_office_title", "organisation_id", "folded_title", unique=True),
    )

    organisation_id: Mapped[UUID]
    title: Mapped[str] = mapped_column(String(300))
    folded_title: Mapped[str] = mapped_column(String(300))
    titles: Mapped[Texts] = mapped_column(JSON, default=dict)
    salutation_title: Mapped[str] = mapped_column(String(100), default="")
    default_honorific: Mapped[str] = mapped_column(String(60), default="")
    place_card_by_office: Mapped[bool] = mapped_column(default=False)
    invitation_route: Mapped[InvitationRoute] = mapped_column(
        enum(InvitationRoute, "invitation_route"), default=InvitationRoute.DIRECT
    )
    precedence_category_id: Mapped[UUID | None]

    organisation: Mapped[Organisation] = relationship(
        back_populates="offices",
        primaryjoin="Office.organisation_id == Organisation.id",
        foreign_keys="Office.organisation_id",
    )
    appointments: Mapped[list["Appointment"]] = relationship(
        back_populates="office",
        primaryjoin="Appointment.office_id == Office.id",
        foreign_keys="Appointment.office_id",
        order_by="Appointment.starts",
    )
    precedence_category: Mapped[PrecedenceCategory | None] = relationship(
        primaryjoin="Office.precedence_category_id == PrecedenceCategory.id",
        foreign_keys="Office.precedence_category_id",
    )


class Appointment(Owned):
    """A person in an office for a time. Title, rank and precedence belong here, not to the person."""

    __tablename__ = "appointment"
    __table_args__ = owned(
        ref("person_id", "person", ondelete="CASCADE"),
        ref("office_id", "office"),
        Index(None, "person_id"),
        Index(None, "office_id"),
        Index(
            "uq_appointment_primary",
            "person_id",
            unique=True,
            sqlite_where=text("is_primary AND ends IS NULL"),
            postgresql_where=text("is_primary AND ends IS NULL"),
        ),
        CheckConstraint("ends IS NULL OR starts IS NULL OR ends >= starts", name="period"),
    )

    person_id: Mapped[UUID]
    office_id: Mapped[UUID]
    starts: Mapped[date | None]
    ends: Mapped[date | None]
    is_primary: Mapped[bool] = mapped_column(default=True)
    acting: Mapped[bool] = mapped_column(default=False)
    retired: Mapped[bool] = mapped_column(default=False)
    honorific: Mapped[str] = mapped_column(String(60), default="")
    rank: Mapped[str] = mapped_column(String(60), default="")
    seniority_at: Mapped[datetime | None]
    seniority_basis: Mapped[SeniorityBasis | None] = mapped_column(enum(SeniorityBasis, "seniority_basis"))

    office: Mapped[Office] = relationship(
        back_populates="appointments",
        primaryjoin="Appointment.office_id == Office.id",
        foreign_keys="Appointment.office_id",
    )
    person: Mapped["Person"] = relationship(
        back_populates="appointments",
        primaryjoin="Appointment.person_id == Person.id",
        foreign_keys="Appointment.person_id",
    )
