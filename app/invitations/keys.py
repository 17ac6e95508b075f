"""The secrets of an invitation, derived when they are shown, never stored."""

from uuid import UUID

from flask import current_app

from app.invitations.models import Guest, ReplyLink
from app.tokens import KeyRing, digest, normalise
from app.web.urls import public_url

BADGE_HASH_LENGTH = 32  # hexadecimal: the first 16 bytes, what a gate's device compares
TOKEN_LENGTH = 26


def ring() -> KeyRing:
    keys: KeyRing = current_app.extensions["keys"]
    return keys


def reply_token(mission_id: UUID, invitation_id: UUID, copy: int) -> str:
    return ring().reply_token(mission_id, invitation_id, copy)


def reply_url(link: ReplyLink) -> str:
    """The personal address of one copy, at the public host."""
    token = reply_token(link.mission_id, link.invitation_id, link.copy)
    return public_url("rsvps.letter", token=token)


def token_hash(token: str) -> str | None:
    """What is stored of a token as somebody typed or clicked it; None for what can be no token."""
    spelling = normalise(token).lower()
    return digest(spelling) if len(spelling) == TOKEN_LENGTH and spelling.isalnum() else None


def badge_code(guest: Guest) -> str:
    """The content of the guest's QR."""
    return ring().badge_code(guest.mission_id, guest.id, guest.badge_generation)


def badge_hash(guest: Guest) -> str:
    return digest(badge_code(guest))[:BADGE_HASH_LENGTH]
