"""When the ground gives way: the disk is full, the database restarts, a body is too large, an error quotes secrets."""

import io
import json
import resource
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from uuid import UUID

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import OperationalError

from app import clock
from app.accounts.models import Role
from app.audit import service as audit
from app.audit.actor import SYSTEM
from app.audit.models import AuditEntry
from app.db import db, transaction
from app.missions import queries as missions_queries
from app.missions import service as missions
from app.missions.models import Counter, Mission
from config import Config
from tests.conftest import SECRET, on_postgresql
from tests.database import with_database
from tests.pages import Pages

PASSWORD = "an unmistakable password 4711"
TOKEN = "7zq2m9k4c8v1x5b3n6w0hjdfgt"


@contextmanager
def full_disk() -> Iterator[None]:
    """No page can be added: SQLite by its own limit, PostgreSQL by the error that a full disk gives."""
    if on_postgresql():
        with transaction() as session:
            session.execute(text(FAIL))
            session.execute(
                text("CREATE TRIGGER full_disk BEFORE INSERT ON audit_entry EXECUTE FUNCTION full_disk()")
            )
        yield
        db.session.rollback()
        with transaction() as session:
            session.execute(text("DROP TRIGGER full_disk ON audit_entry"))
            session.execute(text("DROP FUNCTION full_disk"))
        return
    limits = ["PRAGMA max_page_count=1"]

    def limit(connection: object, _record: object, _proxy: object) -> None:
        connection.execute(limits[0])  # type: ignore[attr-defined]

    db.session.remove()
    # Pages that earlier tests left empty would take many more rows.
    with closing(sqlite3.connect(str(db.engine.url.database))) as connection:
        connection.execute("VACUUM")
    event.listen(db.engine, "checkout", limit)
    yield
    db.session.remove()
    limits[0] = "PRAGMA max_page_count=1073741823"
    db.engine.dispose()
    event.remove(db.engine, "checkout", limit)


FAIL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$
"""


@pytest.mark.check("R05")
def test_a_full_disk_is_said_and_nothing_is_half_written(
    as_role: Callable[..., Pages], mission: Mission
) -> None:
    pages, mission_id, before = as_role(Role.ADMINISTRATOR), mission.id, entries("mission.update")
    saved, last = 0, ""
    with full_disk():
        for number in range(200):
            form = pages.get(f"/m/{mission.slug}/settings").form("Save the mission")
            page = form.fill("Telephone", f"+92 51 555 {number:04}").submit()
            if page.status != 200:
                break
            saved, last = saved + 1, f"+92 51 555 {number:04}"
        assert page.status == 507
        assert "no room left" in page.text
    assert entries("mission.update") == before + saved
    if saved:
        assert missions_queries.get(mission_id).telephone == last
    if not on_postgresql():
        assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
    form = pages.get(f"/m/{mission.slug}/settings").form("Save the mission")
    assert "The mission is saved" in form.fill("Telephone", "+92 51 555 9999").submit().text


@pytest.mark.check("R02")
@pytest.mark.timeout(90)
@pytest.mark.skipif(not on_postgresql(), reason="SQLite has no server that restarts")
def test_the_database_restarts_under_load(app: Flask, client: FlaskClient, mission: Mission) -> None:
    """Readers are told to come back, no writer leaves a half, and within ten seconds all is well."""
    slug, mission_id, stop = mission.slug, mission.id, threading.Event()
    answers: list[tuple[int, str | None]] = []
    act(mission_id)

    def read() -> None:
        own = app.test_client()
        while not stop.is_set():
            response = own.get(f"/n/{slug}/", base_url="http://public.example")
            answers.append((response.status_code, response.headers.get("Retry-After")))

    def write() -> None:
        with app.app_context():
            while not stop.is_set():
                try:
                    act(mission_id)
                except OperationalError:
                    db.session.remove()
            db.session.remove()

    threads = [threading.Thread(target=one) for one in (read, read, write, write)]
    for thread in threads:
        thread.start()
    try:
        until(lambda: len(answers) > 5)
        restart(app)
        until(lambda: any(status == 503 for status, _after in answers))
        begun = time.monotonic()
        until(lambda: all(status == 200 for status, _after in answers[-10:]))
        assert time.monotonic() - begun < 10
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert {status for status, _after in answers} == {200, 503}
    assert all(after for status, after in answers if status == 503)
    db.session.remove()
    value = db.session.scalar(select(Counter.value).where(Counter.series == "load"))
    assert entries("load.") == 3 * (value or 0)


def restart(app: Flask) -> None:
    """For a second the server takes nobody, and throws out who is in: what clients see of a restart."""
    url = app.extensions["config"].database_url.replace("postgresql+psycopg://", "postgresql://")
    name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
    with closing(psycopg.connect(with_database(url, "postgres"), autocommit=True)) as connection:
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        end = time.monotonic() + 1
        while time.monotonic() < end:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
            )
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


@pytest.mark.check("S14")
@pytest.mark.parametrize(
    "body",
    [
        b"telephone=" + b"x" * (13 * 1024 * 1024),
        b"&".join(b"part%d=1" % number for number in range(2000)),
        b"press_contact=" + b"x" * (5 * 1024 * 1024),
    ],
    ids=["thirteen megabytes", "two thousand parts", "a field of five megabytes"],
)
def test_a_body_that_is_too_large_is_refused_and_not_kept(
    as_role: Callable[..., Pages], mission: Mission, body: bytes
) -> None:
    client, path = as_role(Role.ADMINISTRATOR).client, f"/m/{mission.slug}/settings"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=b"):
        content = body if "url" in kind else as_parts(body)
        response = client.post(
            path,
            input_stream=io.BytesIO(content),
            content_length=len(content),
            content_type=kind,
            base_url="http://localhost",
        )
        assert response.status_code in {400, 413}, kind
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 50


def as_parts(body: bytes) -> bytes:
    parts = []
    for pair in body.split(b"&"):
        name, value = pair.split(b"=", 1)
        parts.append(b'--b\r\nContent-Disposition: form-data; name="' + name + b'"\r\n\r\n' + value + b"\r\n")
    return b"".join(parts) + b"--b--\r\n"


@pytest.mark.check("S31")
def test_neither_page_nor_log_tells_a_secret(
    app: Flask,
    config: Config,
    mission: Mission,
    capsys: pytest.CaptureFixture[str],
    make_app: Callable[[Config], Flask],
) -> None:
    """What an exception quotes, what is typed at sign-in and what stands in an address are not repeated."""
    broken = make_app(config)
    broken.config["PROPAGATE_EXCEPTIONS"] = False

    def fall(token: str) -> str:
        if token == "database":
            db.session.execute(text("SELECT * FROM nowhere WHERE secret = :secret"), {"secret": TOKEN})
        raise RuntimeError(f"{SECRET} {token} {PASSWORD}")

    fall.guard = type("G", (), {"kind": "public", "detail": "test"})()  # type: ignore[attr-defined]
    broken.add_url_rule("/r/fall/<token>", view_func=fall)
    client = broken.test_client()
    pages = [
        client.get(f"/r/fall/{TOKEN}", base_url="http://localhost"),
        client.get("/r/fall/database", base_url="http://localhost"),
        client.get(f"/r/{TOKEN}", base_url="http://localhost"),
        client.post(
            "/sign-in", data={"email": "x@valdara.example", "password": PASSWORD}, base_url="http://localhost"
        ),
    ]
    assert pages[0].status_code == 500
    assert pages[1].status_code in {500, 503}
    log = capsys.readouterr().err
    assert log.count('"exception"') >= 2
    for shown in (log, *(page.get_data(as_text=True) for page in pages)):
        for secret in (SECRET, PASSWORD, "Traceback", 'File "'):
            assert secret not in shown
    assert TOKEN not in log
    assert all(json.loads(line) for line in log.splitlines())


@pytest.mark.check("S31")
def test_a_request_is_a_line_without_its_address(
    app: Flask,
    config: Config,
    mission: Mission,
    capsys: pytest.CaptureFixture[str],
    make_app: Callable[[Config], Flask],
) -> None:
    client = make_app(config).test_client()
    client.get(f"/r/{TOKEN}?email=guest@valdara.example", base_url="http://localhost")
    [line] = [json.loads(one) for one in capsys.readouterr().err.splitlines() if "rsvps.letter" in one]
    assert (line["endpoint"], line["status"], line["message"]) == ("rsvps.letter", 404, "GET")
    assert line["ms"] >= 0 and line["request_id"]
    assert TOKEN not in str(line) and "guest@" not in str(line)


def act(mission_id: UUID) -> None:
    """One to a counter and three entries, in one transaction."""
    with transaction():
        missions.next_number(mission_id, "load")
        for verb in ("load.one", "load.two", "load.three"):
            audit.record(verb, "mission", None, actor=SYSTEM, now=clock.now(), mission_id=mission_id)


def entries(verb: str) -> int:
    query = select(func.count(AuditEntry.id)).where(AuditEntry.verb.startswith(verb))
    return db.session.scalar(query) or 0


def until(done: Callable[[], bool], seconds: float = 20) -> None:
    end, waiting = time.monotonic() + seconds, threading.Event()
    while not done():
        assert time.monotonic() < end, "waited in vain"
        waiting.wait(0.02)
