"""The demo, loaded once; tests that change it stand in files that come last."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from app import clock, create_app
from app.db import db, transaction
from app.demo import loader
from app.events.models import Event
from config import Config
from tests.conftest import SECRET, Client
from tests.database import database_url


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, datetime]]:
    """An application with the demo in a database of its own, loaded once; and the time of loading."""
    folder = tmp_path_factory.mktemp("demo")
    with database_url(folder) as url:
        app = create_app(
            Config.from_env(
                {
                    "CHANCERY_MODE": "demo",
                    "SECRET_KEY": SECRET,
                    "DATABASE_URL": url,
                    "PUBLIC_URL": "http://public.example",
                    "DESK_URL": "http://localhost",
                    "INSTANCE": str(folder),
                }
            )
        )
        app.test_client_class = Client
        now = clock.now()
        with app.app_context():
            upgrade(directory=app.extensions["migrate"].directory)
            with transaction():
                assert loader.load(now=now)
        yield app, now
        with app.app_context():
            db.engine.dispose()
            app.extensions["huey"].storage.close()


@pytest.fixture
def now(demo: tuple[Flask, datetime]) -> Iterator[datetime]:
    app, loaded = demo
    with app.app_context():
        yield loaded
        db.session.remove()


def both_events() -> tuple[Event, Event]:
    last, this = db.session.scalars(select(Event).order_by(Event.starts_at)).all()
    return last, this
