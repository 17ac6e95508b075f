"""Saved selections of the directory."""

from uuid import UUID

from sqlalchemy import select

from app.db import db
from app.errors import NotFound
from app.invitations.models import Selection


def all_of(mission_id: UUID) -> list[Selection]:
    """The saved selections of the directory, by name."""
    query = select(Selection).where(Selection.mission_id == mission_id)
    return list(db.session.scalars(query.order_by(Selection.name)))


def get(mission_id: UUID, selection_id: UUID) -> Selection:
    """Raises NotFound."""
    query = select(Selection).where(Selection.mission_id == mission_id, Selection.id == selection_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found
