"""What is carried, posted, noted, shared or said: how an invitation leaves otherwise than by e-mail."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from app import clock
from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db
from app.events import service as events
from app.events.models import Event
from app.invitations import queries
from app.invitations.errors import NothingToHandOver, Withdrawn
from app.invitations.models import Channel, Dispatch, Invitation, InvitationStatus, NoteVerbale, Purpose
from app.invitations.names import badge_number
from app.invitations.service import trail
from app.invitations.service.guests import locked
from app.invitations.service.links import link_for
from app.invitations.service.sending import mark_sent, snapshot
from app.missions import service as missions

SERIES = "note_verbale"


def hand_over(
    invitation: Invitation,
    *,
    channel: Channel,
    handed_to: str,
    actor: Actor,
    now: datetime,
    at: datetime | None = None,
    note: NoteVerbale | None = None,
) -> Dispatch:
    """Record that the invitation left otherwise than by letter: to whom, when (now, or `at`), by whom.

    Raises Withdrawn.
    """
    event, rev = locked(invitation)
    if invitation.status is InvitationStatus.WITHDRAWN:
        raise Withdrawn
    return _left(
        invitation,
        event,
        channel=channel,
        to=handed_to,
        at=at or now,
        rev=rev,
        note=note,
        actor=actor,
        now=now,
    )


def hand_over_many(
    event: Event,
    ids: Collection[UUID],
    *,
    channel: Channel,
    handed_to: str,
    actor: Actor,
    now: datetime,
    at: datetime | None = None,
) -> int:
    """The same for many at once; what was withdrawn or left before is passed over. Returns how many."""
    rev = events.touch(event)
    waiting = [one for one in queries.some(event, ids) if one.status is InvitationStatus.DRAFT]
    for invitation in waiting:
        _left(
            invitation,
            event,
            channel=channel,
            to=handed_to,
            at=at or now,
            rev=rev,
            note=None,
            actor=actor,
            now=now,
        )
    return len(waiting)


def make_note(
    event: Event,
    ids: Collection[UUID],
    *,
    addressed_to: str,
    language: str,
    body: str,
    actor: Actor,
    now: datetime,
) -> NoteVerbale:
    """A note with the next number of the year, these invitations' guests annexed. It has not left by that.

    Raises NothingToHandOver.
    """
    events.touch(event)
    invitations = [one for one in queries.some(event, ids) if one.status is not InvitationStatus.WITHDRAWN]
    if not invitations:
        raise NothingToHandOver
    year = clock.to_local(now, event.zone).year
    number = missions.next_number(event.mission_id, SERIES, str(year))
    note = NoteVerbale(
        mission_id=event.mission_id,
        event_id=event.id,
        year=year,
        number=number,
        addressed_to=addressed_to,
        language=language,
        body=body,
        annex=[line for one in invitations for line in _annexed(one)],
        made_at=now,
        made_by=actor.id,
    )
    db.session.add(note)
    db.session.flush()
    for invitation in invitations:
        invitation.channel = Channel.NOTE_VERBALE
        snapshot(invitation, event)
        link_for(invitation, Channel.NOTE_VERBALE, now=now)
    _audit("note_verbale.make", note, actor=actor, now=now)
    return note


def hand_over_note(
    event: Event, note: NoteVerbale, *, handed_to: str, at: datetime, actor: Actor, now: datetime
) -> int:
    """The note has left, and with it every invitation annexed that had not. Returns how many."""
    rev = events.touch(event)
    ids = {UUID(line["invitation"]) for line in note.annex}
    waiting = [one for one in queries.some(event, ids) if one.status is InvitationStatus.DRAFT]
    for invitation in waiting:
        _left(
            invitation,
            event,
            channel=Channel.NOTE_VERBALE,
            to=handed_to,
            at=at,
            rev=rev,
            note=note,
            actor=actor,
            now=now,
        )
    _audit("note_verbale.hand_over", note, actor=actor, now=now)
    return len(waiting)


def set_districts(event: Event, districts: Mapping[UUID, str], *, actor: Actor, now: datetime) -> None:
    """Where the driver takes these invitations, where the postal address does not say it."""
    for invitation in queries.some(event, list(districts)):
        if invitation.district != districts[invitation.id]:
            invitation.district = districts[invitation.id]
            trail.record("invitation.change", invitation, actor=actor, now=now, fields=["district"])


def print_links(
    event: Event, ids: Collection[UUID], *, channel: Channel, what: str, actor: Actor, now: datetime
) -> list[Invitation]:
    """The invitations to be printed, each with a link of its own for that way; the print is in the trail."""
    events.touch(event)
    found = [one for one in queries.some(event, ids) if one.status is not InvitationStatus.WITHDRAWN]
    for invitation in found:
        link_for(invitation, channel, now=now)
    audit.record(
        f"invitations.print_{what}",
        "event",
        event.id,
        actor=actor,
        now=now,
        mission_id=event.mission_id,
        event_id=event.id,
    )
    db.session.flush()
    return found


def _left(
    invitation: Invitation,
    event: Event,
    *,
    channel: Channel,
    to: str,
    at: datetime,
    rev: int,
    note: NoteVerbale | None,
    actor: Actor,
    now: datetime,
) -> Dispatch:
    link_for(invitation, channel, now=now)
    dispatch = Dispatch(
        mission_id=invitation.mission_id,
        invitation_id=invitation.id,
        channel=channel,
        document=Purpose.INVITATION.value,
        document_version=event.text(invitation.language).version,
        note_id=note.id if note else None,
        at=at,
        by_id=actor.id,
        handed_to=to,
    )
    db.session.add(dispatch)
    mark_sent(invitation, event, rev=rev, now=at)
    trail.record("invitation.hand_over", invitation, actor=actor, now=now, fields=["status"])
    return dispatch


def _annexed(invitation: Invitation) -> list[dict[str, str]]:
    return [
        {
            "invitation": str(invitation.id),
            "number": badge_number(guest.badge_number),
            "name": guest.name,
            "office": ", ".join(filter(None, (guest.office, guest.organisation))),
        }
        for guest in invitation.guests
        if guest.represents_id is None
    ]


def _audit(verb: str, note: NoteVerbale, *, actor: Actor, now: datetime) -> None:
    audit.record(
        verb,
        "note_verbale",
        note.id,
        actor=actor,
        now=now,
        mission_id=note.mission_id,
        event_id=note.event_id,
    )
