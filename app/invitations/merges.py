"""What the guest lists do when two records of the directory become one, and when they are two again."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.db import db
from app.directory.models import Person
from app.directory.signals import Moved, person_merged, person_split
from app.events import queries as event_queries
from app.events import service as events
from app.i18n import N_
from app.invitations.models import Guest, Invitation, InvitationStatus

SLICE = "invitations"
TWICE = N_(
    "%(name)s now stands twice on the guest list of %(event)s. Look there, and withdraw one of the two."
)


def init() -> None:
    person_merged.connect(on_person_merged)
    person_split.connect(on_person_split)


def on_person_merged(person: Person, *, other: Person, **_others: Any) -> Moved:
    """Places and invitations pass to the record that stays.

    Of two standing invitations to one event only one can be the person's: the one that went further. The other keeps
    its guests, badges and links under the name of its addressee, and is shown as a problem of the list.
    """
    moved = Moved(SLICE, rows={"guest": [], "invitation": [], "dropped_own": [], "dropped_other": []})
    both = {guest.event_id for guest in _guests(person)} & {guest.event_id for guest in _guests(other)}
    for guest in _guests(other):
        guest.rev = events.touch(event_queries.get(guest.mission_id, guest.event_id))
        guest.person_id = person.id
        moved.rows["guest"].append(str(guest.id))
    mine = {one.event_id: one for one in _invitations(person) if _stands(one)}
    for invitation in _invitations(other):
        own = mine.get(invitation.event_id)
        if own is not None and _stands(invitation):
            weaker = own if _further(invitation) > _further(own) else invitation
            weaker.addressee = weaker.addressee or (person if weaker is own else other).name.full
            weaker.person_id = None
            moved.rows["dropped_own" if weaker is own else "dropped_other"].append(str(weaker.id))
            db.session.flush()
        if own is None or not _stands(invitation) or invitation.person_id is not None:
            invitation.person_id = person.id
            moved.rows["invitation"].append(str(invitation.id))
    for event_id in sorted(both):
        title = event_queries.get(person.mission_id, event_id).title
        moved.remarks.append((TWICE, {"name": person.name.full, "event": title}))
    db.session.flush()
    return moved


def on_person_split(person: Person, *, other: Person, moved: Moved, **_others: Any) -> None:
    """What was moved goes back; what was added since stays with the record that stayed."""
    if moved.slice != SLICE:
        return
    for guest_id in moved.rows["guest"]:
        guest = db.session.get(Guest, UUID(guest_id))
        if guest is not None and guest.person_id == person.id:
            guest.rev = events.touch(event_queries.get(guest.mission_id, guest.event_id))
            guest.person_id = other.id
    for name, owner, holder in (
        ("invitation", other, person.id),
        ("dropped_other", other, None),
        ("dropped_own", person, None),
    ):
        for invitation_id in moved.rows[name]:
            invitation = db.session.get(Invitation, UUID(invitation_id))
            if invitation is not None and invitation.person_id == holder:
                invitation.person_id = owner.id
                if invitation.addressee == owner.name.full:
                    invitation.addressee = ""
        db.session.flush()


def _stands(invitation: Invitation) -> bool:
    return invitation.status is not InvitationStatus.WITHDRAWN


def _further(invitation: Invitation) -> tuple[bool, bool]:
    return invitation.answered_at is not None, invitation.status is InvitationStatus.SENT


def _guests(person: Person) -> list[Guest]:
    query = select(Guest).where(Guest.mission_id == person.mission_id, Guest.person_id == person.id)
    return list(db.session.scalars(query.order_by(Guest.event_id)))


def _invitations(person: Person) -> list[Invitation]:
    query = select(Invitation).where(
        Invitation.mission_id == person.mission_id, Invitation.person_id == person.id
    )
    return list(db.session.scalars(query.order_by(Invitation.event_id)))
