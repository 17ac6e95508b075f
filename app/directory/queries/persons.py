"""Persons: one, many, and filtered a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, func, select
from sqlalchemy.orm import selectinload

from app.db import db
from app.directory.folding import fold
from app.directory.models import (
    AddressForm,
    Appointment,
    Category,
    ContactKind,
    ContactPoint,
    LifeState,
    Office,
    Organisation,
    Person,
    PersonTag,
    PersonTitle,
    Photo,
    TitleKind,
    Usage,
)
from app.errors import NotFound
from app.web.tables import Page, paginate


class Lack(StrEnum):
    """What a record may be wanting."""

    ADDRESS = "address"
    SALUTATION = "salutation"
    APPOINTMENT = "appointment"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which persons; an empty field does not narrow. All that are set must hold. `body`: words of an organisation."""

    category: Category | None = None
    organisation_id: UUID | None = None
    body: str = ""
    state: str = ""
    tag: str = ""
    life_state: LifeState | None = None
    lacks: Lack | None = None
    import_id: UUID | None = None
    ids: tuple[UUID, ...] | None = None

    @property
    def narrows(self) -> bool:
        return self != Filter()

    def among(self, ids: tuple[UUID, ...]) -> "Filter":
        """The same, of these persons only."""
        return replace(self, ids=ids)


_WITH_ROWS = (
    selectinload(Person.titles),
    selectinload(Person.contact_points),
    selectinload(Person.tags),
    selectinload(Person.address_forms),
    selectinload(Person.spouse).selectinload(Person.titles),
    selectinload(Person.appointments).selectinload(Appointment.office).selectinload(Office.organisation),
)


def get(mission_id: UUID, person_id: UUID) -> Person:
    """Raises NotFound."""
    query = select(Person).where(Person.mission_id == mission_id, Person.id == person_id)
    person = db.session.scalars(query).one_or_none()
    if person is None:
        raise NotFound
    return person


def get_many(mission_id: UUID, person_ids: Sequence[UUID]) -> list[Person]:
    """Those of the mission, in the order given, with all their rows loaded."""
    if not person_ids:
        return []
    query = (
        select(Person).where(Person.mission_id == mission_id, Person.id.in_(person_ids)).options(*_WITH_ROWS)
    )
    found = {person.id: person for person in db.session.scalars(query)}
    return [found[person_id] for person_id in person_ids if person_id in found]


def persons(mission_id: UUID, wanted: Filter, *, number: int = 1, size: int = 50) -> Page[Person]:
    """A page of persons in the order of their sort keys."""
    query = filtered(mission_id, wanted).order_by(Person.sort_key, Person.id).options(*_WITH_ROWS)
    return paginate(query, number=number, size=size)


def filtered_ids(mission_id: UUID, wanted: Filter) -> list[UUID]:
    """The ids of all that the filter lets through, in order."""
    query = filtered(mission_id, wanted).order_by(Person.sort_key, Person.id)
    return list(db.session.scalars(query.with_only_columns(Person.id)))


def count_filtered(mission_id: UUID, wanted: Filter) -> int:
    """How many the filter lets through."""
    let_through = filtered(mission_id, wanted).with_only_columns(Person.id).subquery()
    return db.session.scalar(select(func.count()).select_from(let_through)) or 0


def count(mission_id: UUID) -> int:
    query = select(func.count()).select_from(Person).where(Person.mission_id == mission_id)
    return db.session.scalar(query) or 0


def appointment(mission_id: UUID, appointment_id: UUID) -> Appointment:
    """Raises NotFound."""
    query = select(Appointment).where(Appointment.mission_id == mission_id, Appointment.id == appointment_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def photo(mission_id: UUID, person_id: UUID) -> Photo | None:
    query = select(Photo).where(Photo.mission_id == mission_id, Photo.person_id == person_id)
    return db.session.scalars(query).one_or_none()


def tags_in_use(mission_id: UUID) -> list[tuple[str, int]]:
    """Each tag with the number of persons who wear it."""
    query = select(PersonTag.tag, func.count()).where(PersonTag.mission_id == mission_id)
    return [
        (tag, number)
        for tag, number in db.session.execute(query.group_by(PersonTag.tag).order_by(PersonTag.tag))
    ]


def states_in_use(mission_id: UUID) -> list[str]:
    query = select(Organisation.state).where(Organisation.mission_id == mission_id, Organisation.state != "")
    return list(db.session.scalars(query.distinct().order_by(Organisation.state)))


def filtered(mission_id: UUID, wanted: Filter) -> Select[Person]:
    """All that the filter lets through, in no order."""
    query = select(Person).where(Person.mission_id == mission_id)
    if wanted.ids is not None:
        query = query.where(Person.id.in_(wanted.ids))
    for column, value in (
        (Person.category, wanted.category),
        (Person.life_state, wanted.life_state),
        (Person.import_id, wanted.import_id),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.tag:
        tagged = select(PersonTag.person_id).where(
            PersonTag.mission_id == mission_id, PersonTag.tag == wanted.tag
        )
        query = query.where(Person.id.in_(tagged))
    if wanted.organisation_id or wanted.body or wanted.state:
        query = query.where(Person.id.in_(_serving(mission_id, wanted)))
    if wanted.lacks is not None:
        query = query.where(Person.id.not_in(_having(mission_id, wanted.lacks)))
    return query


def _serving(mission_id: UUID, wanted: Filter) -> Select[UUID]:
    query = (
        select(Appointment.person_id)
        .join(Office, Office.id == Appointment.office_id)
        .where(Appointment.mission_id == mission_id, Appointment.ends.is_(None))
    )
    if wanted.organisation_id:
        query = query.where(Office.organisation_id == wanted.organisation_id)
    if wanted.body or wanted.state:
        query = query.join(Organisation, Organisation.id == Office.organisation_id)
    for word in fold(wanted.body).split():
        query = query.where(Organisation.folded_name.contains(word, autoescape=True))
    if wanted.state:
        query = query.where(Organisation.state == wanted.state)
    return query


def _having(mission_id: UUID, lack: Lack) -> Select[UUID] | CompoundSelect[UUID]:
    if lack is Lack.ADDRESS:
        return select(ContactPoint.person_id).where(
            ContactPoint.mission_id == mission_id, ContactPoint.kind == ContactKind.EMAIL
        )
    if lack is Lack.APPOINTMENT:
        return select(Appointment.person_id).where(
            Appointment.mission_id == mission_id, Appointment.ends.is_(None)
        )
    spoken = (TitleKind.SOCIAL, TitleKind.RANK, TitleKind.ACADEMIC, TitleKind.HONORIFIC)
    titled = select(PersonTitle.person_id).where(
        PersonTitle.mission_id == mission_id, PersonTitle.kind.in_(spoken)
    )
    written = select(AddressForm.person_id).where(
        AddressForm.mission_id == mission_id, AddressForm.usage == Usage.SALUTATION
    )
    spoken_to = select(Appointment.person_id).where(
        Appointment.mission_id == mission_id, Appointment.ends.is_(None), Appointment.honorific != ""
    )
    return titled.union_all(written, spoken_to)
