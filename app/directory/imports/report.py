"""What an import did, row by row, for the command line and for the sheet of problems."""

from typing import Any

from sqlalchemy import select

from app.db import db
from app.directory.imports.apply import action_of
from app.directory.imports.preview import mapping_of, workbook
from app.directory.models import Import, ImportRow, Verdict
from app.i18n import gettext


def summary(run: Import) -> dict[str, Any]:
    """Every row of the list under one heading: new, updated, duplicates (or known already), problems with reason.

    `rows` is their sum; headings, totals and other furniture of the file are not rows of the list.
    """
    counted = {"new": 0, "updated": 0, "duplicates": 0}
    problems = []
    query = select(ImportRow).where(ImportRow.mission_id == run.mission_id, ImportRow.import_id == run.id)
    for row in db.session.scalars(query.order_by(ImportRow.position)):
        if "furniture" in row.changes:
            continue
        action = action_of(row)
        if row.verdict is Verdict.DUPLICATE and action == "change":
            counted["duplicates"] += 1
        elif action:
            counted["new" if action == "add" else "updated"] += 1
        elif row.verdict in (Verdict.SAME, Verdict.DUPLICATE):
            counted["duplicates"] += 1
        else:
            problems.append(
                {"sheet": row.sheet, "row": row.number, "text": row.text, "reason": reason_of(row)}
            )
    return {"rows": sum(counted.values()) + len(problems), **counted, "problems": problems}


def reason_of(row: ImportRow) -> str:
    """Why the row is not simply taken over, in the reader's language; empty where it is."""
    if not row.reason:
        return ""
    params = row.changes.get("params") or {}
    sentence = gettext(row.reason, **params) if params else gettext(row.reason)
    detail = row.changes.get("detail", "")
    return f"{sentence} ({detail[:120]})" if detail else sentence


def problems(run: Import) -> tuple[list[str], list[list[str]]]:
    """(headings, rows) of a sheet with the rows that were not taken: the reason, then the cells as they were."""
    book = workbook(run)
    cells = {(sheet.name[:200], row.number): row.cells for sheet in book.sheets for row in sheet.rows}
    mappings = {sheet.name: mapping_of(run, sheet) for sheet in book.sheets}
    query = select(ImportRow).where(
        ImportRow.mission_id == run.mission_id,
        ImportRow.import_id == run.id,
        ImportRow.verdict == Verdict.PROBLEM,
    )
    rows = list(db.session.scalars(query.order_by(ImportRow.position)))
    width = max((len(cells.get((row.sheet, row.number), ())) for row in rows), default=0)
    first = mappings.get(rows[0].sheet) if rows else None
    headings = [first.headings.get(column, "") if first else "" for column in range(width)]
    body = [
        [reason_of(row), row.sheet, str(row.number), *cells.get((row.sheet, row.number), ())] for row in rows
    ]
    return [gettext("Reason"), gettext("Sheet"), gettext("Row"), *headings], body
