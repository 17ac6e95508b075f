"""All rows of a person as JSON and back, so that a record which was merged away can stand again as it stood."""

import base64
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Column, Table, TypeDecorator, select

from app.db import Model, db
from app.directory.models import (
    AddressForm,
    Appointment,
    ContactPoint,
    Person,
    PersonMerge,
    PersonName,
    PersonTag,
    PersonTitle,
    Photo,
    ReceivedInvitation,
)
from app.directory.service.facts import (
    CONTACT_FIELDS,
    NAME_FIELDS,
    OWN_FIELDS,
    TITLE_FIELDS,
    ContactFacts,
    NameFacts,
    PersonFacts,
    TitleFacts,
)

Row = dict[str, Any]
Dump = dict[str, list[Row]]
"""Rows as JSON by the name of their table; the person's own under "person"."""

OF_A_PERSON: tuple[type[Model], ...] = (
    PersonName,
    PersonTitle,
    ContactPoint,
    PersonTag,
    Appointment,
    AddressForm,
    Photo,
    PersonMerge,
    ReceivedInvitation,
)


def table_of(model: type[Model]) -> Table:
    return cast(Table, model.__table__)


def dump(person_id: UUID) -> Dump:
    """What stands in the database; flush before."""
    person = table_of(Person)
    found = {person.name: _rows(person, person.c.id, person_id)}
    for model in OF_A_PERSON:
        table = table_of(model)
        found[table.name] = _rows(table, table.c.person_id, person_id)
    return found


def load(model: type[Model], row: Row) -> Row:
    """A dumped row as values of its columns; columns that came later are left out."""
    columns = table_of(model).columns
    return {name: _read(columns[name], value) for name, value in row.items() if name in columns}


def identifier(value: str | UUID) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def facts(dumped: Dump) -> PersonFacts:
    """The record that the rows were."""
    own = load(Person, dumped["person"][0])
    return PersonFacts(
        names=tuple(NameFacts(**_only(row, NAME_FIELDS)) for row in _loaded(PersonName, dumped)),
        titles=tuple(TitleFacts(**_only(row, TITLE_FIELDS)) for row in _loaded(PersonTitle, dumped)),
        contacts=tuple(ContactFacts(**_only(row, CONTACT_FIELDS)) for row in _loaded(ContactPoint, dumped)),
        tags=tuple(sorted(row["tag"] for row in _loaded(PersonTag, dumped))),
        **_only(own, OWN_FIELDS),
    )


def _only(row: Row, fields: tuple[str, ...]) -> Row:
    return {name: row[name] for name in fields}


def _loaded(model: type[Model], dumped: Dump) -> list[Row]:
    rows = [load(model, row) for row in dumped[table_of(model).name]]
    return sorted(rows, key=lambda row: row.get("position", 0))


def _rows(table: Table, column: Column[Any], person_id: UUID) -> list[Row]:
    query = select(table).where(column == person_id)
    return [
        {name: as_json(value) for name, value in row._mapping.items()} for row in db.session.execute(query)
    ]


def as_json(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value


def _read(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    stored = column.type
    kind = (stored.impl_instance if isinstance(stored, TypeDecorator) else stored).python_type
    if kind is UUID:
        return UUID(value)
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is date:
        return date.fromisoformat(value)
    if kind is bytes:
        return base64.b64decode(value)
    return kind(value) if issubclass(kind, Enum) else value
