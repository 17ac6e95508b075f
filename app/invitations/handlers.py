"""What the guest list does when letters leave, persons change and events are called off."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.db import db
from app.directory.models import Person
from app.directory.signals import person_changed
from app.events import queries as event_queries
from app.events import service as events
from app.events.models import Event, EventStatus
from app.events.signals import event_cancelled
from app.invitations import keys, mails, queries
from app.invitations.addressing import address_as
from app.invitations.models import Channel, Guest, Invitation, InvitationStatus, Purpose
from app.invitations.service.guests import describe
from app.invitations.service.listing import may_be_invited
from app.mail import service as mail
from app.mail.models import LetterState, Outbox
from app.mail.signals import Leaving, letter_leaving, letter_settled, letters_coming
from app.missions import queries as missions

NEVER_LEFT = (LetterState.CANCELLED, LetterState.EXPIRED, LetterState.SUPPRESSED)
OPEN = (EventStatus.DRAFT, EventStatus.PUBLISHED, EventStatus.POSTPONED)


def init() -> None:
    letters_coming.connect(on_coming, sender=mails.INVITATION.name)
    letter_leaving.connect(on_leaving, sender=mails.INVITATION.name)
    letter_settled.connect(on_settled, sender=mails.INVITATION.name)
    event_cancelled.connect(on_cancelled)
    person_changed.connect(on_person_changed)


def on_coming(_kind: str, *, letters: Sequence[Outbox]) -> list[object]:
    """Fetch in one go what `on_leaving` asks for letter by letter; the session holds what is kept alive."""
    mission_id = letters[0].mission_id
    if mission_id is None:
        return []
    ids = [identifier for letter in letters if (identifier := _invitation_id(letter))]
    of_events = {letter.event_id for letter in letters if letter.event_id}
    found = [event_queries.get(mission_id, event_id) for event_id in of_events]
    return [*queries.of_ids(mission_id, ids), *found, missions.get(mission_id)]


def on_leaving(_kind: str, *, leaving: Leaving) -> None:
    """Stop a letter that has no sense any more; else bring it up to date and supply its link."""
    invitation = invitation_of(leaving.letter)
    if invitation is None or invitation.status is InvitationStatus.WITHDRAWN:
        leaving.refuse("The invitation was withdrawn.")
        return
    event = db.session.get_one(Event, invitation.event_id)
    if event.status is not EventStatus.PUBLISHED:
        leaving.refuse("The event is not published.")
        return
    if invitation.person is not None and not may_be_invited(invitation.person):
        leaving.refuse("The guest is not to be invited any more.")
        return
    link = queries.live_link(invitation, Channel.EMAIL)
    if link is None:
        leaving.refuse("The link in this letter was taken back.")
        return
    address = address_as(invitation, leaving.letter.to_addr)
    mission = missions.get(invitation.mission_id)
    leaving.reads(mails.invitation_letter(invitation, event, mission, address=address))
    leaving.supply(mails.REPLY_LINK.name, keys.reply_url(link))


def on_settled(_kind: str, *, letter: Outbox, now: datetime) -> None:
    """A first letter that never left leaves its invitation unsent."""
    if letter.state not in NEVER_LEFT:
        return
    invitation = invitation_of(letter)
    if invitation is None or invitation.status is not InvitationStatus.SENT:
        return
    carried = [one for one in queries.dispatches(invitation) if one.document == Purpose.INVITATION]
    others = [one for one in carried if one.outbox_id != letter.id]
    if not others and invitation.answered_at is None:
        invitation.status, invitation.sent_at, invitation.lines = InvitationStatus.DRAFT, None, {}


def on_cancelled(event: Event, *, now: datetime, **_others: Any) -> None:
    mail.cancel_event(
        event.id,
        mission_id=event.mission_id,
        now=now,
        reason="The event was cancelled.",
        kinds=[mails.INVITATION.name],
    )


def on_person_changed(person: Person, **_others: Any) -> None:
    """Lists and gates of events to come show a person as he is written now; sent letters stay."""
    for event, guests in _standing(person):
        rev = events.touch(event)
        for guest in guests:
            describe(guest, person)
            guest.rev = rev
            if guest.invitation.person_id == person.id:
                guest.invitation.sort_key = person.sort_key


def invitation_of(letter: Outbox) -> Invitation | None:
    """Whom a letter of ours is for; its reference reads `invitation:<id>`."""
    identifier = _invitation_id(letter)
    return queries.of_mission(letter.mission_id, identifier) if letter.mission_id and identifier else None


def _invitation_id(letter: Outbox) -> UUID | None:
    _prefix, colon, identifier = letter.recipient_ref.partition(":")
    return UUID(identifier) if colon else None


def _guests(person: Person) -> list[Guest]:
    query = select(Guest).where(Guest.mission_id == person.mission_id, Guest.person_id == person.id)
    return list(db.session.scalars(query.order_by(Guest.event_id)))


def _standing(person: Person) -> list[tuple[Event, list[Guest]]]:
    """His places at events not yet over, by event, in the order in which events are locked."""
    by_event: dict[UUID, list[Guest]] = {}
    for guest in _guests(person):
        by_event.setdefault(guest.event_id, []).append(guest)
    found = [
        (event_queries.get(person.mission_id, event_id), guests)
        for event_id, guests in sorted(by_event.items())
    ]
    return [(event, guests) for event, guests in found if event.status in OPEN]
