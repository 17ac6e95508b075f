"""One line of memory for the receiving line: when a guest was last here, whether we went to his, how often he sent
regrets.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.checkin.models import Presence
from app.db import db
from app.directory.models import Outcome, ReceivedInvitation
from app.events.models import Event
from app.invitations.models import Guest, GuestStatus

Memory = dict[UUID, dict[str, Any]]


def of_persons(event: Event, person_ids: Collection[UUID]) -> Memory:
    """By person: `last`, the day (ISO 8601) of the latest earlier event he came to, or None; `theirs`, that of his
    latest own to which we went, or None; `regretted`, how many of ours he declined. Nobody of whom there is
    nothing to say.
    """
    if not person_ids:
        return {}
    came = (
        select(Guest.person_id, func.max(Event.starts_local))
        .join(Presence, (Presence.mission_id == Guest.mission_id) & (Presence.guest_id == Guest.id))
        .join(Event, (Event.mission_id == Guest.mission_id) & (Event.id == Guest.event_id))
        .where(Guest.mission_id == event.mission_id, Guest.person_id.in_(person_ids))
        .where(Presence.first_at.is_not(None), Event.starts_at < event.starts_at)
        .group_by(Guest.person_id)
    )
    regretted = (
        select(Guest.person_id, func.count(Guest.id))
        .join(Event, (Event.mission_id == Guest.mission_id) & (Event.id == Guest.event_id))
        .where(Guest.mission_id == event.mission_id, Guest.person_id.in_(person_ids))
        .where(Guest.status == GuestStatus.DECLINED, Event.starts_at < event.starts_at)
        .group_by(Guest.person_id)
    )
    theirs = (
        select(ReceivedInvitation.person_id, func.max(ReceivedInvitation.on))
        .where(ReceivedInvitation.mission_id == event.mission_id)
        .where(ReceivedInvitation.person_id.in_(person_ids), ReceivedInvitation.outcome == Outcome.WENT)
        .group_by(ReceivedInvitation.person_id)
    )
    went = {person_id: day for person_id, day in db.session.execute(theirs) if person_id}
    lasts = {person_id: last for person_id, last in db.session.execute(came) if person_id}
    counts = {person_id: count for person_id, count in db.session.execute(regretted) if person_id}
    return {
        person_id: {
            "last": lasts[person_id].date().isoformat() if person_id in lasts else None,
            "theirs": went[person_id].isoformat() if person_id in went else None,
            "regretted": counts.get(person_id, 0),
        }
        for person_id in {*lasts, *went, *counts}
    }
