"""What the embassy decides: requests, contradictions, representatives."""

from datetime import datetime

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db
from app.events import queries as event_queries
from app.events import service as events
from app.events.models import Event
from app.invitations import queries as invitation_queries
from app.invitations import service as invitations
from app.invitations.models import Guest, GuestStatus, Invitation
from app.invitations.service import trail
from app.rsvps import queries
from app.rsvps.errors import AlreadyDecided, EventFull
from app.rsvps.models import Reply, Standing
from app.rsvps.service.confirming import confirm
from app.rsvps.service.replying import answerable, apply, exceeds, take_back


def grant(row: Reply, *, actor: Actor, now: datetime) -> None:
    """Let a waiting answer take effect. Raises AlreadyDecided, EventFull."""
    event, invitation, rev = _open(row)
    statuses = {
        guest.id: GuestStatus(row.answers[str(guest.id)])
        for guest in answerable(invitation)
        if str(guest.id) in row.answers
    }
    if exceeds(event, invitation, statuses):
        raise EventFull(capacity=event.capacity)
    take_back(row, invitation, rev=rev)
    apply(row, invitation, rev=rev, actor=actor, now=now)
    _decide(row, Standing.GRANTED, event, invitation, actor=actor, now=now)


def refuse(row: Reply, *, actor: Actor, now: datetime) -> None:
    """Let a waiting answer rest. Who asked to come and had not answered before counts as not coming.

    Raises AlreadyDecided.
    """
    event, invitation, rev = _open(row)
    asked = [guest for guest in answerable(invitation) if guest.status is GuestStatus.AWAITING]
    take_back(row, invitation, rev=rev)
    for guest in asked:
        if guest.status is GuestStatus.UNANSWERED:
            invitations.answer(guest, GuestStatus.DECLINED, rev=rev, now=now)
    _decide(row, Standing.REFUSED, event, invitation, actor=actor, now=now)


def approve_representative(guest: Guest, *, actor: Actor, now: datetime) -> None:
    """The embassy agrees that he comes in the other's stead. Raises AlreadyDecided, EventFull."""
    event, rev = _lock(guest)
    if guest.status is not GuestStatus.AWAITING:
        raise AlreadyDecided
    if event.hard_capacity and event.capacity is not None and queries.accepted(event) >= event.capacity:
        raise EventFull(capacity=event.capacity)
    invitations.answer(guest, GuestStatus.ACCEPTED, rev=rev, now=now)
    _tell(guest, event, "representative.approve", actor=actor, now=now)


def refuse_representative(guest: Guest, *, actor: Actor, now: datetime) -> None:
    """The embassy does not agree; whom he was to represent stays absent. Raises AlreadyDecided."""
    event, rev = _lock(guest)
    if guest.status is not GuestStatus.AWAITING:
        raise AlreadyDecided
    invitations.revoke_guest(guest, rev=rev)
    for other in guest.invitation.guests:
        if other.id == guest.represents_id and other.status is GuestStatus.REPRESENTED:
            invitations.answer(other, GuestStatus.DECLINED, rev=rev, now=now)
    _tell(guest, event, "representative.refuse", actor=actor, now=now)


def _open(row: Reply) -> tuple[Event, Invitation, int]:
    event = event_queries.get(row.mission_id, row.event_id)
    rev = events.touch(event)
    db.session.refresh(row)
    if row.standing not in queries.OPEN:
        raise AlreadyDecided
    return event, invitation_queries.get(row.mission_id, row.event_id, row.invitation_id), rev


def _lock(guest: Guest) -> tuple[Event, int]:
    event = event_queries.get(guest.mission_id, guest.event_id)
    rev = events.touch(event)
    db.session.refresh(guest)
    return event, rev


def _decide(
    row: Reply, standing: Standing, event: Event, invitation: Invitation, *, actor: Actor, now: datetime
) -> None:
    row.standing, row.decided_at, row.decided_by = standing, now, actor.id
    audit.record(
        f"reply.{standing.value}",
        "reply",
        row.id,
        actor=actor,
        now=now,
        mission_id=row.mission_id,
        event_id=row.event_id,
        fields=["standing"],
    )
    confirm(row, invitation, event, now=now, again="decided")


def _tell(guest: Guest, event: Event, verb: str, *, actor: Actor, now: datetime) -> None:
    trail.record(verb, guest, actor=actor, now=now, fields=["status"])
    row = queries.standing(guest.invitation)
    if row is not None:
        confirm(row, guest.invitation, event, now=now, again=f"{guest.id.hex}:{guest.status.value}")
