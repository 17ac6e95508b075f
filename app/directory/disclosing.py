"""Everything that is held about one person, for the person who asks: rows in plain words, slice by slice."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from app.audit.actor import Actor
from app.audit.models import AuditEntry
from app.db import Model, db
from app.directory import queries
from app.directory.duplicates import snapshot
from app.directory.models import ImportRow, Office, Organisation, Person, Photo
from app.directory.signals import person_disclosed

Sections = dict[str, Any]

# Of no meaning to whoever asks, or a key that opens something.
_LEFT_OUT = frozenset({"mission_id", "version", "rev", "revoked_rev", "jpeg", "composed_from", "known_epoch"})
_SECRET = ("_hash", "token", "credential", "mono_ms")


def plain_rows(model: type[Model], *which: ColumnElement[bool]) -> list[dict[str, Any]]:
    """Rows as they stand, without what is empty, internal or secret."""
    table = snapshot.table_of(model)
    found = db.session.execute(select(table).where(*which))
    return [plain(dict(row._mapping).items()) for row in found]


def plain(items: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {
        name: snapshot.as_json(value)
        for name, value in items
        if name not in _LEFT_OUT and not name.endswith(_SECRET) and value not in (None, "", [], {})
    }


def everything(person: Person, *, actor: Actor, now: datetime) -> Sections:
    """All sections; the photo is a file of its own. Slices above add theirs by the signal."""
    dumped = snapshot.dump(person.id)
    held: Sections = {table: [plain(row.items()) for row in rows] for table, rows in dumped.items() if rows}
    held["appointment"] = [
        {**plain(row.items()), "office": _office(row["office_id"])} for row in dumped["appointment"]
    ]
    held["household"] = {
        "spouse": person.spouse.name.full if person.spouse else None,
        "assistant": person.assistant.name.full if person.assistant else None,
    }
    held["read_from_lists"] = plain_rows(ImportRow, ImportRow.person_id == person.id)
    trail = select(AuditEntry).where(
        AuditEntry.mission_id == person.mission_id, AuditEntry.record_id == person.id
    )
    held["who_did_what"] = [
        {"at": entry.at.isoformat(), "verb": entry.verb, "fields": entry.fields}
        for entry in db.session.scalars(trail.order_by(AuditEntry.at))
    ]
    for _receiver, sections in person_disclosed.send(person, actor=actor, now=now):
        held |= sections
    return {"made_at": now.isoformat(), "person": held.pop("person")[0], **held}


def portrait(person: Person) -> Photo | None:
    return queries.photo(person.mission_id, person.id)


def _office(office_id: Any) -> str:
    query = select(Office.title, Organisation.name).join(
        Organisation, Organisation.id == Office.organisation_id
    )
    row = db.session.execute(query.where(Office.id == snapshot.identifier(office_id))).one_or_none()
    return ", ".join(filter(None, row)) if row else ""
