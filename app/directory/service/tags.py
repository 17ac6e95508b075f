"""Tags: the embassy's own words for persons."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db
from app.directory.models import Person, PersonTag


def tag(person: Person, text: str, *, actor: Actor, now: datetime) -> None:
    """Give a person a tag; nothing happens when it is there."""
    tag_many(person.mission_id, [person.id], text, actor=actor, now=now)
    db.session.expire(person, ["tags"])


def untag(person: Person, text: str, *, actor: Actor, now: datetime) -> None:
    for row in list(person.tags):
        if row.tag == text:
            person.tags.remove(row)
            _audit("person.untag", person.id, person.mission_id, actor=actor, now=now)


def tag_many(mission_id: UUID, person_ids: Sequence[UUID], text: str, *, actor: Actor, now: datetime) -> int:
    """Tag several; returns how many did not have it."""
    text = " ".join(text.split())[:60]
    if not text:
        return 0
    owned = select(Person.id).where(Person.mission_id == mission_id, Person.id.in_(person_ids))
    tagged = select(PersonTag.person_id).where(PersonTag.mission_id == mission_id, PersonTag.tag == text)
    fresh = list(db.session.scalars(owned.where(Person.id.not_in(tagged))))
    for person_id in fresh:
        db.session.add(PersonTag(mission_id=mission_id, person_id=person_id, tag=text))
        _audit("person.tag", person_id, mission_id, actor=actor, now=now)
    db.session.flush()
    return len(fresh)


def _audit(verb: str, person_id: UUID, mission_id: UUID, *, actor: Actor, now: datetime) -> None:
    audit.record(verb, "person", person_id, actor=actor, now=now, mission_id=mission_id, fields=["tags"])
