"""What the worker does for the house."""

from app import clock
from app.db import db
from app.errors import DomainError
from app.jobs import job, nightly, periodic
from app.operations import backups, files, marks, nights, restoring
from app.web.urls import settings

BACKUP, REHEARSAL = "operations.backup_now", "operations.rehearse"


@periodic("operations.alive")
def alive() -> None:
    """Each minute: a sign of life, and what a night has left undone."""
    marks.leave(settings().instance, marks.WORKER, now=clock.now())
    nights.begin(settings().instance, now=clock.now())


@job(nights.NIGHT)
def night(name: str) -> None:
    nights.do(settings().instance, name, now=clock.now())


@nightly("operations.backup", at="02:23")
def backup_of_the_night() -> None:
    """Each night: a backup; then the oldest go."""
    on_demand()
    files.thin_out(settings().backup_dir, keep=settings().backup_keep)


@job(BACKUP)
def on_demand() -> None:
    """Somebody asked for one on the page."""
    backups.create(db.engine, settings(), now=clock.now())


@job(REHEARSAL)
def rehearse() -> None:
    """Restore the newest backup into a temporary folder; what came of it stands on the page."""
    config, newest, now = settings(), files.newest(settings().backup_dir), clock.now()
    if newest is None:
        return
    try:
        restoring.rehearse(newest.path, config, passphrase=config.backup_passphrase, now=now)
    except DomainError as error:
        marks.leave(config.instance, marks.REHEARSAL, now=now, backup=newest.path.name, failed=str(error))
