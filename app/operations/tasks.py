"""What the worker does for the house."""

from app import clock
from app.db import db
from app.jobs import job, periodic
from app.operations import backups, files, marks
from app.web.urls import settings

BACKUP = "operations.backup_now"


@periodic("operations.alive")
def alive() -> None:
    """Each minute: a sign of life."""
    marks.leave(settings().instance, marks.WORKER, now=clock.now())


@periodic("operations.backup", minutes="23", hours="2")
def nightly() -> None:
    """Each night: a backup; then the oldest go."""
    backups.create(db.engine, settings(), now=clock.now())
    files.thin_out(settings().backup_dir, keep=settings().backup_keep)


@job(BACKUP)
def on_demand() -> None:
    """Somebody asked for one on the page."""
    backups.create(db.engine, settings(), now=clock.now())
