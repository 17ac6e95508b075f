"""Alembic within Flask-Migrate; the tables of the job queue are not ours."""

from typing import Any

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    return not (kind == "table" and (name or "").startswith("huey_"))


def run() -> None:
    options = current_app.extensions["migrate"].configure_args
    with database.engine.connect() as connection:
        context.configure(
            connection=connection, target_metadata=database.metadata, include_name=include_name, **options
        )
        with context.begin_transaction():
            context.run_migrations()


run()
