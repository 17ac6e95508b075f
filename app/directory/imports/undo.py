"""Taking a whole import back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, select, update
from sqlalchemy.exc import IntegrityError

from app.audit import service as audit
from app.audit.actor import Actor
from app.db import db
from app.directory import postings, queries
from app.directory.errors import ImportNotOpen
from app.directory.imports.codec import facts_from_json
from app.directory.models import Appointment, Import, ImportRow, ImportState, Office, Organisation, Person
from app.directory.service.persons import assign_facts, delete_rows
from app.directory.signals import person_changed
from app.missions import queries as missions

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Undone:
    """Persons removed, set back to what they were, and kept: changed since by hand, or on a guest list."""

    removed: int
    restored: int
    kept: int


def undo(run: Import, *, actor: Actor, now: datetime) -> Undone:
    """Remove what the import made and set back what it changed. Raises ImportNotOpen."""
    if run.state not in (ImportState.APPLIED, ImportState.STOPPED) or run.applied_at is None:
        raise ImportNotOpen
    query = (
        select(ImportRow)
        .where(
            ImportRow.mission_id == run.mission_id, ImportRow.import_id == run.id, ImportRow.applied.is_(True)
        )
        .order_by(ImportRow.position.desc())
    )
    rows = [row for row in db.session.scalars(query) if row.before]
    restored, untouched = _restore(run, rows, actor=actor, now=now)
    made = [UUID(made) for row in rows for made in (row.before or {}).get("made", ())]
    removed, used = _remove(run, made, actor=actor, now=now)
    _remove_bodies(run, [UUID(body) for row in rows for body in (row.before or {}).get("bodies", ())])
    run.state, run.undone_at = ImportState.UNDONE, now
    audit.record("import.undo", "import", run.id, actor=actor, now=now, mission_id=run.mission_id)
    return Undone(removed, restored, untouched + used)


def _restore(run: Import, rows: Sequence[ImportRow], *, actor: Actor, now: datetime) -> tuple[int, int]:
    region = missions.get(run.mission_id).phone_region
    restored: dict[UUID, Person] = {}
    kept: set[UUID] = set()
    changed = [row for row in rows if (row.before or {}).get("person") and row.person_id]
    people = {
        p.id: p for p in queries.get_many(run.mission_id, [row.person_id for row in changed if row.person_id])
    }
    for row in changed:
        person = people.get(row.person_id) if row.person_id else None
        if person is None:
            continue
        if person.id not in restored and run.applied_at and person.updated_at > run.applied_at:
            kept.add(person.id)
        elif person.import_id != run.id:
            _set_back(person, (row.before or {})["person"], region)
            restored[person.id] = person
    for person in restored.values():
        person.updated_at = now
        db.session.flush()
        audit.record("person.restore", "person", person.id, actor=actor, now=now, mission_id=run.mission_id)
        person_changed.send(person, actor=actor, now=now)
    postings.refresh(run.mission_id, list(restored))
    return len(restored), len(kept)


def _set_back(person: Person, before: dict[str, Any], region: str) -> None:
    assign_facts(person, facts_from_json(before["facts"]), region)
    stood = before["appointments"]
    for held in list(person.appointments):
        if str(held.id) not in stood:
            person.appointments.remove(held)
    db.session.flush()
    for held in person.appointments:
        was = stood[str(held.id)]
        held.ends = date.fromisoformat(was["ends"]) if was["ends"] else None
        held.is_primary, held.honorific = was["is_primary"], was["honorific"]
    former = UUID(before["spouse"]) if before["spouse"] else None
    if person.spouse_id != former:
        if person.spouse_id:
            _unmarry(person.mission_id, [person.spouse_id])
        person.spouse_id = former
        if former:
            spouse = queries.get(person.mission_id, former)
            spouse.spouse_id = person.id
    db.session.flush()


def _remove(run: Import, made: Sequence[UUID], *, actor: Actor, now: datetime) -> tuple[int, int]:
    """Delete persons; returns how many went and how many stay because they are used or were edited."""
    removed = 0
    for start in range(0, len(made), _BATCH):
        batch = made[start : start + _BATCH]
        query = select(Person).where(Person.mission_id == run.mission_id, Person.id.in_(batch))
        unchanged = [
            p for p in db.session.scalars(query) if run.applied_at and p.updated_at <= run.applied_at
        ]
        removed += _remove_batch(run.mission_id, unchanged, actor=actor, now=now)
    return removed, len(made) - removed


def _remove_batch(mission_id: UUID, persons: list[Person], *, actor: Actor, now: datetime) -> int:
    """All at once; where one is in use, one by one."""
    if not persons:
        return 0
    ids = [person.id for person in persons]
    try:
        with db.session.begin_nested():
            _unmarry(mission_id, ids)
            delete_rows(ids, mission_id)
    except IntegrityError:
        if len(persons) == 1:
            return 0
        half = len(persons) // 2
        first = _remove_batch(mission_id, persons[:half], actor=actor, now=now)
        return first + _remove_batch(mission_id, persons[half:], actor=actor, now=now)
    for person in persons:
        db.session.expunge(person)
        audit.record("person.remove", "person", person.id, actor=actor, now=now, mission_id=mission_id)
    return len(persons)


def _unmarry(mission_id: UUID, person_ids: Sequence[UUID]) -> None:
    for column in (Person.spouse_id, Person.assistant_id):
        db.session.execute(
            update(Person)
            .where(Person.mission_id == mission_id, column.in_(person_ids))
            .values({column: None}),
            execution_options={"synchronize_session": "fetch"},
        )


def _remove_bodies(run: Import, body_ids: Sequence[UUID]) -> None:
    """Offices and organisations that the import made and nobody else has used since."""
    for start in range(0, len(body_ids), _BATCH):
        batch = body_ids[start : start + _BATCH]
        for kind, unused in (
            (Office, ~exists().where(Appointment.office_id == Office.id)),
            (Organisation, ~exists().where(Office.organisation_id == Organisation.id)),
        ):
            statement = delete(kind).where(kind.mission_id == run.mission_id, kind.id.in_(batch), unused)
            try:
                with db.session.begin_nested():
                    db.session.execute(statement, execution_options={"synchronize_session": False})
            except IntegrityError:
                # Invitations to the office stand since: it stays.
                continue
