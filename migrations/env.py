"""Alembic within Flask-Migrate, or on a connection that is handed over; the queue's tables are not ours."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection

database = current_app.extensions["migrate"].db


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    return not (kind == "table" and (name or "").startswith("huey_"))


def migrate(connection: Connection) -> None:
    options = current_app.extensions["migrate"].configure_args
    context.configure(
        connection=connection, target_metadata=database.metadata, include_name=include_name, **options
    )
    with context.begin_transaction():
        context.run_migrations()


def run() -> None:
    if (given := context.config.attributes.get("connection")) is not None:
        migrate(given)
        return
    with database.engine.connect() as connection:
        migrate(connection)


run()
