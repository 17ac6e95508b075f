"""What replies do when a confirmation is about to leave, and when an event is called off or moved."""

from uuid import UUID

from app.events import queries as event_queries
from app.events.models import Event, EventStatus
from app.events.signals import event_rescheduled
from app.i18n import gettext
from app.invitations import keys
from app.invitations import queries as invitations
from app.invitations.addressing import address_as as usual_address
from app.invitations.circulars import REGISTER
from app.invitations.handlers import invitation_of
from app.invitations.mails import REPLY_LINK
from app.invitations.models import Channel, InvitationStatus, Purpose
from app.invitations.names import badge_number
from app.invitations.signals import Sought, guests_sought
from app.mail.message import Attachment
from app.mail.signals import Leaving, letter_leaving
from app.missions import queries as missions
from app.rsvps import badges, circulars, mails, queries, service
from app.rsvps.service.confirming import address_as


def init() -> None:
    letter_leaving.connect(on_leaving, sender=mails.CONFIRMATION.name)
    guests_sought.connect(on_sought)
    event_rescheduled.connect(on_rescheduled)
    circulars.init()
    for purpose in circulars.PURPOSES:
        letter_leaving.connect(on_circular_leaving, sender=REGISTER[purpose].kind.name)


def on_rescheduled(event: Event, **_: object) -> None:
    service.move_end(event)


def on_sought(sought: Sought) -> None:
    """Guests by the number plate that they told; the plate itself is not shown."""
    for guest_id in queries.guests_with_plate(sought.event, sought.text):
        sought.found[guest_id] = gettext("the vehicle")


def on_leaving(_kind: str, *, leaving: Leaving) -> None:
    """Say what is true now, and put in what is never stored: the link and the badges."""
    invitation = invitation_of(leaving.letter)
    if invitation is None or invitation.status is InvitationStatus.WITHDRAWN:
        leaving.refuse("The invitation was withdrawn.")
        return
    event = event_queries.get(invitation.mission_id, invitation.event_id)
    link = invitations.live_link(invitation, Channel.EMAIL)
    if event.status is EventStatus.CANCELLED or link is None:
        leaving.refuse("The event was cancelled, or the link taken back.")
        return
    row = queries.latest(invitation)
    if row is None or row.id != UUID(leaving.letter.once.split(":")[0]):
        leaving.refuse("A later answer was given.")
        return
    address = address_as(row, invitation, leaving.letter.to_addr)
    mission = missions.get(invitation.mission_id)
    letter = mails.confirmation(row, invitation, event, mission, address=address, now=leaving.now)
    leaving.reads(letter)
    leaving.supply(REPLY_LINK.name, keys.reply_url(link))
    for guest in mails.admitted(invitation):
        name = f"badge-{badge_number(guest.badge_number)}.png"
        leaving.attach(Attachment(name, "image/png", badges.png(guest), cid=mails.badge_cid(guest)))


def on_circular_leaving(kind: str, *, leaving: Leaving) -> None:
    """Say what is true now; what makes no sense any more (he has answered, the event is off) stays here."""
    invitation = invitation_of(leaving.letter)
    circular = REGISTER[Purpose(kind)]
    if invitation is None or invitation.status is InvitationStatus.WITHDRAWN:
        leaving.refuse("The invitation was withdrawn.")
        return
    event = event_queries.get(invitation.mission_id, invitation.event_id)
    link = invitations.live_link(invitation, Channel.EMAIL)
    if not circular.fits(invitation, event, leaving.now) or link is None:
        leaving.refuse("The guest has answered, or the event is not what the letter says.")
        return
    address = usual_address(invitation, leaving.letter.to_addr)
    leaving.reads(
        circular.write(invitation, event, missions.get(invitation.mission_id), address, leaving.now)
    )
    leaving.supply(REPLY_LINK.name, keys.reply_url(link))
    if circular.purpose is Purpose.PRACTICAL:
        for guest in mails.admitted(invitation):
            name = f"badge-{badge_number(guest.badge_number)}.png"
            leaving.attach(Attachment(name, "image/png", badges.png(guest), cid=mails.badge_cid(guest)))
