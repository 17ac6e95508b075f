"""Who belongs together: spouses, and the assistant through whom a person is reached."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Table, bindparam, update

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db
from app.directory import postings, queries
from app.directory.errors import OwnSpouse
from app.directory.models import Person
from app.directory.signals import person_changed


def set_spouse(person: Person, spouse: Person | None, *, actor: Actor, now: datetime) -> None:
    """Link two persons as a couple, on both sides; former links end. None unlinks. Raises OwnSpouse."""
    if spouse is not None and spouse.id == person.id:
        raise OwnSpouse
    if person.spouse_id == (spouse.id if spouse else None):
        return
    pair = [person] if spouse is None else [person, spouse]
    former = [queries.get(one.mission_id, one.spouse_id) for one in pair if one.spouse_id is not None]
    for one in (*former, *pair):
        one.spouse_id = None
    db.session.flush()
    if spouse is not None:
        person.spouse_id, spouse.spouse_id = spouse.id, person.id
        person.accompanied = spouse.accompanied = False
    touched = {one.id: one for one in (*pair, *former)}
    for one in touched.values():
        one.updated_at = now
    db.session.flush()
    for one in touched.values():
        db.session.expire(one, ["spouse"])
        _audit("person.set_spouse", one, "spouse_id", actor=actor, now=now)
        person_changed.send(one, actor=actor, now=now)
    postings.refresh(person.mission_id, list(touched))


def link_couples(couples: Sequence[tuple[UUID, UUID]], mission_id: UUID) -> None:
    """Link many couples at once, without a word to anybody: for verbs that tell it themselves."""
    if not couples:
        return
    both = [*couples, *((second, first) for first, second in couples)]
    table = cast(Table, Person.__table__)
    statement = (
        update(table)
        .where(table.c.mission_id == mission_id, table.c.id == bindparam("one"))
        .values(spouse_id=bindparam("other"), accompanied=False)
    )
    rows = [{"one": one, "other": other} for one, other in both]
    db.session.connection().execute(statement, rows)


def set_assistant(person: Person, assistant: Person | None, *, actor: Actor, now: datetime) -> None:
    """Through whom a person is reached; None for nobody. Raises OwnSpouse for the person himself."""
    if assistant is not None and assistant.id == person.id:
        raise OwnSpouse
    person.assistant_id = assistant.id if assistant else None
    person.updated_at = now
    db.session.flush()
    db.session.expire(person, ["assistant"])
    postings.refresh(person.mission_id, [person.id])
    _audit("person.set_assistant", person, "assistant_id", actor=actor, now=now)


def _audit(verb: str, person: Person, field: str, *, actor: Actor, now: datetime) -> None:
    audit.record(
        verb, "person", person.id, actor=actor, now=now, mission_id=person.mission_id, fields=[field]
    )
