"""What replies hold about a person, and what goes when he is forgotten."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from app.audit.actor import Actor
from app.db import db
from app.directory.disclosing import Sections, plain_rows
from app.directory.models import Person
from app.directory.signals import person_disclosed
from app.events import queries as event_queries
from app.invitations.models import Guest, Invitation
from app.invitations.signals import guests_forgotten
from app.rsvps.models import Call, Reply, SensitiveAnswer
from app.rsvps.service.details import look_at_wishes

PURPOSE = "everything about one person"


def init() -> None:
    person_disclosed.connect(on_disclosed)
    guests_forgotten.connect(on_forgotten)


def on_disclosed(person: Person, *, actor: Actor, now: datetime) -> Sections:
    """Replies to his invitations and his own wishes; that these were looked at is written down."""
    guests = db.session.scalars(select(Guest).where(Guest.person_id == person.id)).all()
    own = select(Invitation.id).where(Invitation.person_id == person.id)
    wishes = plain_rows(SensitiveAnswer, SensitiveAnswer.guest_id.in_([guest.id for guest in guests]))
    if wishes and actor.id is not None:
        for event_id in {guest.event_id for guest in guests}:
            of_event = [guest.id for guest in guests if guest.event_id == event_id]
            event = event_queries.get(person.mission_id, event_id)
            look_at_wishes(event, of_event, user_id=actor.id, purpose=PURPOSE, now=now)
    return {
        "reply": plain_rows(Reply, Reply.invitation_id.in_(own)),
        "wish": wishes,
        "telephone_call": plain_rows(Call, Call.invitation_id.in_(own)),
    }


def on_forgotten(
    _sender: None, *, guests: Sequence[Guest], invitations: Sequence[Invitation], **_: Any
) -> None:
    """Wishes go at once; of a reply what was answered stays, not the words and names in it."""
    ids = [guest.id for guest in guests]
    db.session.execute(delete(SensitiveAnswer).where(SensitiveAnswer.guest_id.in_(ids)))
    mine = [invitation.id for invitation in invitations]
    db.session.execute(delete(Call).where(Call.invitation_id.in_(mine)))
    shared = {guest.invitation_id for guest in guests}
    for reply in db.session.scalars(select(Reply).where(Reply.invitation_id.in_([*mine, *shared]))):
        reply.names = {key: name for key, name in reply.names.items() if key not in {str(one) for one in ids}}
        if reply.invitation_id in mine:
            reply.representative = {}
            reply.on_behalf_by = reply.email = reply.remark = ""
    db.session.flush()
