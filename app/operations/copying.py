"""Rows from one database into another, of the same kind or not, counted and hashed at both ends."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID

from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Engine,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy import Enum as EnumType
from sqlalchemy.exc import SQLAlchemyError

from app.db import Model, new_id, prepare_engine
from app.operations.errors import CopyDiffers, NotEmpty, TablesMissing
from config import ROOT

BATCH = 500
# What every copy makes anew, so that gates notice that the server is another one.
ANEW = {("event", "epoch")}
Wanted = Callable[[Table], "ColumnElement[bool] | None"]
Changed = Callable[[Table, dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows a table has, and the sum of their hashes: it does not depend on their order."""

    rows: int
    hash: str


def tables() -> list[Table]:
    """Every table, what others refer to first. Values pass unjudged: enums as text, no value as NULL."""
    metadata = MetaData()
    for table in Model.metadata.sorted_tables:
        copied = table.to_metadata(metadata)
        for column in copied.columns:
            if isinstance(column.type, EnumType):
                column.type = String()
            elif isinstance(column.type, JSON):
                column.type = JSON(none_as_null=True)
    return [metadata.tables[table.name] for table in Model.metadata.sorted_tables]


def open_file(path: Path) -> AbstractContextManager[Engine]:
    """An engine for a SQLite file that may be filled in any order; closed afterwards."""
    return open_url(f"sqlite:///{path}")


@contextmanager
def open_url(url: str) -> Iterator[Engine]:
    """An engine for another database than the installation's; closed afterwards."""
    engine = create_engine(url)
    prepare_engine(engine)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def connect(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA foreign_keys=OFF")

    try:
        yield engine
    finally:
        engine.dispose()


def make_tables(engine: Engine, revision: str = "head") -> None:
    """Bring the database to the tables of this version, with or without rows in it."""
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(ROOT / "migrations"))
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        settings.attributes["connection"] = connection
        command.upgrade(settings, revision)


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """One committed moment of the database, however long the reading takes."""
    options = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def tally(connection: Connection, wanted: Wanted | None = None) -> dict[str, Tally]:
    """Count and hash every table."""
    found = {}
    for table in tables():
        total = count = 0
        for row in _rows(connection, table, wanted):
            total, count = total + _hash(table, row), count + 1
        found[table.name] = _tally(count, total)
    return found


def copy(
    source: Connection,
    target: Engine,
    *,
    wanted: Wanted | None = None,
    changed: Changed | None = None,
    into_empty: bool = True,
    new_epochs: bool = True,
) -> dict[str, Tally]:
    """Copy every table, or the `wanted` rows, each as `changed` makes it. All arrives, or nothing.

    What arrived is read again and compared; in a database that is not empty the `wanted` rows are.
    Raises TablesMissing, NotEmpty, CopyDiffers.
    """
    with target.connect().execution_options(write=True) as connection, connection.begin():
        if into_empty:
            refuse_unless_empty(connection)
        left = {}
        with _references_apart(connection):
            for table in tables():
                left[table.name] = _copy_table(source, connection, table, wanted, changed, new_epochs)
        arrived = tally(connection, None if into_empty else wanted)
        if differing := [name for name, sent in left.items() if arrived[name] != sent]:
            raise CopyDiffers(table=", ".join(differing))
    return left


def refuse_unless_empty(connection: Connection) -> None:
    """Raises TablesMissing, NotEmpty."""
    there = set(inspect(connection).get_table_names())
    if not {table.name for table in tables()} <= there:
        raise TablesMissing
    for table in tables():
        if connection.scalar(select(func.count()).select_from(table)):
            raise NotEmpty(table=table.name)


def broken_references(connection: Connection) -> list[str]:
    """Tables with a row that refers to nothing; only SQLite can hold such."""
    if connection.dialect.name != "sqlite":
        return []
    return sorted({row[0] for row in connection.execute(text("PRAGMA foreign_key_check"))})


def _copy_table(
    source: Connection,
    target: Connection,
    table: Table,
    wanted: Wanted | None,
    changed: Changed | None,
    new_epochs: bool,
) -> Tally:
    total = count = 0
    batch: list[dict[str, Any]] = []
    for row in _rows(source, table, wanted):
        row = changed(table, row) if changed else row
        total, count = total + _hash(table, row), count + 1
        batch.append(_with_new_epoch(table, row) if new_epochs else row)
        if len(batch) == BATCH:
            target.execute(table.insert(), batch)
            batch = []
    if batch:
        target.execute(table.insert(), batch)
    return _tally(count, total)


def _with_new_epoch(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return row | {column: new_id() for name, column in ANEW if name == table.name}


def _rows(connection: Connection, table: Table, wanted: Wanted | None) -> Iterator[dict[str, Any]]:
    query = select(table)
    if wanted is not None:
        condition = wanted(table)
        if condition is None:
            return
        query = query.where(condition)
    for row in connection.execute(query.execution_options(yield_per=BATCH)).mappings():
        yield dict(row)


def _hash(table: Table, row: dict[str, Any]) -> int:
    content = [_plain(row[c.name]) for c in table.columns if (table.name, c.name) not in ANEW]
    line = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return int.from_bytes(hashlib.sha256(line.encode()).digest())


def _plain(value: Any) -> Any:
    """A value as every database gives it back."""
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(bytes(value)).hexdigest()
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | float | bool | dict | list):
        return value
    return str(value)


def _tally(count: int, total: int) -> Tally:
    return Tally(count, f"{total % 2**256:064x}")


@contextmanager
def _references_apart(connection: Connection) -> Iterator[None]:
    """Fill in any order; afterwards every reference is checked at once. Raises CopyDiffers."""
    if connection.dialect.name == "postgresql":
        found = connection.execute(text(REFERENCES)).all()
        for table, name, _definition in found:
            connection.execute(text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))
        yield
        for table, name, definition in found:
            try:
                connection.execute(text(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}'))
            except SQLAlchemyError as error:
                raise CopyDiffers(table=table) from error
        return
    yield
    if broken := broken_references(connection):
        raise CopyDiffers(table=", ".join(broken))


REFERENCES = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
"""
