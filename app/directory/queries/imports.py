"""Imports and their rows."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import defer

from app.db import db
from app.directory.models import Import, ImportRow, Verdict
from app.errors import NotFound
from app.web.tables import Page, paginate


def get_import(mission_id: UUID, import_id: UUID) -> Import:
    """Raises NotFound."""
    query = select(Import).where(Import.mission_id == mission_id, Import.id == import_id)
    found = db.session.scalars(query.options(defer(Import.data))).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_import_row(mission_id: UUID, import_id: UUID, row_id: UUID) -> ImportRow:
    """Raises NotFound."""
    query = select(ImportRow).where(
        ImportRow.mission_id == mission_id, ImportRow.import_id == import_id, ImportRow.id == row_id
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def imports(mission_id: UUID, *, limit: int = 20) -> list[Import]:
    """The latest first."""
    query = (
        select(Import).where(Import.mission_id == mission_id).order_by(Import.created_at.desc()).limit(limit)
    )
    return list(db.session.scalars(query.options(defer(Import.data))))


def import_rows(
    run: Import, *, verdict: Verdict | None = None, number: int = 1, size: int = 50
) -> Page[ImportRow]:
    """A page of rows in the order of the file."""
    query = select(ImportRow).where(ImportRow.mission_id == run.mission_id, ImportRow.import_id == run.id)
    if verdict is not None:
        query = query.where(ImportRow.verdict == verdict)
    return paginate(query.order_by(ImportRow.position), number=number, size=size)


def verdicts(run: Import) -> dict[Verdict, int]:
    """How many rows came to each verdict."""
    query = select(ImportRow.verdict, func.count().label("rows")).where(
        ImportRow.mission_id == run.mission_id, ImportRow.import_id == run.id
    )
    counted = {row.verdict: row.rows for row in db.session.execute(query.group_by(ImportRow.verdict))}
    return {verdict: counted.get(verdict, 0) for verdict in Verdict}


def waiting(run: Import, *, applied: bool) -> int:
    """How many rows an import has written, or has still to look at."""
    query = select(func.count()).where(
        ImportRow.mission_id == run.mission_id,
        ImportRow.import_id == run.id,
        ImportRow.applied.is_(applied),
        (ImportRow.verdict.in_([Verdict.NEW, Verdict.UPDATE, Verdict.DUPLICATE])) | (ImportRow.chosen != ""),
    )
    return db.session.scalar(query) or 0
