"""A former guest list, and whom it proposes for an event to come."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import and_, func, select

from app.db import db
from app.directory.models import Appointment, LifeState, Person
from app.events.models import Event, ReplyMode
from app.i18n import N_
from app.invitations import queries
from app.invitations.models import AddresseeKind, Invitation, InvitationStatus

YEARS = 3
SILENCE = timedelta(days=365 * YEARS + 1)
GONE = (LifeState.DECEASED, LifeState.LEFT_POST)


class Mark(StrEnum):
    """What speaks about a line of a former list; a line may bear several."""

    NEW_HOLDER = "new_holder"
    GONE = "gone"
    SILENT = "silent"
    BARRED = "barred"
    LISTED = "listed"
    AGAIN = "again"


MARK_NAMES = {
    Mark.NEW_HOLDER: N_("the office has a new holder"),
    Mark.GONE: N_("died or left"),
    Mark.SILENT: N_("never answered in three years"),
    Mark.BARRED: N_("is not to be invited"),
    Mark.LISTED: N_("is on this list already"),
    Mark.AGAIN: N_("as before"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One invitation of the former list. `proposed` is who would be invited now; None for places or nobody."""

    invitation: Invitation
    marks: frozenset[Mark]
    proposed: Person | None
    spouse: Person | None
    couple: bool

    @property
    def may_be_renewed(self) -> bool:
        if Mark.LISTED in self.marks:
            return False
        return self.proposed is not None or self.invitation.kind is AddresseeKind.QUOTA

    @property
    def ticked(self) -> bool:
        """Whether it is proposed without further thought."""
        return self.may_be_renewed and Mark.SILENT not in self.marks


def choices(event: Event) -> list[tuple[Event, int]]:
    """Other events of the mission that were invited to, with the number of their invitations, the latest first."""
    query = (
        select(Event, func.count(Invitation.id))
        .join(Invitation, and_(Invitation.event_id == Event.id, Invitation.status.in_(queries.LIVE)))
        .where(Event.mission_id == event.mission_id, Event.id != event.id, queries.not_walked_in())
        .group_by(Event.id)
        .order_by(Event.starts_at.desc())
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def lines(event: Event, former: Event, *, now: datetime) -> list[Line]:
    """The former list in its order, line by line as it stands today."""
    invitations = queries.all_listed(former)
    person_ids = {one.person_id for one in invitations if one.person_id}
    followers = _followers(event.mission_id, invitations)
    silent = never_answered(event.mission_id, person_ids, now=now)
    here = queries.all_listed(event)
    listed = queries.invited_person_ids(event)
    addressees = {one.addressee for one in here if one.kind is AddresseeKind.QUOTA}
    found = [
        _line(one, followers, silent=silent, listed=listed, addressees=addressees) for one in invitations
    ]
    return _with_spouses(event.mission_id, found)


def figures(found: Sequence[Line]) -> dict[Mark, int]:
    """How many lines bear each mark."""
    return {mark: sum(mark in line.marks for line in found) for mark in Mark}


def missing(event: Event) -> list[Invitation]:
    """The lines of the list before this one that nobody on this one stands for."""
    if event.previous_id is None:
        return []
    former = db.session.get(Event, event.previous_id)
    if former is None or former.mission_id != event.mission_id:
        return []
    listed = queries.invited_person_ids(event)
    invitations = queries.all_listed(former, [InvitationStatus.SENT])
    followers = _followers(event.mission_id, invitations)
    return [one for one in invitations if _is_missing(one, followers, listed)]


def never_answered(mission_id: UUID, person_ids: Collection[UUID], *, now: datetime) -> set[UUID]:
    """Those who were asked to answer within the last three years, and never did."""
    query = (
        select(Invitation.person_id)
        .join(Event, Event.id == Invitation.event_id)
        .where(
            Invitation.mission_id == mission_id,
            Invitation.person_id.in_(person_ids),
            Invitation.status == InvitationStatus.SENT,
            Event.starts_at.between(now - SILENCE, now),
            Event.reply_mode == ReplyMode.RSVP,
        )
        .group_by(Invitation.person_id)
        .having(func.count(Invitation.answered_at) == 0)
    )
    return {one for one in db.session.scalars(query) if one}


def _followers(mission_id: UUID, invitations: Sequence[Invitation]) -> dict[UUID, Person]:
    """By the former invitation's id: who holds the office today in the place of whom it invited.

    An office with several holders (a member of parliament) has no follower, nor has one whose holder
    stands on the former list in his own right.
    """
    left = {
        one.id: one.office_id
        for one in invitations
        if one.office_id and one.person is not None and not _holds(one.person, one.office_id)
    }
    query = select(Appointment.office_id, Appointment.person_id).where(
        Appointment.mission_id == mission_id,
        Appointment.office_id.in_(set(left.values())),
        Appointment.ends.is_(None),
    )
    holders: dict[UUID, set[UUID]] = defaultdict(set)
    for office_id, person_id in db.session.execute(query):
        holders[office_id].add(person_id)
    invited = {guest.person_id for one in invitations for guest in one.guests}
    alone = {
        office: next(iter(ids)) for office, ids in holders.items() if len(ids) == 1 and not ids & invited
    }
    persons = queries.persons(mission_id, set(alone.values()))
    return {
        invitation_id: persons[alone[office_id]]
        for invitation_id, office_id in left.items()
        if office_id in alone
    }


def _line(
    invitation: Invitation,
    followers: dict[UUID, Person],
    *,
    silent: set[UUID],
    listed: set[UUID],
    addressees: set[str],
) -> Line:
    person, marks = invitation.person, set[Mark]()
    follower = followers.get(invitation.id)
    proposed = follower or person
    if follower is not None:
        marks.add(Mark.NEW_HOLDER)
    if person is not None and person.life_state in GONE:
        marks.add(Mark.GONE)
        proposed = follower
    if person is not None and follower is None and person.id in silent:
        marks.add(Mark.SILENT)
    if proposed is not None and (proposed.do_not_invite or proposed.life_state is LifeState.DECEASED):
        marks.add(Mark.BARRED)
        proposed = None
    if (proposed is not None and proposed.id in listed) or (
        invitation.kind is AddresseeKind.QUOTA and invitation.addressee in addressees
    ):
        marks.add(Mark.LISTED)
    couple = sum(guest.represents_id is None for guest in invitation.guests) > 1
    return Line(invitation, frozenset(marks or {Mark.AGAIN}), proposed, None, couple)


def _with_spouses(mission_id: UUID, found: Sequence[Line]) -> list[Line]:
    ids = {line.proposed.spouse_id for line in found if line.proposed and line.proposed.spouse_id}
    spouses = queries.persons(mission_id, {one for one in ids if one})
    return [
        Line(
            line.invitation,
            line.marks,
            line.proposed,
            spouses.get(line.proposed.spouse_id) if line.proposed and line.proposed.spouse_id else None,
            line.couple,
        )
        for line in found
    ]


def _is_missing(invitation: Invitation, followers: dict[UUID, Person], listed: set[UUID]) -> bool:
    """Nobody is missed who is gone without a follower, or is not to be invited."""
    person = followers.get(invitation.id) or invitation.person
    if person is None or person.id in listed or person.do_not_invite or person.life_state in GONE:
        return False
    return all(guest.person_id not in listed for guest in invitation.guests)


def _holds(person: Person, office_id: UUID) -> bool:
    return person.life_state not in GONE and any(
        one.office_id == office_id and one.ends is None for one in person.appointments
    )
