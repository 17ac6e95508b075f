"""What the gate hears from below: lines of guests that moved without themselves, and guests who left the
list.
"""

from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy import event as database_event
from sqlalchemy.orm import Mapper

from app.checkin.models import Gone, ListLine
from app.db import db, new_id
from app.events.models import Event
from app.events.signals import event_cancelled, event_changed
from app.invitations.models import Guest


def listen() -> None:
    event_changed.connect(restamp)
    event_cancelled.connect(restamp)
    if not database_event.contains(Guest, "after_delete", note_gone):
        database_event.listen(Guest, "after_delete", note_gone)


def restamp(event: Event, **_facts: Any) -> None:
    """A cancelled event, or another reply mode, changes what the gate says of every guest."""
    mine = (Guest.mission_id == event.mission_id, Guest.event_id == event.id)
    db.session.execute(update(Guest).where(*mine).values(rev=event.rev))


def note_gone(_mapper: Mapper[Guest], connection: Connection, guest: Guest) -> None:
    """A guest deleted from the list must leave the phones, too, at the event's present rev."""
    rev = select(Event.rev).where(Event.id == guest.event_id).scalar_subquery()
    row = {"id": new_id(), "mission_id": guest.mission_id, "event_id": guest.event_id, "guest_id": guest.id}
    connection.execute(insert(Gone).values(**row, rev=rev))
    nameless = {"name": "", "office": "", "organisation": "", "sort_key": ""}
    connection.execute(update(ListLine).where(ListLine.guest_id == guest.id).values(**nameless))
