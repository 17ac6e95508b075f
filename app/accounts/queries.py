"""Finding users and members."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, selectinload

from app.accounts.models import Membership, Role, User
from app.db import db
from app.errors import NotFound


def by_email(email: str) -> User | None:
    return db.session.scalars(select(User).where(User.email == email.strip().lower())).one_or_none()


def members(mission_id: UUID) -> list[Membership]:
    """Everybody's roles in a mission, by name."""
    query = select(Membership).join(Membership.user).options(contains_eager(Membership.user))
    return list(
        db.session.scalars(query.where(Membership.mission_id == mission_id).order_by(User.name, User.email))
    )


def membership(mission_id: UUID, membership_id: UUID) -> Membership:
    """Raises NotFound."""
    query = select(Membership).where(Membership.mission_id == mission_id, Membership.id == membership_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def count_role(mission_id: UUID, role: Role) -> int:
    query = select(func.count(Membership.id)).where(
        Membership.mission_id == mission_id, Membership.role == role
    )
    return db.session.scalar(query) or 0


def names(user_ids: set[UUID]) -> dict[UUID, str]:
    """Who they are, for trails and lists."""
    if not user_ids:
        return {}
    rows = db.session.execute(select(User.id, User.name, User.email).where(User.id.in_(user_ids)))
    return {row.id: row.name or row.email for row in rows}


def email_of(user_id: UUID) -> str:
    """A colleague's own mailbox; empty where he is gone."""
    user = db.session.get(User, user_id)
    return user.email if user is not None and user.active else ""


def demo_users() -> list[User]:
    query = select(User).where(User.demo).order_by(User.created_at, User.id)
    return list(db.session.scalars(query.options(selectinload(User.memberships))))


def any_user() -> bool:
    return db.session.scalars(select(User.id).limit(1)).first() is not None
