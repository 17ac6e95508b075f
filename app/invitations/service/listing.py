"""Who stands on the guest list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.audit.actor import Actor
from app.db import db, new_id
from app.directory.folding import fold
from app.directory.models import LifeState, Person
from app.events import service as events
from app.events.models import Event
from app.invitations import queries
from app.invitations.addressing import known_addresses, route_of
from app.invitations.errors import AlreadyInvited, AlreadySent, NameMissing, NotANumberOfPlaces, Withdrawn
from app.invitations.mails import recipient_ref
from app.invitations.models import (
    AddresseeKind,
    Channel,
    Guest,
    GuestRole,
    GuestStatus,
    Invitation,
    InvitationStatus,
)
from app.invitations.names import ROUTE_CHANNEL
from app.invitations.service import trail
from app.invitations.service.guests import give_badges, locked, make, revoke_guest
from app.mail import service as mail

MOST_PLACES = 50
NO_ARTICLE = 10_000


@dataclass(frozen=True, slots=True)
class Choice:
    """A person to invite, with the spouse on the same invitation or alone."""

    person_id: UUID
    with_spouse: bool = True


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding: new invitations, and how many persons were left out and why."""

    invitations: Sequence[Invitation]
    listed_already: int = 0
    not_invitable: int = 0


def add_persons(event: Event, *, choices: Sequence[Choice], actor: Actor, now: datetime) -> Added:
    """Put persons on the list; a couple becomes one invitation with two guests.

    Who stands there already is left out, as is who died or is not to be invited.
    """
    rev = events.touch(event)
    persons = queries.persons(event.mission_id, {choice.person_id for choice in choices})
    spouse_ids = {persons[c.person_id].spouse_id for c in choices if c.with_spouse and c.person_id in persons}
    spouses = queries.persons(event.mission_id, {one for one in spouse_ids if one})
    before = queries.invited_person_ids(event)
    taken = set(before)
    made, listed, barred = [], 0, 0
    for choice in choices:
        person = persons.get(choice.person_id)
        if person is None:
            continue
        if person.id in taken:
            listed += person.id in before
            continue
        if not may_be_invited(person):
            barred += 1
            continue
        spouse = spouses.get(person.spouse_id) if choice.with_spouse and person.spouse_id else None
        if spouse is not None and (spouse.id in taken or not may_be_invited(spouse)):
            spouse = None
        both_chosen = spouse is not None and spouse.id in persons
        invitation = _invite(event, person, spouse, may_lead=both_chosen, rev=rev, now=now)
        if choice.with_spouse and person.accompanied and spouse is None:
            invitation.kind = AddresseeKind.COUPLE
            _add_guest(invitation, GuestRole.COMPANION, None, rev=rev, now=now)
        taken |= {guest.person_id for guest in invitation.guests if guest.person_id}
        made.append(invitation)
        trail.record("invitation.add", invitation, actor=actor, now=now)
    give_badges(event, [guest for invitation in made for guest in invitation.guests])
    db.session.flush()
    return Added(made, listed, barred)


def add_places(
    event: Event,
    *,
    addressee: str,
    places: int,
    email: str = "",
    language: str = "",
    actor: Actor,
    now: datetime,
) -> Invitation:
    """Places without names for an embassy, an editorial office, a delegation. Names may follow.

    Raises NameMissing, NotANumberOfPlaces.
    """
    if not addressee:
        raise NameMissing
    if not 1 <= places <= MOST_PLACES:
        raise NotANumberOfPlaces
    rev = events.touch(event)
    invitation = _blank(event, now)
    invitation.kind, invitation.addressee, invitation.email = AddresseeKind.QUOTA, addressee, email
    invitation.language = language if language in event.languages else event.languages[0]
    invitation.sort_key = fold(addressee)[:300] or addressee.casefold()
    db.session.add(invitation)
    for _number in range(places):
        guest = make(invitation, role=GuestRole.COMPANION, now=now)
        guest.organisation, guest.sort_key, guest.rev = addressee, invitation.sort_key, rev
    give_badges(event, invitation.guests)
    db.session.flush()
    trail.record("invitation.add_places", invitation, actor=actor, now=now)
    return invitation


def add_spouse(invitation: Invitation, *, actor: Actor, now: datetime) -> None:
    """Invite the addressee's spouse too, on the same letter. Raises AlreadyInvited, AlreadySent."""
    event, rev = locked(invitation)
    if invitation.status is not InvitationStatus.DRAFT:
        raise AlreadySent
    spouse_id = invitation.person.spouse_id if invitation.person else None
    spouse = queries.persons(event.mission_id, {spouse_id}).get(spouse_id) if spouse_id else None
    if spouse is None:
        return
    if spouse.id in queries.invited_person_ids(event):
        raise AlreadyInvited(name=spouse.name.full)
    give_badges(event, [_add_guest(invitation, GuestRole.SPOUSE, spouse, rev=rev, now=now)])
    invitation.kind = AddresseeKind.COUPLE
    trail.record("invitation.add_spouse", invitation, actor=actor, now=now, fields=["guests"])


def change(
    invitation: Invitation,
    *,
    language: str,
    channel: Channel,
    email: str,
    note: str,
    actor: Actor,
    now: datetime,
    via_assistant: bool = False,
) -> None:
    """How this invitation goes, and to which address if not the person's; whose, where an assistant's is typed."""
    values = {"language": language, "channel": channel, "email": email, "note": note}
    changed = [name for name, value in values.items() if getattr(invitation, name) != value]
    for name in changed:
        setattr(invitation, name, values[name])
    known = {one.email.casefold(): one for one in known_addresses(invitation.person)}
    assistants = known[email.casefold()].via_assistant if email.casefold() in known else via_assistant
    if invitation.via_assistant != (assistants and bool(email)):
        invitation.via_assistant = assistants and bool(email)
        changed.append("via_assistant")
    if changed:
        trail.record("invitation.change", invitation, actor=actor, now=now, fields=changed)


def remove(invitation: Invitation, *, actor: Actor, now: datetime) -> None:
    """Take an invitation that never left off the list. Raises AlreadySent."""
    locked(invitation)
    if invitation.status is not InvitationStatus.DRAFT:
        raise AlreadySent
    trail.record("invitation.remove", invitation, actor=actor, now=now)
    db.session.delete(invitation)
    db.session.flush()


def withdraw(invitation: Invitation, *, actor: Actor, now: datetime) -> None:
    """Take an invitation back: its guests are not admitted, its links say whom to telephone.

    Raises Withdrawn.
    """
    _event, rev = locked(invitation)
    if invitation.status is InvitationStatus.WITHDRAWN:
        raise Withdrawn
    invitation.status = InvitationStatus.WITHDRAWN
    for guest in invitation.guests:
        if guest.status is not GuestStatus.REVOKED:
            revoke_guest(guest, rev=rev)
    mail.cancel_for(
        recipient_ref(invitation),
        mission_id=invitation.mission_id,
        now=now,
        reason="The invitation was withdrawn.",
    )
    trail.record("invitation.withdraw", invitation, actor=actor, now=now, fields=["status"])


def may_be_invited(person: Person) -> bool:
    return person.life_state is not LifeState.DECEASED and not person.do_not_invite


def _invite(
    event: Event, person: Person, spouse: Person | None, *, may_lead: bool, rev: int, now: datetime
) -> Invitation:
    """Of two who were both chosen, the higher in precedence is named first, irrespective of sex."""
    if spouse is not None and may_lead and _article(spouse) < _article(person):
        person, spouse = spouse, person
    invitation = _blank(event, now)
    invitation.person_id, invitation.sort_key = person.id, person.sort_key
    invitation.kind = _kind(person, spouse)
    invitation.language = person.language if person.language in event.languages else event.languages[0]
    invitation.route = route_of(person)
    invitation.channel = ROUTE_CHANNEL[invitation.route]
    appointment = person.appointment
    invitation.office_id = appointment.office_id if appointment else None
    db.session.add(invitation)
    for one, role in ((person, GuestRole.PRINCIPAL), (spouse, GuestRole.SPOUSE)):
        if one is not None:
            _add_guest(invitation, role, one, rev=rev, now=now)
    return invitation


def _add_guest(
    invitation: Invitation, role: GuestRole, person: Person | None, *, rev: int, now: datetime
) -> Guest:
    guest = make(invitation, role=role, now=now, person=person)
    guest.rev = rev
    return guest


def _blank(event: Event, now: datetime) -> Invitation:
    return Invitation(id=new_id(), mission_id=event.mission_id, event_id=event.id, created_at=now)


def _kind(person: Person, spouse: Person | None) -> AddresseeKind:
    if spouse is not None:
        return AddresseeKind.COUPLE
    return AddresseeKind.OFFICE_HOLDER if person.appointment else AddresseeKind.PERSON


def _article(person: Person) -> float:
    category = person.appointment.office.precedence_category if person.appointment else None
    return float(category.article) if category else NO_ARTICLE if person.appointment else NO_ARTICLE + 1
