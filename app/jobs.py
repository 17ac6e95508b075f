"""Background work. Jobs register here by name; `init_app` builds the queue that the settings ask for.

A job takes ids and calls services. Losing the queue loses no work: a periodic sweep finds what is due.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time

from flask import Flask, current_app
from huey import Huey, MemoryHuey, PostgresHuey, SqliteHuey, crontab

from config import Config, Mode

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """`minutes` is the minute field of a crontab line for a periodic job, `at` the hour of a nightly one (UTC)."""

    name: str
    run: Callable[..., object]
    minutes: str | None = None
    at: time | None = None


REGISTRY: dict[str, Job] = {}


def job(name: str) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """Register a function that `enqueue(name, …)` runs in the worker, within an application context."""

    def register(run: Callable[..., object]) -> Callable[..., object]:
        REGISTRY[name] = Job(name, run)
        return run

    return register


def periodic(name: str, *, minutes: str = "*") -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Register a function that the worker runs by the clock; `minutes` as in a crontab."""

    def register(run: Callable[[], object]) -> Callable[[], object]:
        REGISTRY[name] = Job(name, run, minutes)
        return run

    return register


def nightly(name: str, *, at: str) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Register a function that runs once a night from `at` on, as "02:23" (UTC): see `app.operations.nights`."""

    def register(run: Callable[[], object]) -> Callable[[], object]:
        REGISTRY[name] = Job(name, run, at=time.fromisoformat(at))
        return run

    return register


def enqueue(name: str, *args: object) -> None:
    """Ask the worker to run a job soon. A queue that cannot be reached is logged: the sweep catches up."""
    task = current_app.extensions["jobs"][name]
    try:
        task(*args)
    except Exception:
        log.warning("queue not reached", exc_info=True, extra={"job": name})


def init_app(app: Flask, config: Config) -> None:
    huey = _queue(config)
    app.extensions["huey"] = huey
    app.extensions["jobs"] = {}
    for entry in REGISTRY.values():
        run = _in_context(app, entry)
        if entry.minutes is None:
            app.extensions["jobs"][entry.name] = huey.task(name=entry.name)(run)
        else:
            huey.periodic_task(crontab(minute=entry.minutes), name=entry.name)(run)


def _in_context(app: Flask, entry: Job) -> Callable[..., None]:
    def run(*args: object) -> None:
        with app.app_context():
            entry.run(*args)

    return run


def _queue(config: Config) -> Huey:
    if config.mode is Mode.TEST:
        return MemoryHuey("chancery", results=False)
    if config.database_url.startswith("postgresql"):
        dsn = config.database_url.replace("postgresql+psycopg://", "postgresql://")
        return PostgresHuey("chancery", results=False, dsn=dsn)
    config.instance.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("chancery", results=False, filename=str(config.instance / "queue.sqlite3"))
