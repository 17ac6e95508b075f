"""The queue of possible duplicates, and merges that can be split again."""

from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from app.db import db
from app.directory.models import Appointment, DuplicatePair, Likeness, Office, Person, PersonMerge
from app.errors import NotFound
from app.web.tables import Page, paginate


def duplicates(
    mission_id: UUID, *, different: bool = False, number: int = 1, size: int = 25
) -> Page[DuplicatePair]:
    """Pairs to compare, the surest first; with `different` those that were told apart, the latest first."""
    query = _pairs(mission_id, different=different)
    for side in (DuplicatePair.first, DuplicatePair.second):
        query = query.options(
            selectinload(side).options(
                selectinload(Person.contact_points),
                selectinload(Person.appointments)
                .selectinload(Appointment.office)
                .selectinload(Office.organisation),
            )
        )
    sure = DuplicatePair.likeness == Likeness.SURE
    first = DuplicatePair.different_at.desc() if different else sure.desc()
    return paginate(query.order_by(first, DuplicatePair.id), number=number, size=size)


def duplicates_of(person: Person) -> list[DuplicatePair]:
    """The pairs of one person that are still to be compared."""
    query = _pairs(person.mission_id, different=False).where(
        (DuplicatePair.first_id == person.id) | (DuplicatePair.second_id == person.id)
    )
    return list(db.session.scalars(query.order_by(DuplicatePair.id)))


def count_duplicates(mission_id: UUID, *, different: bool = False) -> int:
    pairs = _pairs(mission_id, different=different).subquery()
    return db.session.scalar(select(func.count()).select_from(pairs)) or 0


def merges(person: Person) -> list[PersonMerge]:
    """What was merged into a person, the latest first: only that one can be split."""
    query = select(PersonMerge).where(
        PersonMerge.mission_id == person.mission_id, PersonMerge.person_id == person.id
    )
    return list(db.session.scalars(query.order_by(PersonMerge.merged_at.desc(), PersonMerge.id.desc())))


def get_merge(mission_id: UUID, merge_id: UUID) -> PersonMerge:
    """Raises NotFound."""
    query = select(PersonMerge).where(PersonMerge.mission_id == mission_id, PersonMerge.id == merge_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def _pairs(mission_id: UUID, *, different: bool) -> Select[DuplicatePair]:
    told = DuplicatePair.different_at
    return select(DuplicatePair).where(
        DuplicatePair.mission_id == mission_id, told.is_not(None) if different else told.is_(None)
    )
