"""Every row of a file to its verdict: at once for a short list, in steps behind a progress bar for a long one.

Reading and comparing take their time and no lock; only the rows that came of it are written.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from app.db import db
from app.directory.importing.drafts import read_rows
from app.directory.importing.mapping import Mapping as Columns
from app.directory.importing.person import RowReading
from app.directory.importing.sheets import Workbook
from app.directory.imports.codec import from_json
from app.directory.imports.comparing import view_of_draft
from app.directory.imports.known import Entry, Register
from app.directory.imports.marks import marks_of, understood
from app.directory.imports.verdicts import Found, Source, judged, left_out_because
from app.directory.models import Import, ImportRow, ImportState
from app.missions import queries as missions

LONG = 1_500
_BATCH = 500

Rows = list[dict[str, Any]]


def evaluate(
    run: Import, book: Workbook, columns: Mapping[str, Columns], *, now: datetime, in_steps: bool = False
) -> None:
    """Judge the rows anew. `in_steps` leaves a long list after its first rows, for `steps` to go on with."""
    sheets = [sheet for sheet in book.sheets if not columns[sheet.name].skipped]
    total = sum(len(sheet.rows) for sheet in sheets)
    worn = {mark.code: mark.rows for mark in marks_of((sheet, columns[sheet.name]) for sheet in sheets)}
    run.options = {**run.options, "worn": worn, "rows": total}
    run.created_at = now
    run.state = ImportState.PREVIEWED
    db.session.execute(
        delete(ImportRow).where(ImportRow.mission_id == run.mission_id, ImportRow.import_id == run.id)
    )
    db.session.flush()
    for rows in steps(run, book, columns):
        db.session.execute(insert(ImportRow), rows)
        if in_steps and total > LONG:
            run.state = ImportState.READING
            break
    db.session.flush()
    db.session.expire(run, ["rows"])


def steps(run: Import, book: Workbook, columns: Mapping[str, Columns]) -> Iterator[Rows]:
    """The rows with their verdicts, a handful at a time, ready to be stored; those stored already are left out."""
    region = missions.get(run.mission_id).phone_region
    source = Source(run.mission_id, run.id, dict(run.options), region)
    chosen = source.options.get("chosen", {})
    stored = _stored(run)
    register = Register.of_mission(run.mission_id, region)
    seen: dict[UUID, int] = {}
    found: list[Found] = []
    readings = read_rows(book, columns, region or "PK")
    while batch := [_read(reading, source.options) for reading in islice(readings, _BATCH)]:
        start = len(found)
        found += batch
        for place, item in enumerate(batch, start=start):
            _match(place, item, register, seen)
        if start >= stored:
            recalled = _recall(source, batch, found)
            rows = judged(source, list(enumerate(batch, start=start)), found)
            yield [{**row, "chosen": chosen.get(str(row["position"]), "")} for row in rows]
            batch += recalled
        for (
            item
        ) in batch:  # what later rows may ask for again stands in the database: a long list stays small
            item.reading, item.view = replace(item.reading, draft=None, text=""), None


def keep(run: Import, rows: Rows) -> bool:
    """Store a step of a list that is being read; False when somebody else has, or it is read no more."""
    db.session.refresh(run, attribute_names=["state"], with_for_update=True)
    if run.state is not ImportState.READING or _stored(run) != rows[0]["position"]:
        return False
    db.session.execute(insert(ImportRow), rows)
    return True


def is_reading(run: Import) -> bool:
    """Whether rows of a long list have still to be judged."""
    return run.state is ImportState.READING


def finish(run: Import) -> None:
    """All rows have their verdicts."""
    if is_reading(run):
        run.state = ImportState.PREVIEWED


def _stored(run: Import) -> int:
    count = select(func.count()).where(ImportRow.mission_id == run.mission_id, ImportRow.import_id == run.id)
    return db.session.scalar(count) or 0


def _match(place: int, item: Found, register: Register, seen: dict[UUID, int]) -> None:
    """Find whom the row is about. `seen`: at which place each person of the directory was met first."""
    if item.view is None or item.reading.problem is not None:
        return
    entry: Entry = register.entry_of(item.view, place)
    item.match = register.find(entry)
    register.add(entry)
    if item.match and item.match.certain and (person_id := item.match.entry.person_id):
        first = seen.setdefault(person_id, place)
        if first != place:
            item.again = first


def _recall(source: Source, batch: list[Found], found: list[Found]) -> list[Found]:
    """Read again what earlier rows say to which those of the batch are compared."""
    asked = {item.match.entry.row for item in batch if item.match} | {item.again for item in batch}
    places = [place for place in asked if place is not None and found[place].view is None]
    query = select(ImportRow.position, ImportRow.draft).where(
        ImportRow.mission_id == source.mission_id,
        ImportRow.import_id == source.import_id,
        ImportRow.position.in_(places),
    )
    recalled = []
    for place, draft in db.session.execute(query) if places else ():
        if draft is not None:
            found[place].view = view_of_draft(from_json(draft))
            recalled.append(found[place])
    return recalled


def _read(reading: RowReading, options: dict[str, Any]) -> Found:
    if reading.draft is None or left_out_because(reading, options):
        return Found(reading)
    reading = replace(reading, draft=understood(reading.draft, reading.marks, options))
    return Found(reading, view_of_draft(reading.draft) if reading.draft else None)
