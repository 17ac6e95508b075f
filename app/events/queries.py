"""Finding events."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from app.db import db
from app.errors import NotFound
from app.events.models import Event, EventStatus


def get(mission_id: UUID, event_id: UUID) -> Event:
    """Raises NotFound."""
    found = db.session.scalars(
        select(Event).where(Event.mission_id == mission_id, Event.id == event_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def upcoming(mission_id: UUID, now: datetime) -> list[Event]:
    """What is still to come or being held, the next first."""
    ongoing = or_(Event.ends_at >= now, Event.starts_at >= now)
    query = select(Event).where(Event.mission_id == mission_id, ongoing, Event.status != EventStatus.CLOSED)
    return list(db.session.scalars(query.order_by(Event.starts_at)))


def past(mission_id: UUID, now: datetime, limit: int = 50) -> list[Event]:
    """What is over, the latest first."""
    coming = {event.id for event in upcoming(mission_id, now)}
    query = select(Event).where(Event.mission_id == mission_id).order_by(Event.starts_at.desc()).limit(limit)
    return [event for event in db.session.scalars(query) if event.id not in coming]
