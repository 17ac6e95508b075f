"""Copies of the personal link."""

from datetime import datetime

from app.audit.actor import Actor
from app.db import new_id
from app.invitations import keys, queries
from app.invitations.errors import Withdrawn
from app.invitations.models import Channel, Invitation, InvitationStatus, ReplyLink
from app.invitations.service import trail
from app.invitations.service.guests import locked
from app.tokens import digest


def link_for(invitation: Invitation, channel: Channel, *, now: datetime) -> ReplyLink:
    """The copy that goes by this channel; a new one where there is none or it was taken back."""
    if link := queries.live_link(invitation, channel):
        return link
    copy = len(invitation.links) + 1
    token = keys.reply_token(invitation.mission_id, invitation.id, copy)
    link = ReplyLink(
        id=new_id(),
        mission_id=invitation.mission_id,
        invitation_id=invitation.id,
        copy=copy,
        channel=channel,
        token_hash=digest(token),
        created_at=now,
    )
    invitation.links.append(link)
    return link


def make_link(invitation: Invitation, channel: Channel, *, actor: Actor, now: datetime) -> ReplyLink:
    """A copy of the link to be handed on by another way. Raises Withdrawn."""
    locked(invitation)
    if invitation.status is InvitationStatus.WITHDRAWN:
        raise Withdrawn
    trail.record("invitation.make_link", invitation, actor=actor, now=now, fields=["links"])
    return link_for(invitation, channel, now=now)


def revoke_link(invitation: Invitation, link: ReplyLink, *, actor: Actor, now: datetime) -> None:
    """Whoever opens this copy from now on finds only whom to telephone. Other copies stay."""
    if link.revoked_at is None:
        link.revoked_at = now
        trail.record("invitation.revoke_link", invitation, actor=actor, now=now, fields=["revoked_at"])
