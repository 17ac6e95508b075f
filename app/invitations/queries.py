"""Finding invitations, guests and links. Everything is found through its mission and event."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import selectinload

from app.db import db
from app.directory.models import Appointment, Category, ContactKind, ContactPoint, LifeState, Office, Person
from app.errors import NotFound
from app.events.models import Event, ReplyMode
from app.invitations.errors import InvitationNotFound, LinkRevoked
from app.invitations.models import (
    AddresseeKind,
    Channel,
    Dispatch,
    Guest,
    GuestStatus,
    Invitation,
    InvitationStatus,
    Purpose,
    ReplyLink,
)
from app.mail.models import Outbox

LIVE = (InvitationStatus.DRAFT, InvitationStatus.SENT)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a guest list is narrowed to; an empty field narrows nothing.

    `found`: the invitations that a search for `q` found, best first, and by what.
    """

    q: str = ""
    status: str = ""
    category: str = ""
    channel: str = ""
    found: Mapping[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counts:
    """Invitations by what became of them; guests by their status, `presumed` by their silence."""

    invitations: int
    sent: int
    answered: int
    withdrawn: int
    guests: dict[GuestStatus, int]
    presumed: int
    capacity: int | None

    @property
    def accepted(self) -> int:
        return self.guests.get(GuestStatus.ACCEPTED, 0)

    @property
    def declined(self) -> int:
        return self.guests.get(GuestStatus.DECLINED, 0)

    @property
    def represented(self) -> int:
        return self.guests.get(GuestStatus.REPRESENTED, 0)

    @property
    def expected(self) -> int:
        return self.accepted + self.presumed

    @property
    def over_capacity(self) -> int:
        """How many more are expected than the venue holds; 0 while they fit."""
        return max(0, self.expected - self.capacity) if self.capacity else 0


def get(mission_id: UUID, event_id: UUID, invitation_id: UUID) -> Invitation:
    """Raises InvitationNotFound."""
    query = _of(mission_id, event_id).where(Invitation.id == invitation_id)
    found = db.session.scalars(query.options(*WITH_PERSONS)).one_or_none()
    if found is None:
        raise InvitationNotFound
    return found


def of_mission(mission_id: UUID, invitation_id: UUID) -> Invitation | None:
    """For the outbox and other places that know the mission only."""
    found = db.session.get(Invitation, invitation_id, options=WITH_PERSONS)
    return found if found is not None and found.mission_id == mission_id else None


def of_ids(mission_id: UUID, ids: Collection[UUID]) -> list[Invitation]:
    """These invitations of the mission, with their persons and links, in one go."""
    query = select(Invitation).where(Invitation.mission_id == mission_id, Invitation.id.in_(ids))
    return list(db.session.scalars(query.options(*WITH_PERSONS, selectinload(Invitation.links))))


def guest(mission_id: UUID, event_id: UUID, guest_id: UUID) -> Guest:
    """Raises NotFound."""
    query = select(Guest).where(
        Guest.mission_id == mission_id, Guest.event_id == event_id, Guest.id == guest_id
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def guests(
    mission_id: UUID,
    event_id: UUID,
    *,
    statuses: Collection[GuestStatus] = (),
    ids: Collection[UUID] = (),
    since_rev: int = 0,
) -> list[Guest]:
    """The guests of an event by name, with their invitations; walk-ins and revoked ones too."""
    query = select(Guest).where(Guest.mission_id == mission_id, Guest.event_id == event_id)
    if statuses:
        query = query.where(Guest.status.in_(statuses))
    if ids:
        query = query.where(Guest.id.in_(ids))
    if since_rev:
        query = query.where(Guest.rev > since_rev)
    return list(
        db.session.scalars(query.options(selectinload(Guest.invitation)).order_by(Guest.sort_key, Guest.id))
    )


def by_token(token_hash: str | None) -> tuple[Invitation, ReplyLink]:
    """Whom a personal link belongs to. Raises NotFound; LinkRevoked when that copy was taken back."""
    link = _link(token_hash)
    invitation = of_mission(link.mission_id, link.invitation_id) if link else None
    if link is None or invitation is None:
        raise NotFound
    if link.revoked_at or invitation.status is InvitationStatus.WITHDRAWN:
        raise LinkRevoked
    return invitation, link


def mission_of_token(token_hash: str | None) -> UUID | None:
    """Whose telephone a revoked link may still show."""
    link = _link(token_hash)
    return link.mission_id if link else None


def link(invitation: Invitation, link_id: UUID) -> ReplyLink:
    """Raises NotFound."""
    found = next((one for one in invitation.links if one.id == link_id), None)
    if found is None:
        raise NotFound
    return found


def live_link(invitation: Invitation, channel: Channel) -> ReplyLink | None:
    """The copy of the letter that goes by this channel, unless it was taken back."""
    standing = [one for one in invitation.links if one.channel is channel and not one.revoked_at]
    return standing[-1] if standing else None


def dispatches(invitation: Invitation) -> list[Dispatch]:
    """How the invitation left, the newest first."""
    query = select(Dispatch).where(
        Dispatch.mission_id == invitation.mission_id, Dispatch.invitation_id == invitation.id
    )
    return list(db.session.scalars(query.order_by(Dispatch.at.desc(), Dispatch.id.desc())))


def invitation_letters(mission_id: UUID, rows: Sequence[Invitation]) -> dict[UUID, Outbox]:
    """The newest letter that carried each invitation, by the invitation's id."""
    query = (
        select(Dispatch.invitation_id, Outbox)
        .join(Outbox, Outbox.id == Dispatch.outbox_id)
        .where(Dispatch.mission_id == mission_id, Dispatch.invitation_id.in_([row.id for row in rows]))
        .where(Dispatch.document == Purpose.INVITATION.value)
        .order_by(Dispatch.at, Dispatch.id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def listed(event: Event, narrowed: Filter, *, whole: bool = False) -> Select[Invitation]:
    """The guest list in alphabetical order, what was searched for best first, without those who came uninvited.

    With names and ways to reach them; `whole`: with all that a letter needs to know of its persons.
    """
    query = _of(event.mission_id, event.id).where(not_walked_in())
    if narrowed.q:
        query = query.where(_matches(narrowed))
    if narrowed.status:
        query = query.where(_has_status(narrowed.status))
    elif not narrowed.q:
        query = query.where(Invitation.status != InvitationStatus.WITHDRAWN)
    if narrowed.category in {one.value for one in Category}:
        query = query.where(_some_guest(Guest.category == Category(narrowed.category)))
    if narrowed.channel in {one.value for one in Channel}:
        query = query.where(Invitation.channel == Channel(narrowed.channel))
    if narrowed.found:
        place = {invitation_id: number for number, invitation_id in enumerate(narrowed.found)}
        query = query.order_by(case(place, value=Invitation.id, else_=len(place)))
    return query.options(*(WITH_PERSONS if whole else WITH_NAMES)).order_by(
        Invitation.sort_key, Invitation.id
    )


def all_listed(event: Event, statuses: Iterable[InvitationStatus] = LIVE) -> Sequence[Invitation]:
    """Every invitation of these statuses, with its persons."""
    query = _of(event.mission_id, event.id).where(Invitation.status.in_(list(statuses)), not_walked_in())
    return db.session.scalars(query.options(*WITH_PERSONS).order_by(Invitation.sort_key, Invitation.id)).all()


def some(event: Event, ids: Collection[UUID]) -> Sequence[Invitation]:
    """The invitations with these ids, in the order of the list."""
    query = _of(event.mission_id, event.id).where(Invitation.id.in_(ids), not_walked_in())
    query = query.options(*WITH_PERSONS, selectinload(Invitation.links))
    return db.session.scalars(query.order_by(Invitation.sort_key, Invitation.id)).all()


def sendable_ids(event: Event, ids: Collection[UUID] | None = None) -> list[UUID]:
    """Drafts that can go by letter (all, or those of `ids`), in the order of the list."""
    mine = (Invitation.status == InvitationStatus.DRAFT, Invitation.channel == Channel.EMAIL, not_walked_in())
    barred = Person.do_not_invite | (Person.life_state == LifeState.DECEASED)
    query = (
        select(Invitation.id)
        .where(Invitation.mission_id == event.mission_id, Invitation.event_id == event.id, *mine)
        .where((Invitation.email != "") | _person_has_address())
        .where(~_some_guest(Guest.person_id.in_(select(Person.id).where(barred))))
        .order_by(Invitation.sort_key, Invitation.id)
    )
    found = db.session.scalars(query)
    return [one for one in found if ids is None or one in ids]


def ids_of(wanted: Select[Invitation]) -> list[UUID]:
    """The ids alone of what a query of the list finds, in its order."""
    return list(db.session.scalars(wanted.with_only_columns(Invitation.id)))


def of_event(event: Event, ids: Collection[UUID]) -> dict[UUID, Invitation]:
    """Invitations by id, walk-ins too."""
    query = _of(event.mission_id, event.id).where(Invitation.id.in_(ids)).options(*WITH_PERSONS)
    return {row.id: row for row in db.session.scalars(query)}


def invited_person_ids(event: Event) -> set[UUID]:
    """Everybody who stands on the list, as addressee or as spouse."""
    query = select(Guest.person_id).where(
        Guest.mission_id == event.mission_id, Guest.event_id == event.id, Guest.person_id.is_not(None)
    )
    query = query.where(Guest.status != GuestStatus.REVOKED)
    return {person_id for person_id in db.session.scalars(query) if person_id}


def persons(mission_id: UUID, ids: Collection[UUID]) -> dict[UUID, Person]:
    """Persons with all that an invitation needs to know of them."""
    query = select(Person).where(Person.mission_id == mission_id, Person.id.in_(ids))
    return {row.id: row for row in db.session.scalars(query.options(*_person_parts()))}


def counts(event: Event) -> Counts:
    mine = (Invitation.mission_id == event.mission_id, Invitation.event_id == event.id, not_walked_in())
    rows = db.session.execute(
        select(Invitation.status, func.count(), func.count(Invitation.answered_at))
        .where(*mine)
        .group_by(Invitation.status)
    ).all()
    total = {row[0]: row[1] for row in rows}
    answered = sum(row[2] for row in rows if row[0] is not InvitationStatus.WITHDRAWN)
    return Counts(
        invitations=sum(total.get(status, 0) for status in LIVE),
        sent=total.get(InvitationStatus.SENT, 0),
        answered=answered,
        withdrawn=total.get(InvitationStatus.WITHDRAWN, 0),
        guests=guest_counts(event),
        presumed=_presumed(event),
        capacity=event.capacity,
    )


def guest_counts(event: Event) -> dict[GuestStatus, int]:
    """Guests by status; those who came uninvited count as accepted."""
    query = select(Guest.status, func.count()).where(
        Guest.mission_id == event.mission_id, Guest.event_id == event.id
    )
    return {row[0]: row[1] for row in db.session.execute(query.group_by(Guest.status))}


def _presumed(event: Event) -> int:
    """Guests whose silence means that they come."""
    if event.reply_mode not in (ReplyMode.REGRETS_ONLY, ReplyMode.TO_REMIND):
        return 0
    query = select(func.count(Guest.id)).join(Guest.invitation)
    query = query.where(Guest.mission_id == event.mission_id, Guest.event_id == event.id)
    silent = (Guest.status == GuestStatus.UNANSWERED, Invitation.status == InvitationStatus.SENT)
    return db.session.scalar(query.where(*silent)) or 0


def _link(token_hash: str | None) -> ReplyLink | None:
    if token_hash is None:
        return None
    return db.session.scalars(select(ReplyLink).where(ReplyLink.token_hash == token_hash)).one_or_none()


def _of(mission_id: UUID, event_id: UUID) -> Select[Invitation]:
    return select(Invitation).where(Invitation.mission_id == mission_id, Invitation.event_id == event_id)


def not_walked_in() -> ColumnElement[bool]:
    """Whether somebody invited them: it does not stand for one who came uninvited."""
    return Invitation.kind != AddresseeKind.WALK_IN


def _some_guest(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    of_it = and_(Guest.invitation_id == Invitation.id, *which)
    return select(Guest.id).where(of_it).correlate(Invitation).exists()


def _matches(narrowed: Filter) -> ColumnElement[bool]:
    """What a search found, and whatever holds the very words; a number is a badge's."""
    text = narrowed.q.strip()
    either: list[ColumnElement[bool]] = [
        Guest.name.icontains(text, autoescape=True),
        Guest.organisation.icontains(text, autoescape=True),
        Guest.office.icontains(text, autoescape=True),
    ]
    if text.isascii() and text.isdigit() and len(text) < 7:
        either.append(Guest.badge_number == int(text))
    return or_(
        Invitation.id.in_(list(narrowed.found)),
        Invitation.addressee.icontains(text, autoescape=True),
        _some_guest(or_(*either)),
    )


def _has_status(status: str) -> ColumnElement[bool]:
    if status in {one.value for one in InvitationStatus}:
        return Invitation.status == InvitationStatus(status)
    live = Invitation.status != InvitationStatus.WITHDRAWN
    if status in {one.value for one in GuestStatus}:
        return and_(live, _some_guest(Guest.status == GuestStatus(status)))
    if status == "no_address":
        return and_(live, Invitation.email == "", Invitation.channel == Channel.EMAIL, ~_person_has_address())
    return live


def _person_has_address() -> ColumnElement[bool]:
    """His own, an assistant's on his record, or that of the assistant who has a record."""
    assistant = select(Person.assistant_id).where(Person.id == Invitation.person_id).correlate(Invitation)
    whose = or_(
        ContactPoint.person_id == Invitation.person_id,
        and_(ContactPoint.person_id == assistant.scalar_subquery(), ContactPoint.via_assistant.is_(False)),
    )
    return (
        select(ContactPoint.id)
        .where(whose, ContactPoint.kind == ContactKind.EMAIL)
        .correlate(Invitation)
        .exists()
    )


def _person_parts() -> list[Any]:
    office = selectinload(Person.appointments).selectinload(Appointment.office)
    return [
        selectinload(Person.names),
        selectinload(Person.titles),
        selectinload(Person.contact_points),
        selectinload(Person.address_forms),
        office.selectinload(Office.organisation),
        office.selectinload(Office.precedence_category),
    ]


# Whoever is invited is one of the guests: his parts are loaded once, with theirs.
WITH_PERSONS = (
    selectinload(Invitation.person),
    selectinload(Invitation.guests).selectinload(Guest.person).options(*_person_parts()),
)
WITH_NAMES = (selectinload(Invitation.person).selectinload(Person.contact_points),)
