"""Who invited us, and is neither on the former list nor on this one."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.db import db
from app.directory.models import Appointment, LifeState, Office, Person, ReceivedInvitation
from app.events.models import Event
from app.invitations import queries
from app.invitations.former import GONE, SILENCE

NO_ARTICLE = 10_000


def missing(event: Event, previous: Event, *, now: datetime) -> list[Person]:
    """Persons who invited us in the last three years; of an organisation its first in precedence."""
    known = queries.invited_person_ids(event) | queries.invited_person_ids(previous)
    query = select(ReceivedInvitation.person_id, ReceivedInvitation.organisation_id).where(
        ReceivedInvitation.mission_id == event.mission_id, ReceivedInvitation.on >= (now - SILENCE).date()
    )
    rows = db.session.execute(query).all()
    heads = _heads(event.mission_id, {row[1] for row in rows if row[1]}, known)
    ids = {row[0] for row in rows if row[0]} - known | heads
    persons = queries.persons(event.mission_id, ids).values()
    invitable = [one for one in persons if not one.do_not_invite and one.life_state not in GONE]
    return sorted(invitable, key=lambda one: (one.sort_key, str(one.id)))


def _heads(mission_id: UUID, organisation_ids: Collection[UUID], known: set[UUID]) -> set[UUID]:
    """One person for each organisation of which nobody is known: the first in precedence, then by name."""
    query = (
        select(Office.organisation_id, Person)
        .join(Appointment, Appointment.office_id == Office.id)
        .join(Person, Person.id == Appointment.person_id)
        .where(Office.mission_id == mission_id, Office.organisation_id.in_(organisation_ids))
        .where(Appointment.ends.is_(None), Person.life_state != LifeState.DECEASED)
    )
    serving: dict[UUID, list[Person]] = {}
    for organisation_id, person in db.session.execute(query):
        serving.setdefault(organisation_id, []).append(person)
    return {
        min(persons, key=_place).id
        for persons in serving.values()
        if not any(person.id in known for person in persons)
    }


def _place(person: Person) -> tuple[float, str]:
    held = person.appointment
    category = held.office.precedence_category if held else None
    return float(category.article) if category else NO_ARTICLE, person.sort_key
