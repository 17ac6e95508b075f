"""Laws about the tables: missions apart, migrations equal to the models."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import ForeignKeyConstraint, UniqueConstraint, create_engine, inspect

from app.db import Model, db

# Mission-owned by nature, yet allowed to lack a mission: installation-wide rows.
INSTALLATION_WIDE = {"audit_entry", "outbox", "transport", "returned", "membership"}


def test_a_reference_between_missions_cannot_be_stored(app: Flask) -> None:
    owned = {
        t.name
        for t in Model.metadata.tables.values()
        if "mission_id" in t.c and t.name not in INSTALLATION_WIDE
    }
    for name in owned:
        table = Model.metadata.tables[name]
        assert not table.c.mission_id.nullable, f"{name}.mission_id may be empty"
        for constraint in table.constraints:
            if isinstance(constraint, ForeignKeyConstraint) and constraint.referred_table.name in owned:
                columns = [column.name for column in constraint.columns]
                assert columns[0] == "mission_id", f"{name}: {columns} may point into another mission"
        if "id" not in table.c:
            assert "mission_id" in table.primary_key.columns, f"{name} has no key of its mission"
            continue
        uniques = [{c.name for c in u.columns} for u in table.constraints if isinstance(u, UniqueConstraint)]
        assert {"mission_id", "id"} in uniques, f"{name} lacks UNIQUE (mission_id, id)"


def test_the_migrations_make_what_the_models_say(app: Flask) -> None:
    with db.engine.connect() as connection:
        options = {
            "compare_type": True,
            "include_name": lambda name, kind, _p: not (kind == "table" and str(name).startswith("huey_")),
        }
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Model.metadata) == []


def test_the_migrations_make_the_same_checks(app: Flask) -> None:
    """Alembic does not compare CHECK constraints; enums are such."""
    engine = create_engine("sqlite://")
    Model.metadata.create_all(engine)
    wanted, there = inspect(engine), inspect(db.engine)
    for name in Model.metadata.tables:
        expected = {check["name"] for check in wanted.get_check_constraints(name)}
        assert {check["name"] for check in there.get_check_constraints(name)} == expected, name
        if db.engine.dialect.name == "sqlite":
            texts = {check["name"]: check["sqltext"] for check in wanted.get_check_constraints(name)}
            assert {c["name"]: c["sqltext"] for c in there.get_check_constraints(name)} == texts, name
