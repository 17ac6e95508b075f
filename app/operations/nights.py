"""What is done once a night, also by a machine that is switched off at night: then when it is back.

Each nightly job leaves a mark. Due is what was last begun before its hour came last, and what was begun but not
finished within `PATIENCE`, since a worker may be killed at it.
"""

from datetime import datetime, time, timedelta
from pathlib import Path

from app.jobs import REGISTRY, enqueue
from app.operations import marks

NIGHT = "operations.night"
PATIENCE = timedelta(hours=1)


def due(instance: Path, *, now: datetime) -> list[str]:
    """The names of the jobs to begin now. A job never seen before waits for its hour."""
    found = []
    for entry in REGISTRY.values():
        if entry.at is None:
            continue
        mark = marks.find(instance, _mark(entry.name))
        if mark is None:
            marks.leave(instance, _mark(entry.name), now=now, done=True)
        elif mark["at"] < _last(entry.at, now) or (not mark["done"] and mark["at"] < now - PATIENCE):
            found.append(entry.name)
    return found


def begin(instance: Path, *, now: datetime) -> None:
    """Ask for what is due, once."""
    for name in due(instance, now=now):
        marks.leave(instance, _mark(name), now=now, done=False)
        enqueue(NIGHT, name)


def do(instance: Path, name: str, *, now: datetime) -> None:
    REGISTRY[name].run()
    marks.leave(instance, _mark(name), now=now, done=True)


def _last(at: time, now: datetime) -> datetime:
    """When the hour came last."""
    today = now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return today if today <= now else today - timedelta(days=1)


def _mark(name: str) -> str:
    return f"night-{name}"
