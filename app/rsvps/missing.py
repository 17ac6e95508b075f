"""What a guest who comes has not told yet."""

from enum import StrEnum

from app.events.models import Event
from app.invitations.models import GuestStatus, Invitation
from app.rsvps import queries
from app.rsvps.models import SensitiveKind


class Missing(StrEnum):
    NAMES = "names"
    WISHES = "wishes"


def missing_of(invitation: Invitation, event: Event) -> list[Missing]:
    """Asked of those who come: names of places without one, and wishes where food is served and none was told."""
    coming = [guest for guest in invitation.guests if guest.status is GuestStatus.ACCEPTED]
    found = []
    if any(not guest.name for guest in coming):
        found.append(Missing.NAMES)
    wishes = queries.wishes(invitation.mission_id, [guest.id for guest in coming])
    if event.food_served and not any(SensitiveKind.FOOD in kinds for kinds in wishes.values()):
        found.append(Missing.WISHES)
    return found
