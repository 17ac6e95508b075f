"""Writing, sealing and checking the trail."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Select, Table, func, select

from app.audit.actor import Actor
from app.audit.models import AuditEntry
from app.db import db, new_id


def record(
    verb: str,
    record_type: str,
    record_id: UUID | None,
    *,
    actor: Actor,
    now: datetime,
    mission_id: UUID | None,
    event_id: UUID | None = None,
    fields: Iterable[str] = (),
) -> None:
    """Add one entry to the open transaction. `fields` are names of columns, never what stands in them."""
    db.session.add(
        AuditEntry(
            mission_id=mission_id,
            event_id=event_id,
            at=now,
            actor_kind=actor.kind,
            actor_id=actor.id,
            verb=verb,
            record_type=record_type,
            record_id=record_id,
            fields=sorted(fields),
        )
    )


def record_many(
    verb: str,
    record_type: str,
    record_ids: Iterable[UUID],
    *,
    actor: Actor,
    now: datetime,
    mission_id: UUID | None,
) -> None:
    """The same entry for many records, past the unit of work: an import adds thousands."""
    same: dict[str, object] = {
        "mission_id": mission_id,
        "at": now,
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "verb": verb,
        "record_type": record_type,
        "fields": [],
    }
    rows = [{**same, "id": new_id(), "record_id": record_id} for record_id in record_ids]
    if rows:
        db.session.connection().execute(cast(Table, AuditEntry.__table__).insert(), rows)


def seal(mission_id: UUID | None, *, limit: int = 5000) -> int:
    """Chain the entries not yet sealed, oldest first; returns how many."""
    last = db.session.scalars(
        _of(mission_id)
        .where(AuditEntry.seal_number.is_not(None))
        .order_by(AuditEntry.seal_number.desc())
        .limit(1)
    ).first()
    number, previous = (last.seal_number or 0, last.seal or "") if last else (0, "")
    fresh = db.session.scalars(
        _of(mission_id)
        .where(AuditEntry.seal_number.is_(None))
        .order_by(AuditEntry.at, AuditEntry.id)
        .limit(limit)
    ).all()
    for entry in fresh:
        number += 1
        previous = _seal_of(entry, number, previous)
        entry.seal_number, entry.seal = number, previous
    return len(fresh)


def verify(mission_id: UUID | None) -> int | None:
    """The number of the first sealed entry that does not fit its chain, or None when all do."""
    entries = db.session.scalars(
        _of(mission_id).where(AuditEntry.seal_number.is_not(None)).order_by(AuditEntry.seal_number)
    )
    expected, previous = None, ""
    for entry in entries:
        number = entry.seal_number or 0
        if expected is not None and number != expected:
            return expected
        # The oldest entries may have been deleted by retention: the chain is then checked from its new start.
        if expected is not None or number == 1:
            if _seal_of(entry, number, previous) != entry.seal:
                return number
        expected, previous = number + 1, entry.seal or ""
    return None


def missions_with_unsealed() -> list[UUID | None]:
    query = select(AuditEntry.mission_id).where(AuditEntry.seal_number.is_(None)).distinct()
    return list(db.session.scalars(query))


def knows(verb: str, record_id: UUID, *, mission_id: UUID) -> bool:
    """Whether this was written down before."""
    query = _of(mission_id, verb).where(AuditEntry.record_id == record_id)
    return db.session.scalars(query.limit(1)).first() is not None


def count(mission_id: UUID, *, verb: str = "") -> int:
    return db.session.scalar(select(func.count()).select_from(_of(mission_id, verb).subquery())) or 0


def entries(mission_id: UUID, *, verb: str = "", limit: int = 100, offset: int = 0) -> list[AuditEntry]:
    """The newest entries first."""
    query = _of(mission_id, verb).order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    return list(db.session.scalars(query.limit(limit).offset(offset)))


def _of(mission_id: UUID | None, verb: str = "") -> Select[AuditEntry]:
    query = select(AuditEntry).where(AuditEntry.mission_id == mission_id)
    return query.where(AuditEntry.verb.startswith(verb, autoescape=True)) if verb else query


def _seal_of(entry: AuditEntry, number: int, previous: str) -> str:
    content = [
        number,
        str(entry.id),
        str(entry.mission_id),
        str(entry.event_id),
        entry.at.astimezone(UTC).isoformat(),
        entry.actor_kind.value,
        str(entry.actor_id),
        entry.verb,
        entry.record_type,
        str(entry.record_id),
        entry.fields,
        previous,
    ]
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()
