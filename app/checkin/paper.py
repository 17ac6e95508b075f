"""The lists on paper: the gate's, by name and by number, from the data that the phones have."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.audit import service as audit
from app.audit.actor import Actor
from app.checkin import roster
from app.checkin.feed import list_version
from app.checkin.words import STATES
from app.db import db
from app.events.models import Event
from app.i18n import current_language, gettext, listed, pick
from app.invitations.models import Guest
from app.invitations.names import badge_number
from app.missions.models import Mission
from app.printing.lists import ListedGuest, ListHead, ListLabels, gate_list
from app.web.filters import day, hour, moment

BLANK = 22
LEFT_OUT = {"revoked", "cancelled"}
UNREMARKABLE = {"expected", "presumed"}


def print_gate_list(event: Event, mission: Mission, *, actor: Actor, now: datetime) -> bytes:
    """Everyone invited, with boxes, and a page of empty lines; the print is audited."""
    guests = [guest for guest in everyone(event) if roster.status(event, guest) not in LEFT_OUT]
    hosts = {guest.invitation_id: guest.name for guest in reversed(guests) if guest.name}
    lines = [_line(event, guest, hosts.get(guest.invitation_id, "")) for guest in guests]
    audit.record(
        "checkin.print_gate_list",
        "event",
        event.id,
        actor=actor,
        now=now,
        mission_id=event.mission_id,
        event_id=event.id,
    )
    return gate_list(head(event, mission, now), lines, _labels(), blank=BLANK, made_at=now)


def everyone(event: Event) -> list[Guest]:
    """All guests of the event by their place in the alphabet."""
    query = select(Guest).where(Guest.mission_id == event.mission_id, Guest.event_id == event.id)
    query = query.options(selectinload(Guest.invitation))
    return sorted(db.session.scalars(query), key=lambda guest: (sort_key(guest), guest.badge_number or 0))


def sort_key(guest: Guest) -> str:
    return guest.sort_key or guest.invitation.sort_key or guest.name.casefold()


def head(event: Event, mission: Mission, now: datetime, version: str = "") -> ListHead:
    """What stands above every list of an event; without `version`, which list the phones have now."""
    language = current_language()
    text = event.text(language)
    version = version or list_version(event)
    return ListHead(
        lang=language,
        mission=pick(mission.names, language),
        occasion=text.title,
        when=listed([day(event.starts_local), hour(event.starts_local)]),
        venue=text.venue,
        version=listed(
            [
                gettext("List %(version)s", version=version) if version else "",
                gettext("printed %(time)s", time=moment(now, event.zone, "d MMM, HH:mm")),
            ]
        ),
    )


def _line(event: Event, guest: Guest, host: str) -> ListedGuest:
    status = roster.status(event, guest)
    name = guest.name or (
        gettext("Companion of %(name)s", name=host) if host else gettext("Guest without details")
    )
    return ListedGuest(
        number=badge_number(guest.badge_number),
        name=name,
        sort_key=sort_key(guest),
        office=listed([guest.office, guest.organisation]),
        note="" if status in UNREMARKABLE else gettext(STATES.get(status, "")),
    )


def _labels() -> ListLabels:
    return ListLabels(
        by_name=gettext("By name"),
        by_number=gettext("By number"),
        number=gettext("No."),
        name=gettext("Name"),
        office=gettext("Office or organisation"),
        note=gettext("Note"),
        unset=gettext("Names that could not be printed stand at these numbers:"),
        others=gettext("Not on the list: name, office, time, who vouches"),
    )
