"""Imports in the background: one that lost its worker is taken up again by the sweep. Duplicates every night."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app import clock
from app.audit.actor import SYSTEM, Actor
from app.db import db, transaction
from app.directory import queries
from app.directory.duplicates import finding
from app.directory.imports import evaluating, preview
from app.directory.imports.apply import apply_some
from app.directory.models import Import, ImportState
from app.jobs import enqueue, job, nightly, periodic
from app.missions import queries as missions

READ = "directory.read_import"
APPLY = "directory.apply_import"
STALE = timedelta(minutes=5)


@job(APPLY)
def apply_import(mission_id: str, import_id: str) -> None:
    """Apply the rows in steps, each a transaction of its own, until all are done or somebody stops it."""
    more = True
    while more:
        with transaction():
            run = queries.get_import(UUID(mission_id), UUID(import_id))
            actor = Actor.staff(run.created_by) if run.created_by else SYSTEM
            more = apply_some(run, actor=actor, now=clock.now())


@job(READ)
def read_import(mission_id: str, import_id: str) -> None:
    """Judge the rows of a long list. Only the writing of each step is a transaction."""
    run = queries.get_import(UUID(mission_id), UUID(import_id))
    if run.state is not ImportState.READING:
        return
    book = preview.workbook(run)
    for rows in evaluating.steps(run, book, preview.columns_of(run, book)):
        with transaction():
            if not evaluating.keep(queries.get_import(UUID(mission_id), UUID(import_id)), rows):
                return
    with transaction():
        evaluating.finish(queries.get_import(UUID(mission_id), UUID(import_id)))


@periodic("directory.resume_imports", minutes="*/5")
def resume_imports() -> None:
    """Ask again for imports that have not moved for five minutes, and for lists not read to their end."""
    unread = select(Import.mission_id, Import.id).where(
        Import.state == ImportState.READING, Import.created_at < clock.now() - STALE
    )
    for mission_id, import_id in db.session.execute(unread):
        enqueue(READ, str(mission_id), str(import_id))
    waiting = select(Import.mission_id, Import.id).where(
        Import.state == ImportState.APPLYING,
        (Import.applied_at.is_(None)) | (Import.applied_at < clock.now() - STALE),
    )
    for mission_id, import_id in db.session.execute(waiting):
        enqueue(APPLY, str(mission_id), str(import_id))


@nightly("directory.look_for_duplicates", at="01:41")
def look_for_duplicates() -> None:
    """Bring every mission's queue of possible duplicates up to date."""
    for mission_id in [mission.id for mission in missions.all_missions()]:
        found = finding.find(mission_id)
        with transaction():
            finding.keep(mission_id, found, now=clock.now())
