"""Copies of the personal link."""

from datetime import datetime

from app.audit.actor import Actor
from app.db import db
from app.invitations import keys, queries
from app.invitations.models import Channel, Invitation, ReplyLink
from app.invitations.service import trail
from app.tokens import digest


def link_for(invitation: Invitation, channel: Channel, *, now: datetime) -> ReplyLink:
    """The copy that goes by this channel; a new one where there is none or it was taken back."""
    if link := queries.live_link(invitation, channel):
        return link
    copy = len(queries.links(invitation)) + 1
    token = keys.reply_token(invitation.mission_id, invitation.id, copy)
    link = ReplyLink(
        mission_id=invitation.mission_id,
        invitation_id=invitation.id,
        copy=copy,
        channel=channel,
        token_hash=digest(token),
        created_at=now,
    )
    db.session.add(link)
    db.session.flush()
    return link


def revoke_link(invitation: Invitation, link: ReplyLink, *, actor: Actor, now: datetime) -> None:
    """Whoever opens this copy from now on finds only whom to telephone. Other copies stay."""
    if link.revoked_at is None:
        link.revoked_at = now
        trail.record("invitation.revoke_link", invitation, actor=actor, now=now, fields=["revoked_at"])
