"""Last year's list, made anew, and selections of the directory under a name."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db
from app.directory.models import InvitationRoute
from app.events import service as events
from app.events.models import Event
from app.invitations import former
from app.invitations.errors import SelectionTaken
from app.invitations.former import Line
from app.invitations.models import AddresseeKind, Channel, Invitation, Selection
from app.invitations.service.listing import Added, Choice, add_persons, add_places


def renew(
    event: Event,
    previous: Event,
    *,
    ids: Collection[UUID],
    couples: Collection[UUID],
    hosts: Collection[UUID] = (),
    actor: Actor,
    now: datetime,
) -> Added:
    """Invite again whom these lines of the former list propose (`ids`, `couples`: its invitations' ids).

    `hosts`: persons who invited us. How each went then is kept, where he is asked directly.
    """
    wanted = set(ids)
    chosen = [line for line in former.lines(event, previous, now=now) if line.invitation.id in wanted]
    chosen = [line for line in chosen if line.may_be_renewed]
    events.follow(event, previous=previous, actor=actor, now=now)
    by_person = {line.proposed.id: line for line in chosen if line.proposed is not None}
    choices = [Choice(person_id, line.invitation.id in couples) for person_id, line in by_person.items()]
    choices += [Choice(host) for host in hosts if host not in by_person]
    added = add_persons(event, choices=choices, actor=actor, now=now)
    for invitation in added.invitations:
        if invitation.person_id in by_person:
            _as_before(invitation, by_person[invitation.person_id])
    places = [line.invitation for line in chosen if line.invitation.kind is AddresseeKind.QUOTA]
    renewed = [_places(event, one, actor=actor, now=now) for one in places]
    return replace(added, invitations=[*added.invitations, *renewed])


def save_selection(
    mission_id: UUID,
    *,
    name: str,
    category: str = "",
    tag: str = "",
    state: str = "",
    actor: Actor,
    now: datetime,
) -> Selection:
    """Keep a filter of the directory under a name. Raises SelectionTaken."""
    mine = select(Selection.id).where(Selection.mission_id == mission_id, Selection.name == name)
    if db.session.scalars(mine).first():
        raise SelectionTaken(name=name)
    made = Selection(
        mission_id=mission_id, name=name, category=category, tag=tag, state=state, created_at=now
    )
    db.session.add(made)
    db.session.flush()
    _audit("selection.save", made, actor=actor, now=now)
    return made


def drop_selection(selection: Selection, *, actor: Actor, now: datetime) -> None:
    """The filter's name is forgotten; nobody is taken off any list."""
    _audit("selection.drop", selection, actor=actor, now=now)
    db.session.delete(selection)


def _as_before(invitation: Invitation, line: Line) -> None:
    before = line.invitation
    invitation.district = before.district
    if invitation.route is InvitationRoute.DIRECT and before.channel is not Channel.NOTE_VERBALE:
        invitation.channel = before.channel


def _places(event: Event, before: Invitation, *, actor: Actor, now: datetime) -> Invitation:
    made = add_places(
        event,
        addressee=before.addressee,
        places=len([guest for guest in before.guests if guest.represents_id is None]) or 1,
        email=before.email,
        language=before.language,
        actor=actor,
        now=now,
    )
    made.channel, made.district = before.channel, before.district
    return made


def _audit(verb: str, selection: Selection, *, actor: Actor, now: datetime) -> None:
    audit.record(
        verb,
        "selection",
        selection.id,
        actor=actor,
        now=now,
        mission_id=selection.mission_id,
        fields=["name"],
    )
