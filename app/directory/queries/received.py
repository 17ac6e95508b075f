"""Invitations to us."""

from uuid import UUID

from sqlalchemy import or_, select

from app.db import db
from app.directory.models import Appointment, Office, Organisation, Person, ReceivedInvitation
from app.errors import NotFound


def received(host: Person | Organisation) -> list[ReceivedInvitation]:
    """From a person; from an organisation or whoever serves there now. The latest first."""
    query = select(ReceivedInvitation).where(ReceivedInvitation.mission_id == host.mission_id)
    if isinstance(host, Person):
        query = query.where(ReceivedInvitation.person_id == host.id)
    else:
        serving = (
            select(Appointment.person_id)
            .join(Office, Office.id == Appointment.office_id)
            .where(Office.organisation_id == host.id, Appointment.ends.is_(None))
        )
        query = query.where(
            or_(ReceivedInvitation.organisation_id == host.id, ReceivedInvitation.person_id.in_(serving))
        )
    return list(db.session.scalars(query.order_by(ReceivedInvitation.on.desc(), ReceivedInvitation.id)))


def get_received(mission_id: UUID, received_id: UUID) -> ReceivedInvitation:
    """Raises NotFound."""
    query = select(ReceivedInvitation).where(
        ReceivedInvitation.mission_id == mission_id, ReceivedInvitation.id == received_id
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found
