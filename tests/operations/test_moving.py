"""A house moves from SQLite to PostgreSQL and back, and not a row is lost or changed."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.accounts.models import Role
from app.audit import service as audit
from app.audit.actor import SYSTEM
from app.db import db, transaction
from app.events.models import Event
from app.missions.models import Mission
from app.operations import copying
from app.operations.copying import Tally
from app.operations.errors import NotEmpty
from tests import factories

PICTURE = bytes(range(256)) * 40


@pytest.fixture
def other(other_url: str) -> Iterator[copying.Engine]:
    """An empty database of the other kind."""
    with copying.open_url(other_url) as engine:
        yield engine


@pytest.fixture
def furnished(mission: Mission) -> Event:
    """Rows of every awkward kind: pictures, texts of three scripts, nothing at all, references to and fro."""
    previous = factories.event(mission, title="Last year’s reception")
    event = factories.event(mission)
    factories.staff(mission, Role.PRESS_OFFICER, Role.AUDITOR)
    with transaction():
        mission.emblem = PICTURE
        event.previous_id = previous.id
        previous.previous_id = event.id
        for number in range(1200):
            audit.record(
                f"many.{number}", "mission", None, actor=SYSTEM, now=factories.NOW, mission_id=mission.id
            )
    return event


@pytest.mark.check("R07")
@pytest.mark.timeout(180)
def test_to_the_other_kind_and_back_every_row_is_the_same(
    app: Flask, furnished: Event, other: copying.Engine, tmp_path: Path
) -> None:
    here = read(db.engine)
    assert here["audit_entry"].rows > 1200
    move(db.engine, other)
    assert read(other) == here
    with copying.open_file(tmp_path / "back.sqlite3") as back:
        move(other, back)
        assert read(back) == here
        epochs = {epoch_of(engine, furnished.id) for engine in (db.engine, other, back)}
        assert len(epochs) == 3
        with back.connect() as connection:
            assert copying.broken_references(connection) == []
            assert connection.scalar(select(Mission.emblem)) == PICTURE
            nothing = connection.scalar(
                text("SELECT count(*) FROM user_account WHERE mf_recovery_codes IS NULL")
            )
            assert nothing == connection.scalar(text("SELECT count(*) FROM user_account"))


def test_references_are_still_kept_at_the_other_end(furnished: Event, other: copying.Engine) -> None:
    wanted = {table.name: len(table.foreign_key_constraints) for table in copying.tables()}
    move(db.engine, other)
    inspector = copying.inspect(other)
    assert {name: len(inspector.get_foreign_keys(name)) for name in wanted} == wanted


def test_where_there_is_data_nothing_is_written(furnished: Event, other: copying.Engine) -> None:
    move(db.engine, other)
    there = read(other)
    with pytest.raises(NotEmpty):
        move(db.engine, other)
    assert read(other) == there


def test_the_command_says_what_it_moved(
    app: Flask, furnished: Event, other: copying.Engine, tmp_path: Path
) -> None:
    url = other.url.render_as_string(hide_password=False)
    result = app.test_cli_runner().invoke(args=["db-copy", "--to", url])
    assert result.exit_code == 0, result.output
    assert f"{read(other)['event'].hash[:16]}" in result.output
    again = app.test_cli_runner().invoke(args=["db-copy", "--to", url])
    assert again.exit_code == 1
    assert "Nothing was written" in again.output


def move(source: copying.Engine, target: copying.Engine) -> None:
    copying.make_tables(target)
    with copying.snapshot(source) as connection:
        copying.copy(connection, target)


def read(engine: copying.Engine) -> dict[str, Tally]:
    db.session.rollback()
    with copying.snapshot(engine) as connection:
        return copying.tally(connection)


def epoch_of(engine: copying.Engine, event_id: UUID) -> UUID | None:
    with engine.connect() as connection:
        return connection.scalar(select(Event.epoch).where(Event.id == event_id))
