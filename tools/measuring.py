"""What the benches share: an application of its own, the processor's time of an act, and the line of a table."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app import create_app, settle
from app.accounts.models import User
from app.db import db
from app.directory.models import PersonName
from app.web.limits import limiter
from config import Config
from tests.conftest import Client

WARM = 5
ROUNDS = 25
LIST = """<!doctype html><html lang="en"><title>Floor</title><h1>{{ user.name }}</h1><table>{% for row in rows %}
<tr><td><a href="/{{ row.id }}">{{ row.full }}</a></td><td>{{ row.given }}</td><td>{{ row.family }}</td></tr>
{% endfor %}</table></html>"""


@contextmanager
def running(folder: Path | str, **settings: str) -> Iterator[Flask]:
    """The demo's application with an empty database in `folder`, or where DATABASE_URL says; no rate limits."""
    env = {
        "CHANCERY_MODE": "demo",
        "INSTANCE": str(folder),
        "PUBLIC_URL": "http://localhost",
        "LOG_LEVEL": "ERROR",
        **settings,
    }
    app = create_app(Config.from_env(env))
    limiter.enabled = False
    app.test_client_class = Client
    with app.app_context():
        upgrade(directory=app.extensions["migrate"].directory)
        settle()
        yield app
        db.session.remove()
        db.engine.dispose()


def page_floor(engine: Engine, rows: int) -> FlaskClient:
    """What the same libraries need at least: a session's user and so many rows by the mapper, rendered as a table."""
    app = Flask("floor")
    template = app.jinja_env.from_string(LIST)
    user, names = select(User).limit(1), select(PersonName).limit(rows)

    @app.get("/")
    def page() -> str:
        with Session(engine) as session:
            return template.render(user=session.scalars(user).one(), rows=session.scalars(names).all())

    return app.test_client()


def cost(act: Callable[[int], int], rounds: int = ROUNDS) -> float:
    """The median CPU time of one request, in milliseconds; `act` returns its status."""
    times = []
    for number in range(rounds + WARM):
        began = time.process_time()
        status = act(number)
        times.append((time.process_time() - began) * 1000)
        assert status == 200, status
    return statistics.median(times[WARM:])


def heading() -> None:
    print(f"{'what':34}{'rows':>9}{'CPU ms':>10}{'floor ms':>10}{'floors':>8}", flush=True)


def tell(what: str, rows: int | None, spent: float, floor: float) -> None:
    """One line of the table: milliseconds of the processor, the floor's, and how many floors that is."""
    size = "" if rows is None else f"{rows:,}"
    print(f"{what:34}{size:>9}{spent:10.2f}{floor:10.2f}{spent / floor:8.1f}", flush=True)
