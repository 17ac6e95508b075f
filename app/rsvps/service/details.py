"""What may be added to an answer until the event: names, wishes, a remark, who answered."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.engine import CursorResult

from app.audit.actor import Actor
from app.db import db
from app.events import queries as event_queries
from app.events import service as events
from app.events.models import Event
from app.invitations import service as invitations
from app.invitations.addressing import Address
from app.invitations.errors import Withdrawn
from app.invitations.models import Guest, Invitation, InvitationStatus
from app.invitations.service import trail
from app.missions import queries as missions
from app.rsvps import queries
from app.rsvps.errors import EventOver
from app.rsvps.models import SensitiveAccess, SensitiveAnswer, SensitiveKind
from app.rsvps.service.confirming import post

KEPT = timedelta(days=7)  # a wish has done its duty a week after the evening
IDENTITY_KEPT = timedelta(hours=72)
DETAILS = "reply.details"

Wishes = Mapping[UUID, Mapping[SensitiveKind, str]]


@dataclass(frozen=True, slots=True)
class Details:
    """All of it may be empty. `wishes`: by guest, what to eat, what helps him to take part, his car."""

    names: Mapping[UUID, str] = field(default_factory=dict)
    wishes: Wishes = field(default_factory=dict)
    remark: str = ""
    on_behalf_by: str = ""
    email: str = ""


def add_details(invitation: Invitation, details: Details, *, actor: Actor, now: datetime) -> None:
    """Keep them; sent again they are kept once. Raises Withdrawn, EventOver."""
    event, rev = _opened(invitation, now)
    for guest in invitation.guests:
        if name := details.names.get(guest.id):
            invitations.name_place(guest, name=name, rev=rev)
    _keep(event, invitation, details.wishes, rev=rev, now=now)
    row = queries.latest(invitation)
    if row is not None:
        copy_to = details.email if details.email != row.email else ""
        row.remark, row.on_behalf_by, row.email = details.remark, details.on_behalf_by, details.email
        if copy_to:
            post(
                row,
                invitation,
                event,
                address=Address(copy_to, bool(details.on_behalf_by), details.on_behalf_by),
                now=now,
            )
    trail.record(DETAILS, invitation, actor=actor, now=now, fields=["names", "wishes", "remark"])


def keep_wishes(invitation: Invitation, wishes: Wishes, *, actor: Actor, now: datetime) -> None:
    """What staff were told: kept as if the guests had written it on their letter. Raises Withdrawn, EventOver."""
    event, rev = _opened(invitation, now)
    _keep(event, invitation, wishes, rev=rev, now=now)
    trail.record(DETAILS, invitation, actor=actor, now=now, fields=["wishes"])


def look_at_wishes(
    event: Event, guest_ids: Collection[UUID], *, user_id: UUID, purpose: str, now: datetime
) -> dict[UUID, dict[SensitiveKind, str]]:
    """The wishes of these guests, for a member of staff; that he looked is written down."""
    found = queries.wishes(event.mission_id, guest_ids)
    only = next(iter(guest_ids)) if len(guest_ids) == 1 else None
    db.session.add(
        SensitiveAccess(
            mission_id=event.mission_id,
            event_id=event.id,
            guest_id=only,
            user_id=user_id,
            at=now,
            purpose=purpose,
            rows=sum(len(wishes) for wishes in found.values()),
        )
    )
    return found


def delete_sensitive(now: datetime) -> int:
    """Delete what has had its time. Returns how many answers; running it again deletes nothing more."""
    gone: Any = db.session.execute(delete(SensitiveAnswer).where(SensitiveAnswer.delete_at <= now))
    return gone.rowcount if isinstance(gone, CursorResult) else 0


def move_end(event: Event) -> None:
    """The event has a new hour: what its guests told is deleted so long after that."""
    guests = select(Guest.id).where(Guest.mission_id == event.mission_id, Guest.event_id == event.id)
    for kind in SensitiveKind:
        db.session.execute(
            update(SensitiveAnswer)
            .where(
                SensitiveAnswer.mission_id == event.mission_id,
                SensitiveAnswer.guest_id.in_(guests),
                SensitiveAnswer.kind == kind,
            )
            .values(delete_at=end_of(event, kind))
        )


def end_of(event: Event, kind: SensitiveKind) -> datetime:
    """When an event's answers of this kind are deleted."""
    kept = IDENTITY_KEPT if kind is SensitiveKind.IDENTITY else KEPT
    return (event.ends_at or event.starts_at) + kept


def _opened(invitation: Invitation, now: datetime) -> tuple[Event, int]:
    """The event, locked, and its rev, as long as something may be added."""
    event = event_queries.get(invitation.mission_id, invitation.event_id)
    rev = events.touch(event)
    if invitation.status is InvitationStatus.WITHDRAWN:
        raise Withdrawn
    if now >= (event.ends_at or event.starts_at):
        raise EventOver
    return event, rev


def _keep(event: Event, invitation: Invitation, wishes: Wishes, *, rev: int, now: datetime) -> None:
    refused = set() if missions.get(event.mission_id).identity_numbers else {SensitiveKind.IDENTITY}
    for guest in invitation.guests:
        told = wishes.get(guest.id, {})
        for kind in told.keys() - refused:
            moved = _wish(guest, kind, told[kind], delete_at=end_of(event, kind), now=now)
            if moved and kind is SensitiveKind.PLATE:
                guest.rev = rev  # telephones at the gate find him by it


def _wish(guest: Guest, kind: SensitiveKind, text: str, *, delete_at: datetime, now: datetime) -> bool:
    """Whether it is new. What is taken back leaves an empty row, so that an addendum can say so."""
    query = select(SensitiveAnswer).where(
        SensitiveAnswer.mission_id == guest.mission_id,
        SensitiveAnswer.guest_id == guest.id,
        SensitiveAnswer.kind == kind,
    )
    row = db.session.scalars(query).one_or_none()
    if text == (row.text if row is not None else ""):
        return False
    if row is None:
        row = SensitiveAnswer(mission_id=guest.mission_id, guest_id=guest.id, kind=kind)
        db.session.add(row)
    row.text, row.given_at, row.delete_at = text, now, delete_at
    return True
