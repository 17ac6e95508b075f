"""One change for many persons at once: first what it would change, then the change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, func, select, update

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db
from app.directory.errors import NothingToSet
from app.directory.models import LifeState, Person, PersonTag
from app.directory.queries.persons import Filter, count_filtered, filtered
from app.directory.service.tags import tag_many

BATCH = 500
LONGEST_TAG = 60


class Act(StrEnum):
    TAG = "tag"
    UNTAG = "untag"
    LIFE_STATE = "life_state"
    FORBID = "forbid"
    ALLOW = "allow"


@dataclass(frozen=True, slots=True)
class Change:
    """`value`: the tag, the code of the state, or the reason; nothing for `allow`."""

    act: Act
    value: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """How many would change, how many are so already, and the first of those who would, in their order."""

    changing: int
    unchanged: int
    first: list[UUID]


def change_of(act: Act, value: str) -> Change:
    """A change that can be made. Raises NothingToSet."""
    value = " ".join(value.split())
    if act in (Act.TAG, Act.UNTAG):
        value = value[:LONGEST_TAG]
    if (act is Act.LIFE_STATE and value not in set(LifeState)) or (act is not Act.ALLOW and not value):
        raise NothingToSet
    return Change(act, value[:300])


def plan_change(mission_id: UUID, wanted: Filter, change: Change, *, shown: int = 100) -> Plan:
    """What `make_change` would do, without doing it; only the first `shown` are read."""
    moves = filtered(mission_id, wanted).where(_differs(change)).with_only_columns(Person.id)
    changing = db.session.scalar(select(func.count()).select_from(moves.subquery())) or 0
    first = db.session.scalars(moves.order_by(Person.sort_key, Person.id).limit(shown))
    return Plan(changing, count_filtered(mission_id, wanted) - changing, list(first))


def make_change(mission_id: UUID, wanted: Filter, change: Change, *, actor: Actor, now: datetime) -> int:
    """Make it; returns how many persons it changed.

    No slice above keeps a copy of these fields, so nobody is told person by person.
    """
    changing = list(
        db.session.scalars(filtered(mission_id, wanted).where(_differs(change)).with_only_columns(Person.id))
    )
    for batch in _batches(changing):
        if change.act is Act.TAG:
            tag_many(mission_id, batch, change.value, actor=actor, now=now)
        elif change.act is Act.UNTAG:
            doomed = (PersonTag.mission_id == mission_id, PersonTag.person_id.in_(batch))
            db.session.execute(delete(PersonTag).where(*doomed, PersonTag.tag == change.value))
            _audit("person.untag", batch, "tags", mission_id, actor=actor, now=now)
        else:
            _set(mission_id, batch, change, actor=actor, now=now)
    db.session.flush()
    db.session.expire_all()
    return len(changing)


def _set(mission_id: UUID, batch: Sequence[UUID], change: Change, *, actor: Actor, now: datetime) -> None:
    values: dict[str, object]
    if change.act is Act.LIFE_STATE:
        verb, field, values = "person.life_state", "life_state", {"life_state": LifeState(change.value)}
    else:
        forbids = change.act is Act.FORBID
        verb = "person.forbid_inviting" if forbids else "person.allow_inviting"
        field = "do_not_invite"
        values = {"do_not_invite": forbids, "do_not_invite_reason": change.value if forbids else ""}
    # Whoever has one of these records open in a form is told that it was changed meanwhile.
    values |= {"updated_at": now, "version": Person.version + 1}
    mine = update(Person).where(Person.mission_id == mission_id, Person.id.in_(batch))
    db.session.execute(mine.values(values), execution_options={"synchronize_session": False})
    _audit(verb, batch, field, mission_id, actor=actor, now=now)


def _differs(change: Change) -> ColumnElement[bool]:
    if change.act in (Act.TAG, Act.UNTAG):
        tagged = exists().where(PersonTag.person_id == Person.id, PersonTag.tag == change.value)
        return tagged if change.act is Act.UNTAG else ~tagged
    if change.act is Act.LIFE_STATE:
        return Person.life_state != LifeState(change.value)
    return Person.do_not_invite.is_(change.act is Act.ALLOW)


def _batches(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def _audit(
    verb: str, ids: Sequence[UUID], field: str, mission_id: UUID, *, actor: Actor, now: datetime
) -> None:
    for one in ids:
        audit.record(verb, "person", one, actor=actor, now=now, mission_id=mission_id, fields=[field])
