"""A last look before letters leave: what is wrong with which invitation, and where to put it right."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.directory.models import ContactKind, LifeState, Person
from app.events.models import Event
from app.i18n import N_
from app.invitations import former, queries
from app.invitations.addressing import address_of, closed_to_letters, has_salutation
from app.invitations.models import Channel, Guest, GuestStatus, Invitation


class ProblemKind(StrEnum):
    """`DECEASED` and `DO_NOT_INVITE` stop a letter; the rest is for a person to judge.

    `NOT_THIS_TIME`: an invitation of the list before this one that nobody on this one stands for.
    """

    DECEASED = "deceased"
    DO_NOT_INVITE = "do_not_invite"
    NO_ADDRESS = "no_address"
    ADDRESS_CLOSED = "address_closed"
    TWICE = "twice"
    SAME_ADDRESS = "same_address"
    LEFT_POST = "left_post"
    APPOINTMENT_ENDED = "appointment_ended"
    NO_POSTAL_ADDRESS = "no_postal_address"
    NO_TELEPHONE = "no_telephone"
    NO_SALUTATION = "no_salutation"
    NOT_THIS_TIME = "not_this_time"


PROBLEM_NAMES = {
    ProblemKind.DECEASED: N_("has died"),
    ProblemKind.DO_NOT_INVITE: N_("is not to be invited"),
    ProblemKind.NO_ADDRESS: N_("no e-mail address"),
    ProblemKind.ADDRESS_CLOSED: N_("letters to the address came back"),
    ProblemKind.TWICE: N_("stands on the list twice"),
    ProblemKind.SAME_ADDRESS: N_("two letters to one address"),
    ProblemKind.LEFT_POST: N_("has left the post"),
    ProblemKind.APPOINTMENT_ENDED: N_("holds no office any more"),
    ProblemKind.NO_POSTAL_ADDRESS: N_("no postal address"),
    ProblemKind.NO_TELEPHONE: N_("no telephone number"),
    ProblemKind.NO_SALUTATION: N_("no salutation but the bare name"),
    ProblemKind.NOT_THIS_TIME: N_("on the former list and not on this one"),
}

# What a channel needs of the directory.
WAYS = {
    Channel.POST: (ProblemKind.NO_POSTAL_ADDRESS, ContactKind.POSTAL),
    Channel.SHARE_LINK: (ProblemKind.NO_TELEPHONE, ContactKind.PHONE),
    Channel.PHONE: (ProblemKind.NO_TELEPHONE, ContactKind.PHONE),
}
STOPS_A_LETTER = frozenset({ProblemKind.DECEASED, ProblemKind.DO_NOT_INVITE, ProblemKind.NO_ADDRESS})


@dataclass(frozen=True, slots=True)
class Problem:
    """`person` is the record to look at, where there is one; `other` the second invitation of a pair."""

    kind: ProblemKind
    invitation: Invitation
    name: str
    person: Person | None = None
    other: Invitation | None = None


def of_event(event: Event) -> list[Problem]:
    """Everything wrong with the invitations that stand, the gravest first."""
    invitations = queries.all_listed(event)
    found = [problem for invitation in invitations for problem in of_invitation(invitation)]
    found += [*_closed(event, invitations), *_twice(invitations), *_same_address(invitations)]
    found += [
        Problem(ProblemKind.NOT_THIS_TIME, one, name_of(one), one.person) for one in former.missing(event)
    ]
    order = list(ProblemKind)
    return sorted(found, key=lambda problem: order.index(problem.kind))


def of_invitation(invitation: Invitation) -> Iterable[Problem]:
    """What can be seen of one invitation alone."""
    for guest in _coming(invitation):
        yield from _of_person(invitation, guest)
    if invitation.channel is Channel.EMAIL and not address_of(invitation).email:
        yield Problem(ProblemKind.NO_ADDRESS, invitation, name_of(invitation), invitation.person)
    person = invitation.person
    if person is None:
        return
    if lacking := WAYS.get(invitation.channel):
        kind, contact = lacking
        if all(point.kind is not contact for point in person.contact_points):
            yield Problem(kind, invitation, person.name.full, person)
    if not has_salutation(person, invitation.language):
        yield Problem(ProblemKind.NO_SALUTATION, invitation, person.name.full, person)


def name_of(invitation: Invitation) -> str:
    """The addressee as a list shows him."""
    if invitation.person is not None:
        return invitation.person.name.full
    return invitation.addressee or next((guest.name for guest in invitation.guests if guest.name), "")


def _of_person(invitation: Invitation, guest: Guest) -> Iterable[Problem]:
    person = guest.person
    if person is None:
        return
    if person.life_state is LifeState.DECEASED:
        yield Problem(ProblemKind.DECEASED, invitation, person.name.full, person)
    if person.do_not_invite:
        yield Problem(ProblemKind.DO_NOT_INVITE, invitation, person.name.full, person)
    if person.life_state is LifeState.LEFT_POST:
        yield Problem(ProblemKind.LEFT_POST, invitation, person.name.full, person)
    elif (
        invitation.office_id
        and person.id == invitation.person_id
        and not _still_holds(person, invitation.office_id)
    ):
        yield Problem(ProblemKind.APPOINTMENT_ENDED, invitation, person.name.full, person)


def _still_holds(person: Person, office_id: UUID) -> bool:
    return any(one.office_id == office_id and one.ends is None for one in person.appointments)


def _coming(invitation: Invitation) -> list[Guest]:
    return [guest for guest in invitation.guests if guest.status is not GuestStatus.REVOKED]


def _closed(event: Event, invitations: Sequence[Invitation]) -> Iterable[Problem]:
    closed = closed_to_letters(event.mission_id, invitations)
    for invitation in invitations:
        if invitation.id in closed:
            yield Problem(ProblemKind.ADDRESS_CLOSED, invitation, name_of(invitation), invitation.person)


def _twice(invitations: Sequence[Invitation]) -> Iterable[Problem]:
    """The same person on two invitations, as when he is the spouse on one of them."""
    first: dict[UUID, Invitation] = {}
    for invitation in invitations:
        for guest in _coming(invitation):
            if guest.person is None or guest.person_id is None:
                continue
            if guest.person_id in first:
                other = first[guest.person_id]
                yield Problem(ProblemKind.TWICE, invitation, guest.person.name.full, guest.person, other)
            first.setdefault(guest.person_id, invitation)


def _same_address(invitations: Sequence[Invitation]) -> Iterable[Problem]:
    by_address: dict[str, list[Invitation]] = defaultdict(list)
    for invitation in invitations:
        address = address_of(invitation).email.casefold()
        if address and invitation.channel is Channel.EMAIL:
            by_address[address].append(invitation)
    for group in by_address.values():
        for invitation in group[1:]:
            yield Problem(
                ProblemKind.SAME_ADDRESS, invitation, name_of(invitation), invitation.person, other=group[0]
            )
