"""What the letter's page shows at this hour."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app import clock
from app.events.models import Event, EventStatus
from app.i18n import current_language
from app.invitations.addressing import shown_name
from app.invitations.card import Card, card_of
from app.invitations.models import Guest, GuestRole, GuestStatus, Invitation
from app.missions.models import Mission
from app.rsvps import queries
from app.rsvps.models import Reply, SensitiveKind

SAME_DAY = timedelta(hours=12)


class Phase(StrEnum):
    """`late`: after the day for replies; `today`: on the day itself; `off`: cancelled or postponed."""

    OPEN = "open"
    LATE = "late"
    TODAY = "today"
    OVER = "over"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Place:
    """One guest as the page shows him; `name` is empty where it is still to come."""

    guest: Guest
    name: str
    number: int

    @property
    def admitted(self) -> bool:
        return self.guest.status is GuestStatus.ACCEPTED

    @property
    def may_be_named(self) -> bool:
        return self.guest.person_id is None and self.guest.role is not GuestRole.REPRESENTATIVE

    @property
    def comes(self) -> bool:
        """Whether it makes sense to ask what he eats."""
        return self.guest.status in (GuestStatus.ACCEPTED, GuestStatus.AWAITING)


@dataclass(frozen=True, slots=True)
class LetterPage:
    """Everything on one letter, in the language of the moment."""

    event: Event
    mission: Mission
    invitation: Invitation
    card: Card
    phase: Phase
    places: list[Place]
    last: Reply | None

    @property
    def answerable(self) -> list[Place]:
        return [place for place in self.places if place.guest.role is not GuestRole.REPRESENTATIVE]

    @property
    def may_answer(self) -> bool:
        return self.phase in (Phase.OPEN, Phase.LATE, Phase.TODAY)

    @property
    def coming(self) -> list[Place]:
        return [place for place in self.places if place.admitted]

    @property
    def asked(self) -> list[Place]:
        """Guests of whom names or wishes may be asked."""
        return [place for place in self.answerable if place.comes]

    @property
    def may_be_represented(self) -> bool:
        return self.event.may_be_represented and self.invitation.person_id is not None

    @property
    def until(self) -> datetime:
        """Until when, there, an answer takes effect by itself."""
        return self.event.reply_until_local or self.event.starts_local


def page_of(event: Event, mission: Mission, invitation: Invitation, *, now: datetime) -> LetterPage:
    language = current_language()
    card = card_of(event, invitation, language=language, telephone=mission.telephone)
    standing = [guest for guest in invitation.guests if guest.status is not GuestStatus.REVOKED]
    places = [
        Place(guest, shown_name(invitation, guest, language), number)
        for number, guest in enumerate(standing, start=1)
    ]
    return LetterPage(
        event, mission, invitation, card, phase_of(event, now), places, queries.latest(invitation)
    )


def phase_of(event: Event, now: datetime) -> Phase:
    if event.status not in (EventStatus.PUBLISHED, EventStatus.DRAFT):
        return Phase.OVER if event.status is EventStatus.CLOSED else Phase.OFF
    if now >= (event.ends_at or event.starts_at):
        return Phase.OVER
    there = clock.to_local(now, event.zone)
    if there.date() == event.starts_local.date() or event.starts_at - now < SAME_DAY:
        return Phase.TODAY
    return Phase.LATE if event.reply_until is not None and now > event.reply_until else Phase.OPEN


def wishes_of(page: LetterPage) -> dict[str, dict[str, str]]:
    """What the guests wrote before, by guest id and kind, for the form."""
    found = queries.wishes(page.invitation.mission_id, [place.guest.id for place in page.asked])
    return {
        str(place.guest.id): {
            kind.value: found.get(place.guest.id, {}).get(kind, "") for kind in SensitiveKind
        }
        for place in page.asked
    }
