"""What is known of an event, gathered for a first text: who came, and who the chief guest was."""

from datetime import datetime

from sqlalchemy import select

from app.checkin import queries as gate
from app.db import db
from app.directory.models import Person
from app.events.models import Event
from app.missions.models import Mission
from app.press import drafting
from app.press.attendance import Attendance
from app.press.content import Content


def content(event: Event | None, mission: Mission, *, language: str, now: datetime) -> Content:
    """The first text about an event, or an empty one where there is none."""
    if event is None:
        return drafting.blank(mission, language=language, now=now)
    return drafting.from_event(
        event,
        mission,
        language=language,
        attendance=attendance(event, now=now),
        now=now,
        chief_guest=chief_guest(event, language),
    )


def attendance(event: Event, *, now: datetime) -> Attendance | None:
    """How many guests were admitted; None before the first. Dated by the event's end once that is past."""
    came = gate.headcount(event).came
    if not came:
        return None
    last = max((at for at, _gate in gate.arrivals(event)), default=now)
    until = event.ends_at if event.ends_at and event.ends_at < now else now
    return Attendance(came, max(last, until))


def chief_guest(event: Event, language: str) -> str:
    """The chief guest's name in the language, else as its owner writes it; empty where there is none."""
    if event.chief_guest_id is None:
        return ""
    query = select(Person).where(Person.mission_id == event.mission_id, Person.id == event.chief_guest_id)
    person = db.session.scalars(query).one()
    names = {name.language: name.full for name in reversed(person.names)}
    return names.get(language) or person.name.full
