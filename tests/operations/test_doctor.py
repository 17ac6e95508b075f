"""The doctor says what is wrong with the house, and only that."""

import dataclasses
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app import clock
from app.accounts import service as accounts
from app.accounts.models import Role, User
from app.audit import service as audit
from app.audit.actor import SYSTEM
from app.db import transaction
from app.missions.models import Mission
from app.operations import checks, files, marks, tasks
from app.operations.checks import Finding, Level
from config import Config
from tests.conftest import sign_in
from tests.faults.certificates import certificate
from tests.pages import Pages


def finding(house: Config, subject: str, now: object = None) -> Finding:
    found = checks.examine(house, now=now or clock.now())  # type: ignore[arg-type]
    return next(one for one in found if one.subject == subject)


def administrator(staff: Callable[..., User], app: Flask, role: Role) -> Pages:
    user = staff(Role.ADMINISTRATOR)
    with transaction():
        accounts.give_role(user, role=role, mission_id=None, actor=SYSTEM, now=clock.now())
    return sign_in(app, user)


def test_the_worker_is_red_until_it_has_run_and_when_it_falls_silent(app: Flask, config: Config) -> None:
    tasks.alive()
    assert finding(config, "Worker").level is Level.GREEN
    later = finding(config, "Worker", clock.now() + timedelta(minutes=7))
    assert (later.level, later.params) == (Level.RED, {"minutes": 7})
    marks.wipe(config.instance, marks.WORKER)
    assert "never run" in finding(config, "Worker").sentence


def test_backups_grow_old(app: Flask, house: Config) -> None:
    assert finding(house, "Backups").sentence == "There is no backup yet."
    house.backup_dir.mkdir()
    for age, level in ((5, Level.GREEN), (30, Level.AMBER), (100, Level.RED)):
        for old in house.backup_dir.iterdir():
            old.unlink()
        made_at = clock.now() - timedelta(hours=age)
        (house.backup_dir / files.name_of(made_at, sealed=False)).touch()
        found = finding(house, "Backups")
        assert (found.level, found.params["hours"]) == (level, age)


def test_new_keys_ask_for_a_new_sheet(app: Flask, house: Config) -> None:
    assert finding(house, "Keys").level is Level.GREEN
    house.key_file.write_text("{}")
    assert finding(house, "Keys").level is Level.RED
    seen = checks.keys_fingerprint(house.key_file)
    marks.leave(house.instance, marks.KEYS_SAFE, now=clock.now(), fingerprint=seen)
    assert finding(house, "Keys").level is Level.GREEN
    house.key_file.write_text('{"more": {}}')
    assert "new keys" in finding(house, "Keys").sentence


def test_a_clock_that_went_back_is_red(mission: Mission, house: Config) -> None:
    assert finding(house, "Clock").level is Level.GREEN
    with transaction():
        audit.record(
            "a.later",
            "mission",
            None,
            actor=SYSTEM,
            now=clock.now() + timedelta(days=1),
            mission_id=mission.id,
        )
    assert finding(house, "Clock").level is Level.RED


def test_tables_of_another_version_are_red(app: Flask, house: Config, client: FlaskClient) -> None:
    head = checks.head()
    assert finding(house, "Database").level is Level.GREEN
    assert client.get("/readyz").status_code == 200
    try:
        with transaction() as session:
            session.execute(text("UPDATE alembic_version SET version_num = 'older'"))
        assert finding(house, "Database").level is Level.RED
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200
    finally:
        with transaction() as session:
            session.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head})


def test_health_is_told_to_whoever_knows_only_the_number_of_the_machine(client: FlaskClient) -> None:
    for path in ("/healthz", "/readyz"):
        assert client.get(path, base_url="http://10.1.2.3:8000").status_code == 200
    assert client.get("/sign-in", base_url="http://10.1.2.3:8000").status_code == 400


def test_a_certificate_that_nobody_trusts_is_refused_and_a_good_one_dated(tmp_path: Path) -> None:
    serving, trusting = certificate(tmp_path)
    with tls_server(serving) as port:
        ends = checks.certificate_ends("127.0.0.1", port, trusting)
        assert timedelta(hours=20) < ends - clock.now() < timedelta(hours=25)
    with tls_server(serving) as port, pytest.raises(OSError, match="certificate"):
        checks.certificate_ends("127.0.0.1", port)


def test_the_doctor_reports_a_bad_certificate(app: Flask, house: Config, tmp_path: Path) -> None:
    serving, _trusting = certificate(tmp_path)
    with tls_server(serving) as port:
        there = dataclasses.replace(house, public_url=f"https://127.0.0.1:{port}")
        found = finding(there, "Certificate")
    assert found.level is Level.RED
    assert "127.0.0.1" in found.sentence % found.params


def test_the_command_ends_with_one_where_something_is_red(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["doctor"])
    assert result.exit_code == 1
    assert "Backups: There is no backup yet." in result.output


def test_the_page_is_the_installations_alone(app: Flask, staff: Callable[..., User]) -> None:
    pages = administrator(staff, app, Role.INSTALLATION_AUDITOR)
    page = pages.get("/?choose=1").follow("Installation")
    assert "There is no backup yet." in page.text
    assert sign_in(app, staff(Role.ADMINISTRATOR)).get("/installation").status == 404


@contextmanager
def tls_server(context: object) -> Iterator[int]:
    """Shakes hands with one caller."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def answer() -> None:
            line, _address = server.accept()
            with closing(line), suppress(OSError):
                context.wrap_socket(line, server_side=True).close()  # type: ignore[attr-defined]

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        thread.join(5)
