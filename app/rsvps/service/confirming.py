"""The confirmation: to where the letter went, and to whoever answered and left an address."""

from datetime import datetime

from app.directory.models import InvitationRoute
from app.events.models import Event
from app.invitations import service as invitations
from app.invitations.addressing import Address, address_of
from app.invitations.mails import recipient_ref
from app.invitations.models import Channel, Invitation, InvitationStatus
from app.mail import service as mail
from app.mail.errors import AddressUnusable
from app.missions import queries as missions
from app.rsvps import mails
from app.rsvps.models import Reply


def confirm(row: Reply, invitation: Invitation, event: Event, *, now: datetime, again: str = "") -> None:
    """Post what was recorded. `again` tells a later letter about the same reply from the first."""
    for address in addresses(row, invitation):
        post(row, invitation, event, address=address, now=now, again=again)


def addresses(row: Reply, invitation: Invitation) -> list[Address]:
    """Nobody is written to who is invited through an authority, unless he left an address himself."""
    found = []
    usual = address_of(invitation)
    sent = invitation.status is InvitationStatus.SENT and invitation.channel is Channel.EMAIL
    if usual.email and sent and invitation.route is InvitationRoute.DIRECT:
        found.append(usual)
    if row.email and row.email.casefold() != usual.email.casefold():
        found.append(Address(row.email, bool(row.on_behalf_by), row.on_behalf_by))
    return found


def address_as(row: Reply, invitation: Invitation, email: str) -> Address:
    """The address to which a confirmation was written down, with whose it is."""
    return next(
        (one for one in addresses(row, invitation) if one.email.casefold() == email.casefold()),
        Address(email),
    )


def post(
    row: Reply, invitation: Invitation, event: Event, *, address: Address, now: datetime, again: str = ""
) -> None:
    invitations.link_for(invitation, Channel.EMAIL, now=now)
    mission = missions.get(invitation.mission_id)
    try:
        mail.post(
            mails.confirmation(row, invitation, event, mission, address=address, now=now),
            kind=mails.CONFIRMATION,
            mission_id=invitation.mission_id,
            recipient_ref=recipient_ref(invitation),
            now=now,
            event_id=event.id,
            once=f"{row.id}:{again}",
            expires_at=event.ends_at or event.starts_at,
        )
    except AddressUnusable:
        # The answer counts whether or not a confirmation can be sent; the page shows it in any case.
        return
