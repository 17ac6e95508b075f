"""The database: base of all models, types, and the one place that commits."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import Enum as PyEnum
from typing import Any
from uuid import UUID

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    MetaData,
    UniqueConstraint,
    Uuid,
    event,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}

Texts = dict[str, str]
"""A text by language: {"en": "…", "az": "…"}."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Takes and gives aware UTC datetimes only; a naive one is a mistake of the caller."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class WallTime(TypeDecorator[datetime]):
    """What a clock on the wall shows: no zone; the zone stands in a column beside it."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is not None:
            raise ValueError("a wall time carries no zone of its own")
        return value


def enum(kind: type[PyEnum], name: str) -> Enum:
    """An enum stored by value, with a named CHECK."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        values_callable=lambda members: [member.value for member in members],
        length=32,
    )


_last_id = 0


def new_id() -> UUID:
    """A UUID version 7 (RFC 9562): 48 bits of milliseconds, then random bits, rising within one process."""
    global _last_id
    number = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10))
    if number >> 80 == _last_id >> 80:
        number = _last_id + 1 + int.from_bytes(os.urandom(4))
    _last_id = number
    number = (number & ~(0xF << 76)) | (0x7 << 76)
    number = (number & ~(0x3 << 62)) | (0x2 << 62)
    return UUID(int=number & ((1 << 128) - 1))


class Model(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: UtcDateTime,
        UUID: Uuid,
        Texts: JSON,
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[dict[str, Any]]: JSON,
    }


class Owned(Model):
    """A row that belongs to one mission. Every such table lists `owned(…)` as its table arguments."""

    __abstract__ = True

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    mission_id: Mapped[UUID] = mapped_column(ForeignKey("mission.id"))


def owned(*arguments: Any) -> tuple[Any, ...]:
    """Table arguments of a mission-owned table: with (mission, id) unique, others can point at both."""
    return (UniqueConstraint("mission_id", "id"), *arguments)


def ref(column: str, target: str, *, ondelete: str | None = None) -> ForeignKeyConstraint:
    """A reference within one mission, so that a reference across missions cannot be stored."""
    return ForeignKeyConstraint(
        ["mission_id", column], [f"{target}.mission_id", f"{target}.id"], ondelete=ondelete
    )


db = SQLAlchemy(metadata=Model.metadata)


def init_app(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)

    @app.teardown_appcontext
    def let_go(_error: BaseException | None) -> None:
        """A server that went away while the answer was made takes nothing back: the answer stands."""
        session: Session = db.session()
        try:
            session.rollback()
        except DBAPIError:
            session.invalidate()


def prepare_engine(engine: Engine) -> None:
    """Settings of SQLite: an acknowledged write survives the power cut, and writers queue instead of failing."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=20000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@contextmanager
def transaction() -> Iterator[Session]:
    """Commit all that happens inside, or nothing. Opened at the edge only; does not nest.

    Raises RuntimeError when something was changed before it opened, or when one is open already.
    """
    session: Session = db.session()
    if session.info.get("open"):
        raise RuntimeError("transaction() does not nest")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("something was changed outside transaction()")
    session.rollback()
    session.info.update(open=True, callbacks={})
    try:
        session.connection(execution_options={"write": True})
        yield session
        session.commit()
        callbacks = list(session.info["callbacks"].values())
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.update(open=False, callbacks={})
    for callback in callbacks:
        callback()


def in_transaction() -> bool:
    return bool(db.session().info.get("open"))


def after_commit(callback: Callable[[], object], *, once: str | None = None) -> None:
    """Run `callback` when the open transaction has committed; of several with one `once`, the first."""
    info = db.session().info
    if not info.get("open"):
        raise RuntimeError("after_commit() needs an open transaction()")
    info["callbacks"].setdefault(once or object(), callback)
