"""What may be added to an answer until the event: names, wishes, a remark, who answered."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.engine import CursorResult

from app import clock
from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db
from app.events import queries as event_queries
from app.events import service as events
from app.events.models import Event
from app.invitations import service as invitations
from app.invitations.addressing import Address
from app.invitations.errors import Withdrawn
from app.invitations.models import Guest, Invitation, InvitationStatus
from app.rsvps import queries
from app.rsvps.errors import EventOver
from app.rsvps.models import SensitiveAccess, SensitiveAnswer, SensitiveKind
from app.rsvps.service.confirming import post

KEPT = timedelta(days=7)  # a wish has done its duty a week after the evening


@dataclass(frozen=True, slots=True)
class Details:
    """All of it may be empty. `wishes`: by guest, what to eat and what helps him to take part."""

    names: Mapping[UUID, str] = field(default_factory=dict)
    wishes: Mapping[UUID, Mapping[SensitiveKind, str]] = field(default_factory=dict)
    remark: str = ""
    on_behalf_by: str = ""
    email: str = ""


def add_details(invitation: Invitation, details: Details, *, actor: Actor, now: datetime) -> None:
    """Keep them; sent again they are kept once. Raises Withdrawn, EventOver."""
    event = event_queries.get(invitation.mission_id, invitation.event_id)
    rev = events.touch(event)
    if invitation.status is InvitationStatus.WITHDRAWN:
        raise Withdrawn
    if now >= (event.ends_at or event.starts_at):
        raise EventOver
    for guest in invitation.guests:
        if name := details.names.get(guest.id):
            invitations.name_place(guest, name=name, rev=rev)
        for kind, text in details.wishes.get(guest.id, {}).items():
            _wish(guest, kind, text, delete_on=last_day(event), now=now)
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
    audit.record(
        "reply.details",
        "invitation",
        invitation.id,
        actor=actor,
        now=now,
        mission_id=invitation.mission_id,
        event_id=event.id,
        fields=["names", "wishes", "remark"],
    )


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


def delete_sensitive(today: date) -> int:
    """Delete what has had its day. Returns how many answers; running it again deletes nothing more."""
    gone: Any = db.session.execute(delete(SensitiveAnswer).where(SensitiveAnswer.delete_on <= today))
    return gone.rowcount if isinstance(gone, CursorResult) else 0


def last_day(event: Event) -> date:
    """The day on which an event's sensitive answers are deleted."""
    ends = event.ends_at or event.starts_at
    return clock.to_local(ends, event.zone).date() + KEPT


def _wish(guest: Guest, kind: SensitiveKind, text: str, *, delete_on: date, now: datetime) -> None:
    query = select(SensitiveAnswer).where(
        SensitiveAnswer.mission_id == guest.mission_id,
        SensitiveAnswer.guest_id == guest.id,
        SensitiveAnswer.kind == kind,
    )
    row = db.session.scalars(query).one_or_none()
    if row is not None and not text:
        db.session.delete(row)
    elif row is not None and row.text != text:
        row.text, row.given_at, row.delete_on = text, now, delete_on
    elif row is None and text:
        db.session.add(
            SensitiveAnswer(
                mission_id=guest.mission_id,
                guest_id=guest.id,
                kind=kind,
                text=text,
                given_at=now,
                delete_on=delete_on,
            )
        )
