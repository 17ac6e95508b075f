"""An answer comes in: it is applied, kept as a request to the embassy, or kept as a contradiction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db
from app.events.models import Event, EventStatus
from app.invitations import service as invitations
from app.invitations.errors import Withdrawn
from app.invitations.models import Guest, GuestRole, GuestStatus, Invitation, InvitationStatus, ReplyLink
from app.mail.letter import fingerprint
from app.rsvps import queries
from app.rsvps.errors import EventOff, EventOver, NoAnswer, NoRepresentatives, RepresentativeUnnamed
from app.rsvps.models import Reason, Reply, ReplyChannel, Standing
from app.rsvps.service.confirming import confirm

ANSWERS = (GuestStatus.ACCEPTED, GuestStatus.DECLINED, GuestStatus.REPRESENTED)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: a status for every guest of the invitation, and what goes with it.

    `names` are for places without one. `email` is where a copy of the confirmation goes.
    """

    statuses: Mapping[UUID, GuestStatus]
    representative: str = ""
    representative_office: str = ""
    names: Mapping[UUID, str] = field(default_factory=dict)
    on_behalf_by: str = ""
    email: str = ""
    remark: str = ""

    @property
    def content(self) -> str:
        """A digest: the same answer sent twice is one."""
        parts = [f"{guest}={status}" for guest, status in sorted(self.statuses.items())]
        parts += [f"{guest}:{name}" for guest, name in sorted(self.names.items())]
        person = (self.representative, self.representative_office, self.on_behalf_by, self.email, self.remark)
        return fingerprint(*parts, *person)


def reply(
    invitation: Invitation,
    answer: Answer,
    *,
    channel: ReplyChannel,
    submission: str,
    actor: Actor,
    now: datetime,
    link: ReplyLink | None = None,
) -> Reply:
    """Take an answer in and confirm it. `submission` is the form's id: sent again, it is the same reply.

    A guest's own answer is kept as a request after the deadline, and as a contradiction of what staff
    recorded; anybody's is kept as a request where hard capacity is reached.
    Raises Withdrawn, EventOff, EventOver, NoAnswer, NoRepresentatives, RepresentativeUnnamed.
    """
    event, rev = invitations.locked(invitation)
    key = fingerprint(submission, answer.content)
    last = queries.latest(invitation)
    if last is not None and last.submission == key:
        return last
    _check(event, invitation, answer, channel=channel, now=now)
    for waiting in queries.waiting(invitation):
        waiting.standing = Standing.SUPERSEDED
        take_back(waiting, invitation, rev=rev)
    row = Reply(
        mission_id=invitation.mission_id,
        event_id=event.id,
        invitation_id=invitation.id,
        submission=_unused(invitation, key),
        channel=channel,
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        link_id=link.id if link else None,
        answers={str(guest_id): status.value for guest_id, status in answer.statuses.items()},
        before={str(guest.id): guest.status.value for guest in answerable(invitation)},
        names={str(guest_id): name for guest_id, name in answer.names.items() if name},
        on_behalf_by=answer.on_behalf_by,
        email=answer.email,
        remark=answer.remark,
    )
    if GuestStatus.REPRESENTED in answer.statuses.values():
        row.representative = {"name": answer.representative, "office": answer.representative_office}
    row.standing, row.reason = _standing(event, invitation, answer, channel=channel, now=now)
    db.session.add(row)
    db.session.flush()
    if row.standing is Standing.APPLIED:
        apply(row, invitation, rev=rev, actor=actor, now=now)
    elif row.standing is Standing.REQUEST:
        _wait(row, invitation, rev=rev)
    _record(row, actor=actor, now=now)
    confirm(row, invitation, event, now=now)
    return row


def answerable(invitation: Invitation) -> list[Guest]:
    """The guests for whom an answer is asked: not a representative, not who was taken off."""
    return [
        guest
        for guest in invitation.guests
        if guest.role is not GuestRole.REPRESENTATIVE and guest.status is not GuestStatus.REVOKED
    ]


def apply(row: Reply, invitation: Invitation, *, rev: int, actor: Actor, now: datetime) -> None:
    """Let an answer take effect on its guests."""
    for guest in answerable(invitation):
        status = GuestStatus(row.answers.get(str(guest.id), guest.status.value))
        if status is GuestStatus.REPRESENTED:
            name, office = row.representative.get("name", ""), row.representative.get("office", "")
            invitations.represent(guest, name=name, office=office, rev=rev, actor=actor, now=now)
        else:
            invitations.answer(guest, status, rev=rev, now=now)
        if name := row.names.get(str(guest.id)):
            invitations.name_place(guest, name=name, rev=rev)
    invitation.answered_at = now


def take_back(row: Reply, invitation: Invitation, *, rev: int) -> None:
    """Whoever waited because of this request stands again where he stood before it."""
    for guest in answerable(invitation):
        if guest.status is GuestStatus.AWAITING:
            guest.status = GuestStatus(row.before.get(str(guest.id), GuestStatus.UNANSWERED.value))
            guest.rev = rev


def exceeds(event: Event, invitation: Invitation, statuses: Mapping[UUID, GuestStatus]) -> bool:
    """Whether these answers would bring one guest more than the hard capacity holds."""
    if not event.hard_capacity or event.capacity is None:
        return False
    mine = answerable(invitation)
    before = sum(guest.status is GuestStatus.ACCEPTED for guest in mine)
    after = sum(statuses.get(guest.id, guest.status) is GuestStatus.ACCEPTED for guest in mine)
    others = queries.accepted(event, but=[guest.id for guest in mine])
    return after > before and others + after > event.capacity


def _check(
    event: Event, invitation: Invitation, answer: Answer, *, channel: ReplyChannel, now: datetime
) -> None:
    if invitation.status is InvitationStatus.WITHDRAWN:
        raise Withdrawn
    if channel is ReplyChannel.WEB:
        if event.status not in (EventStatus.PUBLISHED, EventStatus.DRAFT):
            raise EventOff
        if now >= (event.ends_at or event.starts_at):
            raise EventOver
    if set(answer.statuses) != {guest.id for guest in answerable(invitation)}:
        raise NoAnswer
    if not set(answer.statuses.values()) <= set(ANSWERS):
        raise NoAnswer
    if GuestStatus.REPRESENTED in answer.statuses.values():
        if channel is ReplyChannel.WEB and not event.may_be_represented:
            raise NoRepresentatives
        if not answer.representative:
            raise RepresentativeUnnamed


def _standing(
    event: Event, invitation: Invitation, answer: Answer, *, channel: ReplyChannel, now: datetime
) -> tuple[Standing, Reason]:
    changes = any(guest.status is not answer.statuses[guest.id] for guest in answerable(invitation))
    if channel is ReplyChannel.WEB and changes:
        if queries.recorded_by_staff(invitation) is not None:
            return Standing.CONTRADICTION, Reason.STAFF_RECORDED
        if event.reply_until is not None and now > event.reply_until:
            return Standing.REQUEST, Reason.LATE
    if exceeds(event, invitation, answer.statuses):
        return Standing.REQUEST, Reason.FULL
    return Standing.APPLIED, Reason.NONE


def _wait(row: Reply, invitation: Invitation, *, rev: int) -> None:
    """Who asks to come waits for the embassy; the gate will ask."""
    for guest in answerable(invitation):
        wanted = row.answers[str(guest.id)] == GuestStatus.ACCEPTED.value
        if wanted and guest.status is not GuestStatus.ACCEPTED:
            guest.status, guest.rev = GuestStatus.AWAITING, rev
        if name := row.names.get(str(guest.id)):
            invitations.name_place(guest, name=name, rev=rev)


def _unused(invitation: Invitation, key: str) -> str:
    """An answer given once more after another one is a new reply, even from the same form."""
    known = {row.submission for row in queries.history(invitation)}
    while key in known:
        key = fingerprint(key, len(known))
    return key


def _record(row: Reply, *, actor: Actor, now: datetime) -> None:
    audit.record(
        f"reply.{row.standing.value}",
        "reply",
        row.id,
        actor=actor,
        now=now,
        mission_id=row.mission_id,
        event_id=row.event_id,
        fields=["answers"],
    )
