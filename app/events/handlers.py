"""What events do when persons of the directory are merged, split or forgotten."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.db import db
from app.directory.disclosing import Sections, plain_rows
from app.directory.models import Person
from app.directory.signals import Moved, person_disclosed, person_forgotten, person_merged, person_split
from app.events.models import Event, ProgrammeItem

SLICE = "events"


def init() -> None:
    person_merged.connect(on_person_merged)
    person_split.connect(on_person_split)
    person_disclosed.connect(on_person_disclosed)
    person_forgotten.connect(on_person_forgotten)


def on_person_merged(person: Person, *, other: Person, **_others: Any) -> Moved:
    """Chief guest and speakers pass to the record that stays."""
    events = db.session.scalars(
        select(Event).where(Event.mission_id == person.mission_id, Event.chief_guest_id == other.id)
    ).all()
    items = db.session.scalars(
        select(ProgrammeItem).where(
            ProgrammeItem.mission_id == person.mission_id, ProgrammeItem.speaker_id == other.id
        )
    ).all()
    for event in events:
        event.chief_guest_id = person.id
    for item in items:
        item.speaker_id = person.id
    db.session.flush()
    return Moved(
        SLICE,
        rows={
            "event": [str(event.id) for event in events],
            "programme_item": [str(item.id) for item in items],
        },
    )


def on_person_split(person: Person, *, other: Person, moved: Moved, **_others: Any) -> None:
    """They pass back, unless somebody else was named since."""
    if moved.slice != SLICE:
        return
    for event_id in moved.rows["event"]:
        event = db.session.get(Event, UUID(event_id))
        if event is not None and event.chief_guest_id == person.id:
            event.chief_guest_id = other.id
    for item_id in moved.rows["programme_item"]:
        item = db.session.get(ProgrammeItem, UUID(item_id))
        if item is not None and item.speaker_id == person.id:
            item.speaker_id = other.id
    db.session.flush()


def on_person_disclosed(person: Person, **_others: Any) -> Sections:
    return {
        "chief_guest_of": [event.title for event in _chief_guest_of(person)],
        "speaker_at": plain_rows(ProgrammeItem, ProgrammeItem.speaker_id == person.id),
    }


def on_person_forgotten(person: Person, **_others: Any) -> None:
    """Programmes lose the name; what was published of an evening is the newsroom's and stays."""
    for event in _chief_guest_of(person):
        event.chief_guest_id = None
    for item in db.session.scalars(select(ProgrammeItem).where(ProgrammeItem.speaker_id == person.id)):
        item.speaker_id, item.speaker = None, ""
    db.session.flush()


def _chief_guest_of(person: Person) -> list[Event]:
    query = select(Event).where(Event.mission_id == person.mission_id, Event.chief_guest_id == person.id)
    return list(db.session.scalars(query))
