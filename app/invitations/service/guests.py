"""What happens to one guest. The caller holds the event's lock and hands over its `rev`."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.audit.actor import Actor
from app.db import db, new_id
from app.directory.models import Person
from app.events import queries as event_queries
from app.events import service as events
from app.events.models import Event
from app.invitations import keys
from app.invitations.errors import LastGuest
from app.invitations.models import (
    AddresseeKind,
    Channel,
    Guest,
    GuestRole,
    GuestStatus,
    Invitation,
    InvitationStatus,
)
from app.invitations.service import trail
from app.missions import service as missions


def answer(guest: Guest, status: GuestStatus, *, rev: int, now: datetime) -> bool:
    """Move a guest to what was answered for him; whether that changed anything.

    A representative leaves with the answer that called for him.
    """
    if guest.status in (status, GuestStatus.REVOKED):
        return False
    if guest.status is GuestStatus.REPRESENTED:
        for other in guest.invitation.guests:
            if other.represents_id == guest.id:
                revoke_guest(other, rev=rev)
    guest.status, guest.rev = status, rev
    guest.invitation.answered_at = now
    return True


def represent(guest: Guest, *, name: str, office: str, rev: int, actor: Actor, now: datetime) -> Guest:
    """Somebody comes in the guest's stead, once the embassy agrees: a new guest with a badge of his own."""
    answer(guest, GuestStatus.REPRESENTED, rev=rev, now=now)
    standing = [
        one
        for one in guest.invitation.guests
        if one.represents_id == guest.id and one.status is not GuestStatus.REVOKED
    ]
    substitute = standing[0] if standing else make(guest.invitation, role=GuestRole.REPRESENTATIVE, now=now)
    substitute.represents_id = guest.id
    if not standing or (substitute.name, substitute.office) != (name, office):
        substitute.name, substitute.office = name, office
        substitute.sort_key = name.casefold()
        substitute.organisation, substitute.state = guest.organisation, guest.state
        substitute.category = guest.category
        substitute.status = GuestStatus.AWAITING
    substitute.rev = rev
    if not standing:
        give_badges(event_of(guest), [substitute])
    trail.record("guest.represent", guest, actor=actor, now=now, fields=["status"])
    return substitute


def name_place(guest: Guest, *, name: str, rev: int, office: str = "") -> bool:
    """Give a place its name, or correct one; a person of the directory keeps his own."""
    if guest.person_id is not None or (guest.name, guest.office) == (name, office or guest.office):
        return False
    guest.name, guest.office = name, office or guest.office
    guest.sort_key = name.casefold()
    guest.rev = rev
    return True


def walk_in(
    event: Event,
    *,
    guest_id: UUID,
    name: str,
    actor: Actor,
    now: datetime,
    office: str = "",
    vouched_by: str = "",
) -> Guest:
    """Somebody admitted who came uninvited: a guest with this very id, on an invitation of his own."""
    rev = events.touch(event)
    invitation = Invitation(
        mission_id=event.mission_id,
        event_id=event.id,
        kind=AddresseeKind.WALK_IN,
        addressee=name,
        status=InvitationStatus.SENT,
        channel=Channel.HAND,
        sort_key=name.casefold(),
        created_at=now,
    )
    db.session.add(invitation)
    db.session.flush()
    guest = make(invitation, role=GuestRole.WALK_IN, now=now, guest_id=guest_id)
    guest.name, guest.office, guest.vouched_by = name, office, vouched_by
    guest.sort_key, guest.status, guest.rev = name.casefold(), GuestStatus.ACCEPTED, rev
    trail.record("guest.walk_in", guest, actor=actor, now=now)
    return guest


def revoke_guest(guest: Guest, *, rev: int) -> None:
    """He is not admitted any more; his badge turns red at the gate."""
    guest.status = GuestStatus.REVOKED
    guest.rev = guest.revoked_rev = rev


def take_off(guest: Guest, *, actor: Actor, now: datetime) -> None:
    """One guest of several leaves the invitation: off the list while it has not left, revoked after that.

    The last guest stays: then the invitation is withdrawn. Raises LastGuest.
    """
    invitation = guest.invitation
    _event, rev = locked(invitation)
    standing = [one for one in invitation.guests if one.status is not GuestStatus.REVOKED]
    if guest.person_id == invitation.person_id or [one.id for one in standing] == [guest.id]:
        raise LastGuest
    trail.record("guest.take_off", guest, actor=actor, now=now, fields=["status"])
    if invitation.status is InvitationStatus.DRAFT:
        invitation.guests.remove(guest)
        if len(standing) == 2 and invitation.kind is AddresseeKind.COUPLE:
            person = invitation.person
            holds = person is not None and person.appointment is not None
            invitation.kind = AddresseeKind.OFFICE_HOLDER if holds else AddresseeKind.PERSON
        db.session.flush()
    elif guest.status is not GuestStatus.REVOKED:
        revoke_guest(guest, rev=rev)


def reissue_badge(guest: Guest, *, actor: Actor, now: datetime) -> None:
    """A new code with the same number; the old one is called superseded at the gate."""
    event = event_of(guest)
    guest.rev = events.touch(event)
    guest.badge_generation += 1
    guest.badge_hash = keys.badge_hash(guest)
    trail.record("guest.reissue_badge", guest, actor=actor, now=now, fields=["badge_generation"])


def make(
    invitation: Invitation,
    *,
    role: GuestRole,
    now: datetime,
    person: Person | None = None,
    guest_id: UUID | None = None,
) -> Guest:
    """A further place on an invitation; without a person it waits for its name. It has no badge yet."""
    guest = Guest(mission_id=invitation.mission_id, event_id=invitation.event_id, invitation_id=invitation.id)
    guest.id = guest_id or new_id()
    guest.role, guest.status, guest.badge_generation = role, GuestStatus.UNANSWERED, 1
    guest.position = len(invitation.guests)
    guest.created_at = now
    if person is not None:
        guest.person_id = person.id
        describe(guest, person)
    invitation.guests.append(guest)
    return guest


def describe(guest: Guest, person: Person) -> None:
    """Copy what lists and gates show of a person."""
    appointment = person.appointment
    guest.name = person.name.full[:200]
    guest.sort_key, guest.category = person.sort_key, person.category
    guest.office = appointment.office.title if appointment else ""
    guest.organisation = appointment.office.organisation.name if appointment else ""
    guest.state = appointment.office.organisation.state if appointment else ""


def give_badges(event: Event, guests: Sequence[Guest]) -> None:
    """To each the event's next number, and the hash of his code."""
    first = missions.next_number(event.mission_id, "badge", str(event.id), count=len(guests))
    for number, guest in enumerate(guests, start=first):
        guest.badge_number, guest.badge_hash = number, keys.badge_hash(guest)


def locked(invitation: Invitation) -> tuple[Event, int]:
    """The invitation's event with its lock and its new rev; what was read before is read again."""
    event = event_of(invitation)
    rev = events.touch(event)
    for guest in invitation.guests:
        db.session.expire(guest)
    db.session.refresh(invitation)
    return event, rev


def event_of(subject: Guest | Invitation) -> Event:
    return event_queries.get(subject.mission_id, subject.event_id)
