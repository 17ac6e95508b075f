"""The calendar entry (RFC 5545): METHOD:PUBLISH, so that no calendar answers in the guest's stead."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vText

from app.events.models import Event as Occasion
from app.events.models import EventStatus
from app.i18n import listed, use_language
from app.invitations.models import Invitation
from app.mail.office import post_office

PRODUCT = "-//Chancery//Events for embassies//EN"
USUAL_LENGTH = timedelta(hours=2)
AROUND = timedelta(days=370)


def uid(occasion: Occasion, invitation: Invitation) -> str:
    """The same for the life of the invitation, so that a new entry replaces the old one."""
    return f"{occasion.id}.{invitation.id}@{post_office().host}"


def entry(occasion: Occasion, invitation: Invitation, *, language: str, now: datetime) -> str:
    """The file, CRLF line ends. A cancelled event takes the entry out of the calendar again."""
    text = occasion.text(language)
    off = occasion.status is EventStatus.CANCELLED
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if off else "PUBLISH")
    with use_language(language):
        event = _event(occasion, text.title, text.venue, "\n".join(filter(None, (text.note, text.parking))))
    event.add("uid", uid(occasion, invitation))
    event.add("sequence", occasion.ics_sequence)
    event.add("dtstamp", now)
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    calendar.add_component(event)
    for name in calendar.get_missing_tzids():
        calendar.add_component(_zone(name, occasion.starts_local.date()))
    written: bytes = calendar.to_ical()
    return written.decode()


@lru_cache(maxsize=64)
def _zone(name: str, day: date) -> Timezone:
    """The zone's rules around the day; those since 1970 take a hundred times as long to work out."""
    return Timezone.from_tzid(name, first_date=day - AROUND, last_date=day + AROUND)


def _event(occasion: Occasion, title: str, venue: str, description: str) -> Event:
    zone = ZoneInfo(occasion.zone)
    event = Event()
    event.add("summary", title)
    event.add("dtstart", occasion.starts_local.replace(tzinfo=zone))
    ends = occasion.ends_local or occasion.starts_local + USUAL_LENGTH
    event.add("dtend", ends.replace(tzinfo=zone))
    place = listed(dict.fromkeys((venue, occasion.address)))
    if place:
        event["location"] = vText(place)
    if description:
        event["description"] = vText(description)
    if occasion.map_url:
        event.add("url", occasion.map_url)
    event.add("transp", "OPAQUE")
    return event
