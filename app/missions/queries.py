"""Finding missions and states."""

from uuid import UUID

from sqlalchemy import select

from app.db import db
from app.errors import NotFound
from app.i18n import pick
from app.missions.models import Mission, State


def get(mission_id: UUID) -> Mission:
    """Raises NotFound."""
    mission = db.session.get(Mission, mission_id)
    if mission is None:
        raise NotFound
    return mission


def by_slug(slug: str) -> Mission:
    """Raises NotFound."""
    mission = db.session.scalars(select(Mission).where(Mission.slug == slug)).one_or_none()
    if mission is None:
        raise NotFound
    return mission


def all_missions() -> list[Mission]:
    return list(db.session.scalars(select(Mission).order_by(Mission.slug)))


def states() -> list[State]:
    return list(db.session.scalars(select(State).order_by(State.code)))


def state(code: str) -> State | None:
    return db.session.get(State, code) if code else None


def state_name(code: str, lang: str | None = None) -> str:
    """The state's name in `lang`; the code itself where it is not known."""
    found = state(code)
    return pick(found.names, lang, code) if found else code
