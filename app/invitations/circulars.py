"""Letters to many that come before or after the invitation. Slices above register theirs; none is known here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.db import db
from app.directory.models import InvitationRoute
from app.events.models import Event
from app.invitations.addressing import Address, address_of, closed_to_letters
from app.invitations.models import Channel, Dispatch, Invitation, Purpose
from app.mail.letter import Kind, Letter
from app.mail.models import LetterState, Outbox
from app.missions.models import Mission

Write = Callable[[Invitation, Event, Mission, Address, datetime], Letter]
Concerns = Callable[[Event, datetime], Sequence[Invitation]]
Fits = Callable[[Invitation, Event, datetime], bool]


@dataclass(frozen=True)
class Circular:
    """`concerns`: whom it is for now, told or not; `fits`: whether it still makes sense for one of them.

    `once`: whoever was told of this state of the event is not told again (but of a reminder).
    """

    purpose: Purpose
    kind: Kind
    write: Write
    concerns: Concerns
    fits: Fits
    once: bool = True


LOST = (
    LetterState.FAILED,
    LetterState.BOUNCED,
    LetterState.CANCELLED,
    LetterState.EXPIRED,
    LetterState.SUPPRESSED,
)
REGISTER: dict[Purpose, Circular] = {}


def register(circular: Circular) -> None:
    REGISTER[circular.purpose] = circular


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a circular still has to reach: by letter, and otherwise (a to-do list)."""

    letters: list[Invitation]
    otherwise: list[Invitation]
    told: int


def reach(event: Event, circular: Circular, now: datetime) -> Reach:
    """A letter that did not leave, or came back, puts its guest on the to-do list; so does a closed address."""
    found = circular.concerns(event, now)
    state = told(event, circular.purpose) if circular.once else {}
    waiting = [one for one in found if not state.get(one.id)]
    closed = closed_to_letters(event.mission_id, waiting)
    letters = [one for one in waiting if one.id not in state and one.id not in closed and by_letter(one)]
    chosen = {one.id for one in letters}
    return Reach(letters, [one for one in waiting if one.id not in chosen], len(found) - len(waiting))


def by_letter(invitation: Invitation) -> bool:
    """Whether letters go to him: never to who is asked through an authority, unless staff chose e-mail."""
    direct = invitation.route is InvitationRoute.DIRECT or bool(invitation.email)
    return invitation.channel is Channel.EMAIL and direct and bool(address_of(invitation).email)


def told(event: Event, purpose: Purpose) -> dict[UUID, bool]:
    """Invitations that were told of the event as it stands, and whether that reached them as far as is known."""
    query = (
        select(Dispatch.invitation_id, Outbox.state)
        .join(Invitation, Invitation.id == Dispatch.invitation_id)
        .outerjoin(Outbox, Outbox.id == Dispatch.outbox_id)
        .where(
            Invitation.mission_id == event.mission_id,
            Invitation.event_id == event.id,
            Dispatch.document == purpose.value,
            Dispatch.document_version == event.ics_sequence,
        )
        .order_by(Dispatch.at, Dispatch.id)
    )
    return {row[0]: row[1] not in LOST for row in db.session.execute(query)}


def last_told(event: Event, purpose: Purpose) -> dict[UUID, datetime]:
    """When each was last written to or spoken to for a purpose."""
    query = (
        select(Dispatch.invitation_id, Dispatch.at)
        .join(Invitation, Invitation.id == Dispatch.invitation_id)
        .where(Invitation.mission_id == event.mission_id, Invitation.event_id == event.id)
        .where(Dispatch.document == purpose.value)
        .order_by(Dispatch.at)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def was_told(invitation: Invitation, purpose: Purpose) -> bool:
    """Whether he was ever written to or spoken to for a purpose."""
    query = select(Dispatch.id).where(
        Dispatch.mission_id == invitation.mission_id,
        Dispatch.invitation_id == invitation.id,
        Dispatch.document == purpose.value,
    )
    return db.session.scalars(query.limit(1)).first() is not None
