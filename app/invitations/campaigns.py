"""Finding campaigns: one sending to many, and how far it is."""

from uuid import UUID

from sqlalchemy import func, select

from app.db import db
from app.errors import NotFound
from app.invitations.models import Campaign
from app.mail.models import Outbox


def get(mission_id: UUID, event_id: UUID, campaign_id: UUID) -> Campaign:
    """Raises NotFound."""
    query = select(Campaign).where(Campaign.mission_id == mission_id, Campaign.event_id == event_id)
    found = db.session.scalars(query.where(Campaign.id == campaign_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def letters_of(campaign: Campaign) -> dict[str, int]:
    """How many letters of a campaign are in each state of the outbox."""
    query = select(Outbox.state, func.count()).where(
        Outbox.mission_id == campaign.mission_id, Outbox.campaign_id == campaign.id
    )
    return {row[0].value: row[1] for row in db.session.execute(query.group_by(Outbox.state))}


def unfinished() -> list[UUID]:
    query = select(Campaign.id).where(Campaign.finished_at.is_(None), Campaign.stopped_at.is_(None))
    return list(db.session.scalars(query))
