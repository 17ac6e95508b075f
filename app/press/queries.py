"""Finding releases, their texts and pictures."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import selectinload

from app.accounts.models import Membership, User
from app.accounts.permissions import ROLE_PERMISSIONS, Permission
from app.db import db
from app.press import blocks as block
from app.press.errors import ReleaseNotFound, TextNotFound
from app.press.models import PressRelease, ReleasePicture, ReleaseStatus, ReleaseVersion

PUBLIC = (ReleaseStatus.PUBLISHED, ReleaseStatus.WITHHELD, ReleaseStatus.WITHDRAWN)


def _of(mission_id: UUID) -> Select[PressRelease]:
    return (
        select(PressRelease)
        .where(PressRelease.mission_id == mission_id)
        .options(selectinload(PressRelease.versions).selectinload(ReleaseVersion.approvals))
    )


def get(mission_id: UUID, release_id: UUID) -> PressRelease:
    """Raises ReleaseNotFound."""
    release = db.session.scalars(_of(mission_id).where(PressRelease.id == release_id)).one_or_none()
    if release is None:
        raise ReleaseNotFound()
    return release


def get_public(mission_id: UUID, release_id: UUID) -> PressRelease:
    """A release that is or was public; raises ReleaseNotFound."""
    release = get(mission_id, release_id)
    if release.status not in PUBLIC:
        raise ReleaseNotFound()
    return release


def of_event(mission_id: UUID, event_id: UUID) -> list[PressRelease]:
    """The event's releases, newest first."""
    query = _of(mission_id).where(PressRelease.event_id == event_id).order_by(PressRelease.created_at.desc())
    return list(db.session.scalars(query))


def all_of(mission_id: UUID, *, limit: int = 50, offset: int = 0) -> list[PressRelease]:
    """All releases of a mission, newest first."""
    query = _of(mission_id).order_by(PressRelease.created_at.desc(), PressRelease.id.desc())
    return list(db.session.scalars(query.limit(limit).offset(offset)))


def public(
    mission_id: UUID, *, limit: int = 50, offset: int = 0, withdrawn: bool = False
) -> list[PressRelease]:
    """Published and withheld releases, newest first; with `withdrawn` those too."""
    statuses = PUBLIC if withdrawn else PUBLIC[:2]
    query = (
        _of(mission_id)
        .where(PressRelease.status.in_(statuses))
        .order_by(PressRelease.published_at.desc(), PressRelease.id.desc())
    )
    return list(db.session.scalars(query.limit(limit).offset(offset)))


def waiting(mission_id: UUID) -> list[ReleaseVersion]:
    """Texts that were submitted and wait for an approval, oldest first."""
    query = (
        select(ReleaseVersion)
        .where(
            ReleaseVersion.mission_id == mission_id,
            ReleaseVersion.submitted_at.is_not(None),
            ReleaseVersion.published_at.is_(None),
        )
        .options(selectinload(ReleaseVersion.approvals))
        .order_by(ReleaseVersion.submitted_at)
    )
    return [version for version in db.session.scalars(query) if not version.approved]


def languages(release: PressRelease) -> list[str]:
    """The languages in which the release has a text, in the order of the alphabet of their codes."""
    return sorted({version.language for version in release.versions})


def current(release: PressRelease, language: str) -> ReleaseVersion:
    """The newest version of a language's text, published or not; raises TextNotFound."""
    found = [version for version in release.versions if version.language == language]
    if not found:
        raise TextNotFound()
    return max(found, key=lambda version: version.number)


def published(release: PressRelease, language: str) -> ReleaseVersion | None:
    """The version of a language's text that is public."""
    found = published_versions(release, language)
    return found[-1] if found else None


def published_versions(release: PressRelease, language: str) -> list[ReleaseVersion]:
    """All versions of a language's text that were published, oldest first."""
    found = (one for one in release.versions if one.language == language and one.published_at is not None)
    return sorted(found, key=lambda version: version.number)


def public_languages(release: PressRelease) -> list[str]:
    return [language for language in languages(release) if published(release, language) is not None]


def pictures(release: PressRelease) -> list[ReleasePicture]:
    """The release's pictures, oldest first."""
    query = select(ReleasePicture).where(
        ReleasePicture.mission_id == release.mission_id, ReleasePicture.release_id == release.id
    )
    return list(db.session.scalars(query.order_by(ReleasePicture.added_at, ReleasePicture.id)))


def picture(mission_id: UUID, picture_id: UUID) -> ReleasePicture | None:
    query = select(ReleasePicture).where(
        ReleasePicture.mission_id == mission_id, ReleasePicture.id == picture_id
    )
    return db.session.scalars(query).one_or_none()


def public_picture(mission_id: UUID, release_id: UUID, picture_id: UUID) -> ReleasePicture | None:
    """A picture that stands in a text which is public now."""
    release = get_public(mission_id, release_id)
    if release.status is not ReleaseStatus.PUBLISHED:
        return None
    for language in public_languages(release):
        version = published(release, language)
        if version and any(
            isinstance(one, block.Picture) and one.picture_id == str(picture_id)
            for one in block.from_data(version.blocks)
        ):
            return picture(mission_id, picture_id)
    return None


def approvers(mission_id: UUID) -> set[UUID]:
    """Who may approve a text in this mission, by the table of roles."""
    roles = [role for role, may in ROLE_PERMISSIONS.items() if Permission.PRESS_APPROVE in may]
    query = (
        select(User.id)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.mission_id == mission_id, Membership.role.in_(roles), User.active)
    )
    return set(db.session.scalars(query))


def names_of(user_ids: set[UUID]) -> dict[UUID, str]:
    """The names of users, by id."""
    if not user_ids:
        return {}
    users = db.session.scalars(select(User).where(User.id.in_(user_ids)))
    return {user.id: user.name or user.email for user in users}


def last_change(mission_id: UUID) -> datetime | None:
    """When anything public last changed."""
    query = (
        select(PressRelease.changed_at)
        .where(
            PressRelease.mission_id == mission_id,
            or_(
                PressRelease.status == PUBLIC[0],
                PressRelease.status == PUBLIC[1],
                PressRelease.status == PUBLIC[2],
            ),
        )
        .order_by(PressRelease.changed_at.desc())
        .limit(1)
    )
    return db.session.scalars(query).first()
