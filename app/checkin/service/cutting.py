"""Versions of the list: what the police, the guards and the phones mean by "list v7"."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.audit.actor import Actor
from app.checkin import roster
from app.checkin.models import ListCut, ListLine
from app.db import db
from app.events import service as events
from app.events.models import Event
from app.invitations.models import Guest

# Whoever the gate may let in without asking the protocol officer about the guest list.
LISTED = {"expected", "presumed", "unanswered", "awaiting", "walk_in"}


@dataclass(frozen=True, slots=True)
class Addendum:
    """What the later of two versions has, has no more, and says otherwise."""

    added: list[ListLine]
    removed: list[ListLine]
    changed: list[ListLine]


def cut(event: Event, *, actor: Actor, now: datetime) -> ListCut:
    """Cut the next version and keep its lines, so that it can be printed again and compared."""
    version = events.cut_list(event, actor=actor, now=now)
    row = ListCut(
        mission_id=event.mission_id,
        event_id=event.id,
        version=version,
        rev=event.rev,
        cut_at=now,
        cut_by=actor.id,
    )
    db.session.add(row)
    db.session.flush()
    query = select(Guest).where(Guest.mission_id == event.mission_id, Guest.event_id == event.id)
    guests = db.session.scalars(query.options(selectinload(Guest.invitation)))
    db.session.add_all(_line(row, guest) for guest in guests if roster.status(event, guest) in LISTED)
    return row


def addendum(
    earlier: Sequence[ListLine], later: Sequence[ListLine], *, told: Collection[UUID] = ()
) -> Addendum:
    """The differences between two versions, in the order of the lists; `told`: guests of whom something that
    no version keeps is new, as a vehicle.
    """
    before = {line.guest_id: line for line in earlier}
    after = {line.guest_id: line for line in later}
    return Addendum(
        added=[line for line in later if line.guest_id not in before],
        removed=[line for line in earlier if line.guest_id not in after],
        changed=[
            line
            for line in later
            if line.guest_id in before
            and (line.guest_id in told or _words(line) != _words(before[line.guest_id]))
        ],
    )


def _line(row: ListCut, guest: Guest) -> ListLine:
    return ListLine(
        mission_id=row.mission_id,
        cut_id=row.id,
        guest_id=guest.id,
        number=guest.badge_number,
        sort_key=guest.sort_key or guest.invitation.sort_key or guest.name.casefold(),
        name=guest.name,
        office=guest.office,
        organisation=guest.organisation,
        category=guest.category,
    )


def _words(line: ListLine) -> tuple[object, ...]:
    return (line.number, line.name, line.office, line.organisation, line.category)
