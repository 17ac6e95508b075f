"""Telephone calls after an answer: what each brought, and the reply that it brought."""

from datetime import datetime
from uuid import UUID

from app.audit.actor import Actor
from app.db import db, new_id
from app.invitations import service as invitations
from app.invitations.models import GuestStatus, Invitation
from app.invitations.service import trail
from app.rsvps.models import Call, Outcome, Reply, ReplyChannel
from app.rsvps.service.replying import Answer, answerable, reply

ANSWERS = {Outcome.WILL_COME: GuestStatus.ACCEPTED, Outcome.DECLINED: GuestStatus.DECLINED}


def call(
    invitation: Invitation, outcome: Outcome, *, by: UUID, note: str, actor: Actor, now: datetime
) -> Call:
    """Keep what a call brought. An answer given on the telephone is a reply like any other.

    Raises what `reply` raises.
    """
    if outcome in ANSWERS:
        answer_for_all(
            invitation, ANSWERS[outcome], channel=ReplyChannel.PHONE, remark=note, actor=actor, now=now
        )
    else:
        invitations.locked(invitation)
    made = Call(
        mission_id=invitation.mission_id,
        event_id=invitation.event_id,
        invitation_id=invitation.id,
        at=now,
        by_id=by,
        outcome=outcome,
        note=note,
    )
    db.session.add(made)
    db.session.flush()
    trail.record(f"call.{outcome.value}", invitation, actor=actor, now=now)
    return made


def answer_for_all(
    invitation: Invitation,
    status: GuestStatus,
    *,
    channel: ReplyChannel,
    actor: Actor,
    now: datetime,
    remark: str = "",
) -> Reply:
    """The same answer for everybody on the invitation, as it was given by telephone or e-mail."""
    return reply(
        invitation,
        Answer({guest.id: status for guest in answerable(invitation)}, remark=remark),
        channel=channel,
        submission=new_id().hex,
        actor=actor,
        now=now,
    )
