"""What the overview reads across the slices below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from app import clock
from app.checkin.models import Presence
from app.db import db
from app.directory.models import Office, Organisation, Person
from app.events.models import Event
from app.invitations.models import Guest, GuestStatus, Invitation, InvitationStatus
from app.missions.models import Mission


@dataclass(frozen=True, slots=True)
class Attendance:
    """What became of a person at one event. `represented_by` names who came instead; `invited`: the letter left."""

    event: Event
    invitation_id: UUID
    status: GuestStatus
    came: bool
    represented_by: str
    invited: bool
    over: bool


@dataclass(frozen=True, slots=True)
class BodyAttendance:
    """What became of an organisation's invitations to one event; both counts are of guests."""

    event: Event
    invited: int
    came: int


@dataclass(frozen=True, slots=True)
class Turnout:
    """Guests of one past event whose invitations left: asked, accepted, came."""

    event: Event
    invited: int
    accepted: int
    came: int


def turnouts(mission: Mission, *, limit: int = 10) -> list[Turnout]:
    """The latest past events to which guests came, the latest first."""
    query = (
        select(
            Event,
            func.count(Guest.id),
            func.count(Guest.id).filter(Guest.status == GuestStatus.ACCEPTED),
            func.count(Presence.first_at),
        )
        .join(Guest, Guest.event_id == Event.id)
        .join(Invitation, Invitation.id == Guest.invitation_id)
        .outerjoin(Presence, Presence.guest_id == Guest.id)
        .where(
            Event.mission_id == mission.id,
            Event.starts_at < clock.now(),
            Invitation.status == InvitationStatus.SENT,
        )
        .group_by(Event.id)
        .having(func.count(Presence.first_at) > 0)
        .order_by(Event.starts_at.desc())
        .limit(limit)
    )
    return [Turnout(*row) for row in db.session.execute(query)]


def accepted_on(event: Event) -> list[date]:
    """The day, there, on which each guest who comes was accepted for."""
    query = (
        select(Invitation.answered_at)
        .join(Guest, Guest.invitation_id == Invitation.id)
        .where(
            Guest.mission_id == event.mission_id,
            Guest.event_id == event.id,
            Guest.status == GuestStatus.ACCEPTED,
            Invitation.answered_at.is_not(None),
        )
    )
    return [clock.to_local(at, event.zone).date() for at in db.session.scalars(query) if at]


def history(person: Person) -> Sequence[Attendance]:
    """Every event that a person was asked to, the latest first."""
    query = (
        select(Guest, Event, Presence.first_at, Invitation.status)
        .join(Event, Event.id == Guest.event_id)
        .join(Invitation, Invitation.id == Guest.invitation_id)
        .outerjoin(Presence, Presence.guest_id == Guest.id)
        .where(Guest.mission_id == person.mission_id, Guest.person_id == person.id)
        .order_by(Event.starts_at.desc())
    )
    rows = db.session.execute(query).all()
    substitutes = {
        guest.represents_id: guest.name
        for guest in db.session.scalars(
            select(Guest).where(
                Guest.mission_id == person.mission_id, Guest.represents_id.in_([row[0].id for row in rows])
            )
        )
    }
    return [
        Attendance(
            event,
            guest.invitation_id,
            guest.status,
            first_at is not None,
            substitutes.get(guest.id, ""),
            invited=status is InvitationStatus.SENT,
            over=event.starts_at < clock.now(),
        )
        for guest, event, first_at, status in rows
    ]


def organisation_history(organisation: Organisation) -> Sequence[BodyAttendance]:
    """Every event to which holders of the organisation's offices were invited as such, the latest first."""
    query = (
        select(Event, func.count(Guest.id), func.count(Presence.first_at))
        .join(Guest, Guest.event_id == Event.id)
        .join(Invitation, Invitation.id == Guest.invitation_id)
        .join(Office, Office.id == Invitation.office_id)
        .outerjoin(Presence, Presence.guest_id == Guest.id)
        .where(
            Event.mission_id == organisation.mission_id,
            Office.organisation_id == organisation.id,
            Invitation.status == InvitationStatus.SENT,
        )
        .group_by(Event.id)
        .order_by(Event.starts_at.desc())
    )
    # The columns of an event hang on its id, which PostgreSQL knows of a primary key.
    return [BodyAttendance(event, invited, came) for event, invited, came in db.session.execute(query)]
