"""A person: names in several scripts, titles, ways to reach him, and the words by which he is found."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Owned, enum, owned, ref
from app.directory.models.bodies import Appointment


class Sex(StrEnum):
    """For grammatical forms only."""

    MALE = "m"
    FEMALE = "f"
    OTHER = "x"
    UNKNOWN = "unknown"


class LifeState(StrEnum):
    ACTIVE = "active"
    LEFT_POST = "left_post"
    RETIRED = "retired"
    DECEASED = "deceased"


class Category(StrEnum):
    """The lane and colour of a badge; not precedence."""

    VIP = "vip"
    DIPLOMAT = "diplomat"
    OFFICIAL = "official"
    PARLIAMENT = "parliament"
    ARMED_FORCES = "armed_forces"
    MEDIA = "media"
    BUSINESS = "business"
    ACADEMIC = "academic"
    COMMUNITY = "community"
    STAFF = "staff"
    PERFORMER = "performer"
    CONTRACTOR = "contractor"
    OTHER = "other"


class NameKind(StrEnum):
    PRIMARY = "primary"
    NATIVE = "native"
    DOCUMENT = "document"
    FORMER = "former"
    ALIAS = "alias"
    AS_HEARD = "as_heard"


class TitleKind(StrEnum):
    HONORIFIC = "honorific"
    RANK = "rank"
    ACADEMIC = "academic"
    SOCIAL = "social"
    NAME_TITLE = "name_title"
    POST_NOMINAL = "post_nominal"


class ContactKind(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    POSTAL = "postal"


class Usage(StrEnum):
    """Where a line of address stands."""

    ENVELOPE = "envelope"
    SALUTATION = "salutation"
    PLACE_CARD = "place_card"
    ANNOUNCEMENT = "announcement"
    BADGE = "badge"
    PRESS = "press"


class FormOrigin(StrEnum):
    COMPOSED = "composed"
    MANUAL = "manual"


class Person(Owned):
    """A human in the directory. `version` guards against two people editing at once.

    `accompanied` says that there is a spouse whose name we do not know: a nameless second place is offered.
    """

    __tablename__ = "person"
    __table_args__ = owned(
        ref("spouse_id", "person"),
        ref("assistant_id", "person"),
        ref("import_id", "import_run"),
        Index(None, "mission_id", "sort_key"),
        Index(None, "spouse_id"),
        Index(None, "assistant_id"),
        CheckConstraint("spouse_id IS NULL OR spouse_id <> id", name="not_own_spouse"),
    )

    sort_key: Mapped[str] = mapped_column(String(300))
    sex: Mapped[Sex] = mapped_column(enum(Sex, "sex"), default=Sex.UNKNOWN)
    language: Mapped[str] = mapped_column(String(16), default="")
    category: Mapped[Category] = mapped_column(enum(Category, "category"), default=Category.OTHER)
    life_state: Mapped[LifeState] = mapped_column(enum(LifeState, "life_state"), default=LifeState.ACTIVE)
    do_not_invite: Mapped[bool] = mapped_column(default=False)
    do_not_invite_reason: Mapped[str] = mapped_column(String(300), default="")
    no_photo: Mapped[bool] = mapped_column(default=False)
    accompanied: Mapped[bool] = mapped_column(default=False)
    pronunciation: Mapped[str] = mapped_column(String(200), default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    spouse_id: Mapped[UUID | None] = mapped_column()
    assistant_id: Mapped[UUID | None] = mapped_column()
    import_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by the mapper when the class is made

    names: Mapped[list["PersonName"]] = relationship(
        primaryjoin="PersonName.person_id == Person.id",
        foreign_keys="PersonName.person_id",
        order_by="PersonName.position",
        cascade="all, delete-orphan",
        lazy="selectin",
    )
    titles: Mapped[list["PersonTitle"]] = relationship(
        primaryjoin="PersonTitle.person_id == Person.id",
        foreign_keys="PersonTitle.person_id",
        order_by="PersonTitle.position",
        cascade="all, delete-orphan",
    )
    contact_points: Mapped[list["ContactPoint"]] = relationship(
        primaryjoin="ContactPoint.person_id == Person.id",
        foreign_keys="ContactPoint.person_id",
        order_by="ContactPoint.position",
        cascade="all, delete-orphan",
    )
    tags: Mapped[list["PersonTag"]] = relationship(
        primaryjoin="PersonTag.person_id == Person.id",
        foreign_keys="PersonTag.person_id",
        order_by="PersonTag.tag",
        cascade="all, delete-orphan",
    )
    appointments: Mapped[list[Appointment]] = relationship(
        back_populates="person",
        primaryjoin="Appointment.person_id == Person.id",
        foreign_keys="Appointment.person_id",
        order_by="Appointment.starts.desc()",
        cascade="all, delete-orphan",
    )
    address_forms: Mapped[list["AddressForm"]] = relationship(
        primaryjoin="AddressForm.person_id == Person.id",
        foreign_keys="AddressForm.person_id",
        cascade="all, delete-orphan",
    )
    spouse: Mapped["Person | None"] = relationship(
        primaryjoin="Person.spouse_id == remote(Person.id)", foreign_keys=spouse_id, post_update=True
    )
    assistant: Mapped["Person | None"] = relationship(
        primaryjoin="Person.assistant_id == remote(Person.id)", foreign_keys=assistant_id, post_update=True
    )

    @property
    def name(self) -> "PersonName":
        """The primary name; every person has one."""
        return self.names[0]

    @property
    def appointment(self) -> Appointment | None:
        """The office held now, the main one where there are several."""
        current = [a for a in self.appointments if a.ends is None]
        return next((a for a in current if a.is_primary), current[0] if current else None)


class PersonName(Owned):
    """One form of a name, in one language and script. Only `full` must be there."""

    __tablename__ = "person_name"
    __table_args__ = owned(
        ref("person_id", "person", ondelete="CASCADE"),
        Index(None, "person_id"),
        Index(
            "uq_person_name_primary",
            "person_id",
            unique=True,
            sqlite_where=text("kind = 'primary'"),
            postgresql_where=text("kind = 'primary'"),
        ),
    )

    person_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[NameKind] = mapped_column(enum(NameKind, "kind"), default=NameKind.PRIMARY)
    language: Mapped[str] = mapped_column(String(16), default="")
    script: Mapped[str] = mapped_column(String(4), default="Latn")
    full: Mapped[str] = mapped_column(String(200))
    called: Mapped[str] = mapped_column(String(100), default="")
    given: Mapped[str] = mapped_column(String(100), default="")
    family: Mapped[str] = mapped_column(String(100), default="")
    patronymic: Mapped[str] = mapped_column(String(100), default="")
    prefix: Mapped[str] = mapped_column(String(60), default="")
    generation: Mapped[str] = mapped_column(String(20), default="")
    source: Mapped[str] = mapped_column(String(40), default="")


class PersonTitle(Owned):
    """A title that stays with the person: rank, degree, decoration."""

    __tablename__ = "person_title"
    __table_args__ = owned(ref("person_id", "person", ondelete="CASCADE"), Index(None, "person_id"))

    person_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[TitleKind] = mapped_column(enum(TitleKind, "kind"))
    text: Mapped[str] = mapped_column(String(100))
    retired: Mapped[bool] = mapped_column(default=False)
    starts: Mapped[date | None]
    ends: Mapped[date | None]


class ContactPoint(Owned):
    """One way to reach a person. `folded` is what duplicates are compared by: casefolded, digits only."""

    __tablename__ = "contact_point"
    __table_args__ = owned(
        ref("person_id", "person", ondelete="CASCADE"),
        Index(None, "person_id"),
        Index(None, "mission_id", "kind", "folded"),
    )

    person_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[ContactKind] = mapped_column(enum(ContactKind, "kind"))
    value: Mapped[str] = mapped_column(String(500))
    folded: Mapped[str] = mapped_column(String(500))
    via_assistant: Mapped[bool] = mapped_column(default=False)
    assistant_name: Mapped[str] = mapped_column(String(200), default="")


class PersonTag(Owned):
    __tablename__ = "person_tag"
    __table_args__ = owned(
        ref("person_id", "person", ondelete="CASCADE"),
        Index("uq_person_tag", "person_id", "tag", unique=True),
        Index(None, "mission_id", "tag"),
    )

    person_id: Mapped[UUID]
    tag: Mapped[str] = mapped_column(String(60))


class Photo(Owned):
    """A portrait, re-encoded and without its metadata."""

    __tablename__ = "photo"
    __table_args__ = owned(
        ref("person_id", "person", ondelete="CASCADE"), Index(None, "person_id", unique=True)
    )

    person_id: Mapped[UUID]
    jpeg: Mapped[bytes] = mapped_column(LargeBinary)
    updated_at: Mapped[datetime]


class AddressForm(Owned):
    """A line of address. A manual one is never composed again, but shown as stale when its inputs change."""

    __tablename__ = "address_form"
    __table_args__ = owned(
        ref("person_id", "person", ondelete="CASCADE"),
        Index("uq_address_form", "person_id", "language", "usage", unique=True),
    )

    person_id: Mapped[UUID]
    language: Mapped[str] = mapped_column(String(16))
    usage: Mapped[Usage] = mapped_column(enum(Usage, "usage"))
    text: Mapped[str] = mapped_column(String(500))
    origin: Mapped[FormOrigin] = mapped_column(enum(FormOrigin, "origin"), default=FormOrigin.MANUAL)
    composed_from: Mapped[str] = mapped_column(String(64), default="")


class SearchKey(Model):
    """A posting: one key of one person. Kept in the transaction that changes what it was made from.

    Derived rows without an id of their own, in the order in which they are read: a million of them stay small.
    """

    __tablename__ = "search_key"
    __table_args__ = (
        ref("person_id", "person", ondelete="CASCADE"),
        Index(None, "person_id"),
        {"sqlite_with_rowid": False},
    )

    mission_id: Mapped[UUID] = mapped_column(ForeignKey("mission.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(48), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
