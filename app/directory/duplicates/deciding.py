"""Looking for duplicates, and saying of two records that they are two persons."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db
from app.directory.duplicates.finding import Found, make_pair, ordered
from app.directory.models import DuplicatePair, Likeness, Person


def call_different(person: Person, other: Person, *, actor: Actor, now: datetime) -> None:
    """They are two persons: the pair leaves the queue and is not offered again."""
    pair = _pair(person, other)
    if pair is None:
        key = ordered(person.id, other.id)
        pair = make_pair(person.mission_id, key, Found(Likeness.POSSIBLE, ()), now=now)
        db.session.add(pair)
    pair.different_at, pair.different_by = now, actor.id
    db.session.flush()
    audit.record("person.different", "person", person.id, actor=actor, now=now, mission_id=person.mission_id)


def ask_again(person: Person, other: Person, *, actor: Actor, now: datetime) -> None:
    """Take back that they are two persons."""
    pair = _pair(person, other)
    if pair is not None and pair.different_at is not None:
        pair.different_at = pair.different_by = None
        db.session.flush()
        audit.record(
            "person.ask_again", "person", person.id, actor=actor, now=now, mission_id=person.mission_id
        )


def inherit_differences(gone_id: UUID, person: Person, *, now: datetime) -> None:
    """Of whomever the record that goes was told apart, the one that stays is told apart as well."""
    query = select(DuplicatePair).where(
        DuplicatePair.mission_id == person.mission_id,
        (DuplicatePair.first_id == gone_id) | (DuplicatePair.second_id == gone_id),
    )
    for pair in db.session.scalars(query).all():
        third = pair.second_id if pair.first_id == gone_id else pair.first_id
        key = ordered(third, person.id)
        known = select(DuplicatePair.id).where(
            DuplicatePair.first_id == key[0], DuplicatePair.second_id == key[1]
        )
        if pair.different_at and third != person.id and db.session.scalar(known) is None:
            heir = make_pair(person.mission_id, key, Found(pair.likeness, ()), now=now)
            heir.different_at, heir.different_by = pair.different_at, pair.different_by
            db.session.add(heir)
        db.session.delete(pair)
    db.session.flush()


def _pair(person: Person, other: Person) -> DuplicatePair | None:
    first, second = ordered(person.id, other.id)
    query = select(DuplicatePair).where(
        DuplicatePair.mission_id == person.mission_id,
        DuplicatePair.first_id == first,
        DuplicatePair.second_id == second,
    )
    return db.session.scalars(query).one_or_none()
