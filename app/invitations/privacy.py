"""What the guest lists hold about a person, and what stays of it when he is forgotten."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.db import db
from app.directory.disclosing import Sections, plain_rows
from app.directory.errors import StillInvited
from app.directory.models import Person
from app.directory.signals import person_disclosed, person_forgotten
from app.events import queries as event_queries
from app.events import service as events
from app.events.models import EventStatus
from app.invitations.mails import recipient_ref
from app.invitations.models import (
    Dispatch,
    Guest,
    GuestStatus,
    Invitation,
    InvitationStatus,
    NoteVerbale,
    ReplyLink,
)
from app.invitations.signals import guests_forgotten
from app.mail import service as mail
from app.mail.models import Outbox

OVER = (EventStatus.CANCELLED, EventStatus.CLOSED)


def init() -> None:
    person_disclosed.connect(on_disclosed)
    person_forgotten.connect(on_forgotten)


def on_disclosed(person: Person, **_others: Any) -> Sections:
    ids = [invitation.id for invitation in _invitations(person)]
    refs = [recipient_ref(invitation) for invitation in _invitations(person)]
    return {
        "guest": plain_rows(Guest, Guest.person_id == person.id),
        "invitation": plain_rows(Invitation, Invitation.id.in_(ids)),
        "dispatch": plain_rows(Dispatch, Dispatch.invitation_id.in_(ids)),
        "letter": [
            {
                name: row[name]
                for name in ("to_addr", "to_name", "subject", "text", "state", "created_at")
                if name in row
            }
            for row in plain_rows(Outbox, Outbox.recipient_ref.in_(refs))
        ],
    }


def on_forgotten(person: Person, *, now: datetime, **_others: Any) -> None:
    """His places stay without a name, with what was answered and who came. Raises StillInvited."""
    guests = list(
        db.session.scalars(select(Guest).where(Guest.person_id == person.id).order_by(Guest.event_id))
    )
    invitations = _invitations(person)
    for guest in guests:
        _refuse_while_invited(guest, person, now)
    guests_forgotten.send(None, guests=guests, invitations=invitations, now=now)
    for guest in guests:
        guest.rev = events.touch(event_queries.get(guest.mission_id, guest.event_id))
        guest.person_id = None
        guest.name = guest.office = guest.organisation = guest.sort_key = guest.vouched_by = ""
    for invitation in invitations:
        _empty(invitation, now)
    _strike_from_notes(person.mission_id, guests)
    db.session.flush()


def _refuse_while_invited(guest: Guest, person: Person, now: datetime) -> None:
    event = event_queries.get(guest.mission_id, guest.event_id)
    coming = event.status not in OVER and (event.ends_at or event.starts_at) >= now
    stands = guest.status is not GuestStatus.REVOKED
    if coming and stands and guest.invitation.status is not InvitationStatus.WITHDRAWN:
        raise StillInvited(name=person.name.full, event=event.title)


def _empty(invitation: Invitation, now: datetime) -> None:
    """Without the person, without his addresses and words; letters that have left lose theirs, too."""
    reference = recipient_ref(invitation)
    mail.cancel_for(reference, mission_id=invitation.mission_id, now=now, reason="The guest was forgotten.")
    mail.forget(reference, mission_id=invitation.mission_id)
    invitation.person_id = None
    invitation.addressee = invitation.email = invitation.note = invitation.sort_key = ""
    invitation.lines = {}
    for link in db.session.scalars(select(ReplyLink).where(ReplyLink.invitation_id == invitation.id)):
        link.revoked_at = link.revoked_at or now
    for dispatch in db.session.scalars(select(Dispatch).where(Dispatch.invitation_id == invitation.id)):
        dispatch.handed_to = ""


def _strike_from_notes(mission_id: UUID, guests: Sequence[Guest]) -> None:
    """In the copies of lists annexed to notes; the note itself is a document of the mission and stays."""
    told = {(str(guest.invitation_id), guest.badge_number) for guest in guests}
    event_ids = {guest.event_id for guest in guests}
    notes = select(NoteVerbale).where(
        NoteVerbale.mission_id == mission_id, NoteVerbale.event_id.in_(event_ids)
    )
    for note in db.session.scalars(notes):
        note.annex = [
            {**line, "name": "", "office": ""}
            if (line.get("invitation"), line.get("number")) in told
            else line
            for line in note.annex
        ]


def _invitations(person: Person) -> list[Invitation]:
    query = select(Invitation).where(
        Invitation.mission_id == person.mission_id, Invitation.person_id == person.id
    )
    return list(db.session.scalars(query.order_by(Invitation.event_id)))
