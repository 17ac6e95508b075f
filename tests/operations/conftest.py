"""A house with folders of its own for its data, keys and backups."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from app.db import new_id
from config import Config, with_driver
from tests.conftest import on_postgresql
from tests.database import postgres_server, with_database


@pytest.fixture
def house(config: Config, tmp_path: Path) -> Config:
    """The settings of the test with an empty folder of data."""
    return dataclasses.replace(
        config, instance=tmp_path, key_file=tmp_path / "keys.json", backup_dir=tmp_path / "backups"
    )


@pytest.fixture
def other_url(tmp_path: Path, config: Config) -> Iterator[str]:
    """An empty database of the other kind."""
    if on_postgresql():
        yield f"sqlite:///{tmp_path}/other.sqlite3"
        return
    with postgres_server() as server:
        name = f"move_{new_id().hex[-12:]}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield with_driver(with_database(server, name))
