"""What is done once a night, also by a machine that is switched off at night: then when it is back.

Each nightly job leaves a mark. Due is what was last begun before its hour came last, and what was begun but not
finished within `PATIENCE`, since a worker may be killed at it.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from app.jobs import REGISTRY, enqueue
from app.operations import marks

NIGHT = "operations.night"
PATIENCE = timedelta(hours=1)


def due(instance: Path, *, now: datetime) -> list[str]:
    """The names of the jobs to begin now."""
    return [
        name
        for name, at, mark in _nightly(instance)
        if mark and (mark["at"] < _last(at, now) or (not mark["done"] and mark["at"] < now - PATIENCE))
    ]


def begin(instance: Path, *, now: datetime) -> None:
    """Ask for what is due, once. A job never seen before waits for its hour."""
    for name in due(instance, now=now):
        marks.leave(instance, _mark(name), now=now, done=False)
        enqueue(NIGHT, name)
    for name, _at, mark in _nightly(instance):
        if mark is None:
            marks.leave(instance, _mark(name), now=now, done=True)


def do(instance: Path, name: str, *, now: datetime) -> None:
    REGISTRY[name].run()
    marks.leave(instance, _mark(name), now=now, done=True)


def _nightly(instance: Path) -> Iterator[tuple[str, time, dict[str, Any] | None]]:
    """Each nightly job: its name, its hour, its mark."""
    for entry in REGISTRY.values():
        if entry.at:
            yield entry.name, entry.at, marks.find(instance, _mark(entry.name))


def _last(at: time, now: datetime) -> datetime:
    """When the hour came last."""
    today = now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return today if today <= now else today - timedelta(days=1)


def _mark(name: str) -> str:
    return f"night-{name}"
