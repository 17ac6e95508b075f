"""Organisations, offices and their holders."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.db import db
from app.directory.folding import fold
from app.directory.models import Appointment, Office, Organisation, OrganisationKind
from app.errors import NotFound
from app.web.tables import Page, paginate


def get_organisation(mission_id: UUID, organisation_id: UUID) -> Organisation:
    """Raises NotFound."""
    query = select(Organisation).where(
        Organisation.mission_id == mission_id, Organisation.id == organisation_id
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_office(mission_id: UUID, office_id: UUID) -> Office:
    """Raises NotFound."""
    query = select(Office).where(Office.mission_id == mission_id, Office.id == office_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def organisations(
    mission_id: UUID, *, text: str = "", kind: OrganisationKind | None = None, number: int = 1, size: int = 50
) -> Page[Organisation]:
    """By name; the nameless one is not shown."""
    query = select(Organisation).where(Organisation.mission_id == mission_id, Organisation.name != "")
    for word in fold(text).split():
        query = query.where(Organisation.folded_name.contains(word, autoescape=True))
    if kind is not None:
        query = query.where(Organisation.kind == kind)
    return paginate(query.order_by(Organisation.folded_name, Organisation.id), number=number, size=size)


def offices(organisation: Organisation) -> list[Office]:
    """The offices of an organisation with all their holders."""
    query = select(Office).where(
        Office.mission_id == organisation.mission_id, Office.organisation_id == organisation.id
    )
    with_holders = selectinload(Office.appointments).selectinload(Appointment.person)
    return list(db.session.scalars(query.order_by(Office.folded_title).options(with_holders)))


def holders(office: Office) -> list[Appointment]:
    """Everybody who held the office, the present holder first, then backwards in time."""
    query = select(Appointment).where(
        Appointment.mission_id == office.mission_id, Appointment.office_id == office.id
    )
    found = db.session.scalars(query.options(selectinload(Appointment.person))).all()
    latest = sorted(found, key=lambda a: str(a.starts or ""), reverse=True)
    return sorted(latest, key=lambda a: str(a.ends or "9999"), reverse=True)


def organisation_names(mission_id: UUID, text: str, *, limit: int = 12) -> list[str]:
    """Names that hold every word of `text`, for suggestions while one types."""
    query = select(Organisation.name).where(Organisation.mission_id == mission_id, Organisation.name != "")
    for word in fold(text).split():
        query = query.where(Organisation.folded_name.contains(word, autoescape=True))
    return list(db.session.scalars(query.order_by(Organisation.folded_name).limit(limit)))


def office_titles(mission_id: UUID, text: str, *, limit: int = 12) -> list[str]:
    """Titles that hold every word of `text`, the most common first."""
    query = select(Office.title).where(Office.mission_id == mission_id, Office.title != "")
    for word in fold(text).split():
        query = query.where(Office.folded_title.contains(word, autoescape=True))
    query = query.group_by(Office.title).order_by(func.count().desc(), Office.title)
    return list(db.session.scalars(query.limit(limit)))
