"""Taking in a picture: read, turned upright, made smaller, written anew without metadata."""

from datetime import datetime
from typing import BinaryIO

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db
from app.press.errors import ReleaseWithdrawn
from app.press.models import PressRelease, ReleasePicture, ReleaseStatus
from app.web.pictures import MAX_BYTES, fresh

LONGEST_SIDE = 2000


def add(release: PressRelease, *, file: BinaryIO, actor: Actor, now: datetime) -> ReleasePicture:
    """Keep a picture for this release. Raises NotAPicture, PictureTooLarge, ReleaseWithdrawn."""
    if release.status is ReleaseStatus.WITHDRAWN:
        raise ReleaseWithdrawn()
    content, width, height = fresh(file.read(MAX_BYTES + 1), edge=LONGEST_SIDE)
    picture = ReleasePicture(
        mission_id=release.mission_id,
        release_id=release.id,
        content=content,
        width=width,
        height=height,
        added_by=actor.id,
        added_at=now,
    )
    db.session.add(picture)
    db.session.flush()
    audit.record(
        "release.add_picture",
        "press_release",
        release.id,
        actor=actor,
        now=now,
        mission_id=release.mission_id,
        event_id=release.event_id,
    )
    return picture
